"""Shapes and dtypes of what a layer reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rnngraph.graph import Problem, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongRank(Problem):
    """An input has too many or too few axes, the batch counted."""

    found: int
    expected: int
    or_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownSize(Problem):
    """The size of an axis that weights are made of is unknown."""

    axis: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongAxis(Problem):
    """An axis that the input does not have, that is the batch's, or that is given `twice`."""

    found: int
    rank: int
    twice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnequalShapes(Problem):
    """Shapes that can't be merged; `axis` is the one that may differ."""

    shapes: tuple[Shape, ...]
    axis: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidReshape(Problem):
    """A shape that the input can't be given."""

    shape: Shape
    target: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnequalAttentionSizes(Problem):
    """The query's last axis is not the key's (or, without a key, the value's)."""

    query: Shape
    key: Shape
    role: Literal["key", "value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnequalAttentionLengths(Problem):
    """The value has another number of timesteps than the key."""

    value: Shape
    key: Shape


@dataclass(frozen=True, slots=True)
class UnknownUnrollLength(Problem):
    """A loop is unrolled over an unknown number of timesteps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FloatIndices(Problem):
    """Floats are given where a layer reads indices."""

    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegerInput(Problem):
    """Integers, or booleans, are given to a layer that computes in something else."""

    found: str
    expected: Literal["floats", "numbers"] = "floats"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidNoiseShape(Problem):
    """A dropout's `noise_shape` does not broadcast to its input."""

    found: Shape
    shape: Shape
