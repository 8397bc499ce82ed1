"""Layers that merge several tensors: Concatenate, and Add and its like, element by element."""

from __future__ import annotations

from collections.abc import Set
from typing import Annotated

from pydantic import Field

from rnngraph.graph import Mask, Port, Problem, Shape, TensorType
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts


def merged_dtype(layer: Layer, call: Call) -> str:
    """The dtype of a merge: the compute dtype where any input is a float, else that of the integers together."""
    if any(port.type.is_float for port in call.inputs):
        return layer.policy(call).compute
    return promoted({port.type.dtype for port in call.inputs})


def promoted(dtypes: Set[str]) -> str:
    """The dtype that holds integers of several dtypes. Keras 3: `dtypes.result_type`, which knows no uint64.

    It takes uint32 in its place, and with signed integers a float32.
    """
    signed, unsigned = (
        max((int(each.removeprefix(prefix)) for each in dtypes if each.startswith(prefix)), default=0)
        for prefix in ("int", "uint")
    )
    if not signed:
        return f"uint{min(unsigned, 32)}" if unsigned else "bool"
    return "float32" if unsigned == 64 else f"int{max(signed, 2 * unsigned)}"


def merged_mask(masks: tuple[Mask | None, ...], *, needs_all: bool) -> Mask | None:
    """The merge of the inputs' masks: none where none is there, or where one is missing and all are needed."""
    present = [mask for mask in masks if mask is not None]
    if not present or (needs_all and len(present) < len(masks)):
        return None
    return next((mask for mask in present if mask.padding == "any"), present[0])


def broadcast(one: Shape, other: Shape) -> Shape | None:
    """The shape of an elementwise operation, or None where there is none; an unknown size stays unknown.

    Shapes without the batch, aligned at their ends. Keras 3: `Merge._compute_elemwise_op_output_shape`.
    """
    if len(one) < len(other):
        one, other = other, one
    ahead = len(one) - len(other)
    result = list(one[:ahead])
    for a, b in zip(one[ahead:], other, strict=True):
        if a is None or b is None:
            result.append(None)
        elif 1 in (a, b) or a == b:
            result.append(max(a, b) if 0 not in (a, b) else 0)
        else:
            return None
    return tuple(result)


def elementwise(layer: Layer, call: Call, dtype: str | None = None) -> LayerFacts:
    """Facts of an elementwise merge; the inputs' masks are ORed, where each has one (Keras 3: `Merge.compute_mask`)."""
    shapes = [port.type.shape for port in call.inputs]
    result = shapes[0][1:]
    for index, shape in enumerate(shapes[1:], start=1):
        common = broadcast(result, shape[1:])
        if common is None:
            return LayerFacts(problems=(Problem("merge_shapes", None, f"inputs/{index}", {"shapes": shapes}),))
        result = common
    dtype = dtype or merged_dtype(layer, call)
    if dtype == "bool":
        values = {"found": dtype, "expected": "numbers"}
        return LayerFacts(problems=(Problem("integer_input", None, "inputs", values),))
    output = TensorType((shapes[0][0], *result), dtype)
    return LayerFacts((Port("output", output, mask=merged_mask(call.masks, needs_all=True)),))


class Concatenate(Layer):
    """Joins tensors along one axis; all other axes must agree.

    ```json
    {"type": "Concatenate", "axis": -1, "inputs": ["left", "right"]}
    ```
    """

    arity = (1, None)

    axis: Annotated[
        f.Integer, Field(description="The axis along which the inputs are joined; -1 is the last, 0 the batch's.")
    ] = -1

    def infer(self, call: Call) -> LayerFacts:
        """The first input's shape, the sizes along `axis` added up. Keras 3: `Concatenate.compute_output_shape`."""
        shapes = [port.type.shape for port in call.inputs]
        rank = len(shapes[0])
        if not -rank <= self.axis < rank or self.axis % rank == 0:
            return LayerFacts(problems=(Problem("axis", None, "axis", {"found": self.axis, "rank": rank}),))
        axis = self.axis % rank
        for index, shape in enumerate(shapes):
            pairs = enumerate(zip(shapes[0], shape, strict=False))
            differs = any(at != axis and None not in (a, b) and a != b for at, (a, b) in pairs)
            if len(shape) != rank or differs:
                return LayerFacts(
                    problems=(Problem("merge_shapes", None, f"inputs/{index}", {"shapes": shapes, "axis": axis}),)
                )
        joined = [shape[axis] for shape in shapes]
        total = None if None in joined else sum(size for size in joined if size is not None)
        shape = (*shapes[0][:axis], total, *shapes[0][axis + 1 :])
        mask = merged_mask(call.masks, needs_all=False)
        dtypes = {port.type.dtype for port in call.inputs}
        alike = len(dtypes) == 1 and not call.input.type.is_float
        dtype = call.input.type.dtype if alike else merged_dtype(self, call)
        return LayerFacts((Port("output", TensorType(shape, dtype), mask=mask),))


class Add(Layer):
    """Adds tensors element by element; axes of size 1 are stretched.

    ```json
    {"type": "Add", "inputs": ["left", "right"]}
    ```
    """

    arity = (1, None)

    def infer(self, call: Call) -> LayerFacts:
        """The common shape."""
        return elementwise(self, call)


class Multiply(Layer):
    """Multiplies tensors element by element; axes of size 1 are stretched.

    ```json
    {"type": "Multiply", "inputs": ["gate", "signal"]}
    ```
    """

    arity = (1, None)

    def infer(self, call: Call) -> LayerFacts:
        """The common shape."""
        return elementwise(self, call)


class Average(Layer):
    """Averages tensors element by element; axes of size 1 are stretched.

    ```json
    {"type": "Average", "inputs": ["left", "right"]}
    ```
    """

    arity = (1, None)

    def infer(self, call: Call) -> LayerFacts:
        """The common shape; a float, also of integers, which TensorFlow divides in a dtype of its own choice."""
        if any(port.type.is_float for port in call.inputs):
            return elementwise(self, call)
        whole = merged_dtype(self, call)
        return elementwise(
            self, call, "float64" if whole in ("int32", "int64", "uint32") else "bool" if whole == "bool" else "float32"
        )


class Subtract(Layer):
    """Subtracts the second tensor from the first, element by element; axes of size 1 are stretched.

    ```json
    {"type": "Subtract", "inputs": ["left", "right"]}
    ```
    """

    arity = (2, 2)

    def infer(self, call: Call) -> LayerFacts:
        """The common shape."""
        return elementwise(self, call)


class Maximum(Layer):
    """The larger of the tensors, element by element; axes of size 1 are stretched.

    ```json
    {"type": "Maximum", "inputs": ["left", "right"]}
    ```
    """

    arity = (1, None)

    def infer(self, call: Call) -> LayerFacts:
        """The common shape."""
        return elementwise(self, call)


class Minimum(Layer):
    """The smaller of the tensors, element by element; axes of size 1 are stretched.

    ```json
    {"type": "Minimum", "inputs": ["left", "right"]}
    ```
    """

    arity = (1, None)

    def infer(self, call: Call) -> LayerFacts:
        """The common shape."""
        return elementwise(self, call)
