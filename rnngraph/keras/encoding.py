"""A fixed ReversibleEmbedding; NotEqual, which Keras lacks, as a Keras layer."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="rnngraph")
class MendedReversibleEmbedding(keras.layers.ReversibleEmbedding):  # type: ignore[misc]
    """A ReversibleEmbedding that says what it gives: Keras's own leaves out its mask and `reverse_dtype` (3.15.1)."""

    def compute_output_spec(self, inputs: Any, reverse: bool = False) -> keras.KerasTensor:
        """Shape, dtype and mask of one way or the other."""
        spec = super().compute_output_spec(inputs, reverse=reverse)
        if reverse:
            return keras.KerasTensor(spec.shape, self.reverse_dtype or self.compute_dtype)
        mask = keras.layers.Embedding.compute_mask(self, inputs)
        if mask is not None:
            spec._keras_mask = mask
        return spec


@keras.saving.register_keras_serializable(package="rnngraph")
class NotEqual(keras.layers.Layer):  # type: ignore[misc]
    """Where a tensor is not a value, in its own dtype."""

    def __init__(self, value: float = 0, **kwargs: Any) -> None:
        super().__init__(autocast=False, **kwargs)
        self.value = value
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """A boolean for each element."""
        return keras.ops.not_equal(inputs, self.value)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def compute_output_spec(self, inputs: Any) -> keras.KerasTensor:
        """The input's shape."""
        return keras.KerasTensor(inputs.shape, "bool")

    def get_config(self) -> dict[str, Any]:
        """The arguments, for saving."""
        return {**super().get_config(), "value": self.value}
