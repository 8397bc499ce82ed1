"""Noise, dropouts, ActivityRegularization."""

from __future__ import annotations

from rnngraph import layers
from rnngraph.lowering.calls import KerasCall
from rnngraph.lowering.lower import Context, arguments, lower, plain

plain(layers.GaussianNoise, "keras.layers.GaussianNoise")
plain(layers.GaussianDropout, "keras.layers.GaussianDropout")
plain(layers.AlphaDropout, "keras.layers.AlphaDropout")
plain(layers.ActivityRegularization, "keras.layers.ActivityRegularization")


@lower.register(layers.SpatialDropout1D)
def spatial_dropout(layer: layers.SpatialDropout1D, name: str, context: Context) -> KerasCall:
    """Keras's own class, except under a mixed policy. It has no weights, and no argument `trainable`."""
    given = arguments(layer, name, context, without=("trainable",))
    mixed = given["dtype"].startswith("mixed_")
    target = "rnngraph.keras.regularizing.MendedSpatialDropout1D" if mixed else "keras.layers.SpatialDropout1D"
    return KerasCall(target, given)
