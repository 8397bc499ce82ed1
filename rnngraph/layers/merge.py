"""Layers that merge several tensors: Concatenate, Dot, and Add and its like, element by element."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from typing import Annotated

from pydantic import Field, PlainValidator

from rnngraph.graph import Mask, Port, Problem, Shape, TensorType
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts, Timing
from rnngraph.layers.cost import Cost, plus, scalars, times
from rnngraph.layers.masks import unfit
from rnngraph.layers.shapes import integer_problems, same_shape
from rnngraph.problems import Rejected, kinds


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


def ored(call: Call) -> Mask | Problem | None:
    """The inputs' masks ORed: none where one is missing; they have to be alike. Keras 3: `Merge.compute_mask`."""
    first, *others = call.masks
    if first is None or None in others:
        return None
    shape: Shape = first.shape
    for index, mask in enumerate(others, start=1):
        common = broadcast(shape, mask.shape) if mask and len(mask.shape) == len(shape) else None
        if mask and common is None:
            return unfit(call, index, first.shape, mask)
        shape = common or shape
    return joined((first, *others), shape)


def joined(masks: tuple[Mask | None, ...], shape: Shape) -> Mask:
    """One mask of several, known by the first, or by the first that may be padded anywhere."""
    present = [mask for mask in masks if mask is not None]
    kept = next((mask for mask in present if mask.padding == "any"), present[0])
    return replace(kept, shape=shape)


def concatenated(call: Call, axis: int, shape: Shape) -> Mask | Problem | None:
    """The inputs' masks joined, an input without one counting as a whole. Keras 3: `Concatenate.compute_mask`.

    Each is stretched to its input, unless it has as many axes; what is joined loses its last axis.
    """
    if not any(call.masks):
        return None
    first: Shape | None = None
    for index, (port, mask) in enumerate(zip(call.inputs, call.masks, strict=True)):
        full = port.type.shape
        if mask and len(mask.shape) != len(full) and not same_shape(mask.shape, full[:-1]):
            return unfit(call, index, full[:-1], mask)
        own = mask.shape if mask and len(mask.shape) == len(full) else full
        first = first or own
        if mask and not same_shape(without(first, axis), without(own, axis)):
            return unfit(call, index, full[:-1], mask)
    return joined(call.masks, shape[:-1])


def without(shape: Shape, axis: int) -> Shape:
    """The shape but for one axis."""
    return (*shape[:axis], *shape[axis + 1 :])


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
    """Facts of an elementwise merge."""
    shapes = [port.type.shape for port in call.inputs]
    result = shapes[0][1:]
    for index, shape in enumerate(shapes[1:], start=1):
        common = broadcast(result, shape[1:])
        if common is None:
            return LayerFacts(problems=(kinds.shapes.UnequalShapes(f"inputs/{index}", shapes=tuple(shapes)),))
        result = common
    dtype = dtype or merged_dtype(layer, call)
    if dtype == "bool":
        return LayerFacts(problems=(kinds.shapes.IntegerInput("inputs", found=dtype, expected="numbers"),))
    mask = ored(call)
    if isinstance(mask, Problem):
        return LayerFacts(problems=(mask,))
    return LayerFacts((Port("output", TensorType((shapes[0][0], *result), dtype), mask=mask),))


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

    def timing_of(self, rank: int) -> Timing:
        """Features are joined step by step, sequences one behind the other."""
        return {1: "window", rank - 1: "step"}.get(self.axis % rank, "whole")  # type: ignore[return-value]

    def infer(self, call: Call) -> LayerFacts:
        """The first input's shape, the sizes along `axis` added up. Keras 3: `Concatenate.compute_output_shape`."""
        shapes = [port.type.shape for port in call.inputs]
        rank = len(shapes[0])
        if not -rank <= self.axis < rank or self.axis % rank == 0:
            return LayerFacts(problems=(kinds.shapes.WrongAxis("axis", found=self.axis, rank=rank),))
        axis = self.axis % rank
        for index, shape in enumerate(shapes):
            pairs = enumerate(zip(shapes[0], shape, strict=False))
            differs = any(at != axis and None not in (a, b) and a != b for at, (a, b) in pairs)
            if len(shape) != rank or differs:
                return LayerFacts(
                    problems=(kinds.shapes.UnequalShapes(f"inputs/{index}", shapes=tuple(shapes), axis=axis),)
                )
        joined = [shape[axis] for shape in shapes]
        total = None if None in joined else sum(size for size in joined if size is not None)
        shape = (*shapes[0][:axis], total, *shapes[0][axis + 1 :])
        mask = concatenated(call, axis, shape)
        if isinstance(mask, Problem):
            return LayerFacts(problems=(mask,))
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

    timing = "step"
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

    timing = "step"
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

    timing = "step"
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

    timing = "step"
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

    timing = "step"
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

    timing = "step"
    arity = (1, None)

    def infer(self, call: Call) -> LayerFacts:
        """The common shape."""
        return elementwise(self, call)


