"""Layers that change the shape only: Flatten, Reshape, RepeatVector. None of them hands a mask on."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field

from rnngraph.graph import Port, Problem, Shape, TensorType
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts


def reshaped(layer: Layer, call: Call, shape: Shape) -> LayerFacts:
    """Facts of a layer that gives the same values in another shape."""
    return LayerFacts((Port("output", TensorType(shape, layer.policy(call).cast(call.input.type.dtype))),))


class Flatten(Layer):
    """Joins all axes but the batch into one.

    Input (batch, ...), output (batch, product of the rest), unknown where one of them is.

    ```json
    {"type": "Flatten"}
    ```
    """

    data_format: Annotated[
        Literal["channels_last", "channels_first"] | None,
        Field(
            description="Order of the input's axes; with channels_first the channels are moved last before flattening."
        ),
    ] = None

    def infer(self, call: Call) -> LayerFacts:
        """Two axes."""
        batch, *rest = call.input.type.shape
        known = [size for size in rest if size is not None]
        return reshaped(self, call, (batch, math.prod(known) if len(known) == len(rest) else None))


Size = Annotated[int, Field(ge=-1, strict=True)]


class Reshape(Layer):
    """Gives the input another shape of as many elements.

    `target_shape` leaves the batch out; one size may be -1, which takes what is left.

    ```json
    {"type": "Reshape", "target_shape": [-1, 16]}
    ```
    """

    target_shape: Annotated[
        tuple[Size, ...], Field(description="Sizes of the output without the batch; one may be -1, for what is left.")
    ]

    def infer(self, call: Call) -> LayerFacts:
        """Keras 3: `operation_utils.compute_reshape_output_shape`."""
        batch, *rest = call.input.type.shape
        target = self.target_shape
        values = {"shape": call.input.type.shape, "target": target}
        if target.count(-1) > 1:
            return LayerFacts(problems=(Problem("reshape", None, "target_shape", values),))
        if None in rest:
            return reshaped(self, call, (batch, *(None if size == -1 else size for size in target)))
        total = math.prod(size for size in rest if size is not None)
        known = math.prod(size for size in target if size != -1)
        fits = known and total % known == 0 if -1 in target else total == known
        if not fits:
            return LayerFacts(problems=(Problem("reshape", None, "target_shape", values),))
        return reshaped(self, call, (batch, *(total // known if size == -1 else size for size in target)))


class RepeatVector(Layer):
    """Repeats a vector over `n` timesteps: the way from a code to a decoder.

    Input (batch, features), output (batch, n, features).

    ```json
    {"type": "RepeatVector", "n": 10}
    ```
    """

    n: Annotated[f.Count, Field(description="Number of timesteps.")]

    def infer(self, call: Call) -> LayerFacts:
        """A time axis between the two."""
        shape = call.input.type.shape
        if len(shape) != 2:
            return LayerFacts(problems=(Problem("rank", None, "inputs", {"found": len(shape), "expected": 2}),))
        return reshaped(self, call, (shape[0], self.n, shape[1]))
