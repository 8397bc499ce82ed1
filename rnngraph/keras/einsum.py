"""EinsumDense."""

from __future__ import annotations

from typing import Any

import keras

from rnngraph import layers
from rnngraph.graph import DtypePolicy, Port, TensorType
from rnngraph.layers.base import Call


@keras.saving.register_keras_serializable(package="rnngraph")
class MendedEinsumDense(keras.layers.EinsumDense):  # type: ignore[misc]
    """An EinsumDense that knows the shape of what it gives.

    Keras's own forgets a known size where `output_shape` has null, and turns the order of three axes or more that `...`
    stands for in front (3.15.1).
    """

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Each letter's size, as the analysis has it."""
        whole = layers.EinsumDense(self.equation, self.partial_output_shape)
        given = Port("input", TensorType(tuple(input_shape), self.compute_dtype))
        return whole.infer(Call((given,), DtypePolicy(self.dtype_policy.name))).outputs[0].type.shape
