"""What layers ask of the shapes and dtypes of their inputs."""

from __future__ import annotations

from rnngraph.graph import Problem, Shape
from rnngraph.layers.base import Call
from rnngraph.problems import kinds


def same_shape(one: Shape, other: Shape) -> bool:
    """Whether two shapes can be the same, an unknown size being any."""
    return len(one) == len(other) and all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def integer_problems(call: Call) -> tuple[Problem, ...]:
    """Integers into a layer that computes in floats, which Keras casts floats for only: its kernels refuse them."""
    return tuple(
        kinds.shapes.IntegerInput(f"inputs/{index}", found=port.type.dtype)
        for index, port in enumerate(call.inputs)
        if not port.type.is_float
    )


def stretches(one: Shape, other: Shape) -> bool:
    """Whether a shape of as many axes can be the other's, stretched where it is 1."""
    return len(one) == len(other) and all(
        a in (None, 1) or b is None or a == b for a, b in zip(one, other, strict=True)
    )
