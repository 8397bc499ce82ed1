"""Noise, dropouts, ActivityRegularization."""

from __future__ import annotations

from typing import Any

import keras

from rnngraph import layers
from rnngraph.keras.lower import Context, arguments, lower, plain

plain(layers.GaussianNoise, keras.layers.GaussianNoise)
plain(layers.GaussianDropout, keras.layers.GaussianDropout)
plain(layers.AlphaDropout, keras.layers.AlphaDropout)
plain(layers.ActivityRegularization, keras.layers.ActivityRegularization)


@keras.saving.register_keras_serializable(package="rnngraph")
class MendedSpatialDropout1D(keras.layers.SpatialDropout1D):  # type: ignore[misc]
    """A SpatialDropout1D that keeps a mixed dtype policy when it is saved: Keras's own keeps its variables' dtype."""

    def get_config(self) -> dict[str, Any]:
        """The arguments, for saving."""
        return {**super().get_config(), "dtype": self.dtype_policy.name}


@lower.register(layers.SpatialDropout1D)
def spatial_dropout(layer: layers.SpatialDropout1D, name: str, context: Context) -> keras.layers.SpatialDropout1D:
    """Keras's own, unless the policy is mixed. It has no weights, and takes no `trainable`."""
    given = arguments(layer, name, context, without=("trainable",))
    mixed = given["dtype"].startswith("mixed_")
    return (MendedSpatialDropout1D if mixed else keras.layers.SpatialDropout1D)(**given)
