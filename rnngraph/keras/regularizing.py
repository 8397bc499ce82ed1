"""A fixed SpatialDropout1D."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="rnngraph")
class MendedSpatialDropout1D(keras.layers.SpatialDropout1D):  # type: ignore[misc]
    """A SpatialDropout1D that keeps a mixed dtype policy when it is saved: Keras's own keeps its variables' dtype."""

    def get_config(self) -> dict[str, Any]:
        """The arguments, for saving."""
        return {**super().get_config(), "dtype": self.dtype_policy.name}
