"""Variable, which Keras lacks, as a Keras layer."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="rnngraph")
class Variable(keras.layers.Layer):  # type: ignore[misc]
    """A weight, repeated over the batch of whatever tensor it is called on."""

    def __init__(self, shape: Any, initializer: Any = "zeros", **kwargs: Any) -> None:
        super().__init__(autocast=False, **kwargs)
        self.shape = tuple(shape)
        self.initializer = keras.initializers.get(initializer)

    def build(self, input_shape: Any) -> None:
        """Makes the weight, whatever the tensor's shape."""
        self.value = self.add_weight(name="value", shape=self.shape, initializer=self.initializer)

    def call(self, inputs: Any) -> Any:
        """The weight, as often as there are samples."""
        batch = keras.ops.shape(inputs)[0]
        value = keras.ops.cast(self.value, self.compute_dtype)
        return keras.ops.broadcast_to(value, (batch, *self.shape))

    def compute_output_spec(self, inputs: Any) -> keras.KerasTensor:
        """The tensor's batch, and the weight's shape."""
        return keras.KerasTensor((inputs.shape[0], *self.shape), self.compute_dtype)

    def get_config(self) -> dict[str, Any]:
        """The arguments, for saving."""
        initializer = keras.initializers.serialize(self.initializer)
        return {**super().get_config(), "shape": self.shape, "initializer": initializer}
