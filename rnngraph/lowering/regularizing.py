"""Noise, dropouts, ActivityRegularization."""

from __future__ import annotations

from rnngraph import layers
from rnngraph.layers.base import Layer
from rnngraph.lowering.calls import KerasCall
from rnngraph.lowering.lower import Context, arguments, lower, plain

plain(layers.GaussianNoise, "keras.layers.GaussianNoise")
plain(layers.GaussianDropout, "keras.layers.GaussianDropout")
plain(layers.AlphaDropout, "keras.layers.AlphaDropout")
plain(layers.ActivityRegularization, "keras.layers.ActivityRegularization")


@lower.register(layers.SpatialDropout1D)
@lower.register(layers.SpatialDropout2D)
@lower.register(layers.SpatialDropout3D)
def spatial_dropout(layer: Layer, name: str, context: Context) -> KerasCall:
    """Keras's own class, except under a mixed policy. It has no weights, and no argument `trainable`."""
    given = arguments(layer, name, context, without=("trainable",))
    mixed = given["dtype"].startswith("mixed_")
    package = "rnngraph.keras.regularizing.Mended" if mixed else "keras.layers."
    return KerasCall(f"{package}{layer.type}", given)
