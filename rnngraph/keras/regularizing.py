"""Spatial dropouts that are saved with a mixed dtype policy.

Keras 3.15: `BaseSpatialDropout.get_config` writes the dtype of the variables in place of the policy.
"""

from __future__ import annotations

from typing import Any

import keras


class SavedPolicy:
    """Adds the dtype policy to what a Keras layer is saved with."""

    def get_config(self) -> dict[str, Any]:
        """The arguments, for saving."""
        return {**super().get_config(), "dtype": self.dtype_policy.name}  # type: ignore[misc,attr-defined]


@keras.saving.register_keras_serializable(package="rnngraph")
class MendedSpatialDropout1D(SavedPolicy, keras.layers.SpatialDropout1D):  # type: ignore[misc]
    """A SpatialDropout1D that is saved with its dtype policy."""


@keras.saving.register_keras_serializable(package="rnngraph")
class MendedSpatialDropout2D(SavedPolicy, keras.layers.SpatialDropout2D):  # type: ignore[misc]
    """A SpatialDropout2D that is saved with its dtype policy."""


@keras.saving.register_keras_serializable(package="rnngraph")
class MendedSpatialDropout3D(SavedPolicy, keras.layers.SpatialDropout3D):  # type: ignore[misc]
    """A SpatialDropout3D that is saved with its dtype policy."""