def check_pair(value: object) -> int | tuple[int, int]:
    """An axis for both inputs, or one for each."""
    pair = value if isinstance(value, list | tuple) else (value,)
    if any(not isinstance(each, int) or isinstance(each, bool) for each in pair) or len(pair) != (
        2 if isinstance(value, list | tuple) else 1
    ):
        expected = "an integer or a list of two"
        raise Rejected(kinds.fields.WrongType(found=value, expected=expected))
    return (pair[0], pair[1]) if isinstance(value, list | tuple) else pair[0]


class Dot(Layer):
    """Sums the products of two tensors along an axis of each, sample by sample; no mask is handed on.

    Inputs (batch, ..., size, ...) and (batch, ..., size, ...); output: the first's other axes, then the second's. Of
    two vectors (batch, 1).

    ```json
    {"type": "Dot", "axes": 2, "inputs": ["queries", "keys"]}
    ```
    """

    arity = (2, 2)

    axes: Annotated[
        int | tuple[int, int],
        PlainValidator(check_pair),
        Field(description="The axis that is summed over, of both inputs, or a list with one for each."),
    ]
    normalize: Annotated[f.Flag, Field(description="Whether both are brought to length 1 first: cosine proximity.")] = (
        False
    )

    def infer(self, call: Call) -> LayerFacts:
        """Keras 3: `Dot.build`, which takes an unknown size for another than a known one, and `batch_dot`."""
        one, other = (port.type.shape for port in call.inputs)
        pair = (self.axes, self.axes) if isinstance(self.axes, int) else self.axes
        for index, (axis, shape) in enumerate(zip(pair, (one, other), strict=True)):
            if len(shape) < 2:
                wrong = kinds.shapes.WrongRank(f"inputs/{index}", found=len(shape), expected=2, or_more=True)
                return LayerFacts(problems=(wrong,))
            if not -len(shape) <= axis < len(shape) or axis % len(shape) == 0:
                return LayerFacts(problems=(kinds.shapes.WrongAxis("axes", found=axis, rank=len(shape)),))
        at, to = pair[0] % len(one), pair[1] % len(other)
        if one[at] != other[to]:
            unequal = kinds.axes.UnequalDotSizes("axes", shapes=(one, other), axes=(at, to))
            return LayerFacts(problems=(unequal,))
        shape = (*without(one, at), *without(other, to)[1:])
        shape = shape if len(shape) > 1 else (*shape, 1)
        problems = integer_problems(call) if self.normalize else ()
        narrow = all(port.type.dtype == "int8" for port in call.inputs)
        dtype = "int32" if narrow else merged_dtype(self, call)
        kept = plus(*(scalars(port.type.shape) for port in call.inputs)) if self.normalize else 0
        cost = Cost(times(*shape[1:], one[at]), kept=kept)
        return LayerFacts((Port("output", TensorType(shape, dtype)),), problems=problems, cost=cost)
