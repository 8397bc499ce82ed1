"""Axes that are given by number or by letter."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Dim, Problem, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidEquation(Problem):
    """An einsum's equation, or its `bias_axes`, that Keras can't read."""

    equation: str
    bias_axes: str | None
    wrong: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongOutputShape(Problem):
    """An einsum's `output_shape` has too many or too few sizes."""

    found: int
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnequalLetterSizes(Problem):
    """A letter of an einsum has one size in the input and another in the output."""

    letter: str
    output: Dim
    input: Dim


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownLetterSize(Problem):
    """A letter of an einsum's output whose size nothing gives."""

    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnequalDotSizes(Problem):
    """The two axes that a Dot sums over have different sizes."""

    shapes: tuple[Shape, Shape]
    axes: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLastAxes(Problem):
    """A normalization's axes that are not the last ones."""

    found: object
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnequalMoments(Problem):
    """Mean and variance of a Normalization that fit neither each other nor its axes."""

    mean: Shape
    variance: Shape
    sizes: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongReverseSize(Problem):
    """A ReversibleEmbedding goes back from vectors that are not of its own length."""

    found: Dim
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidAttentionAxes(Problem):
    """Attention over axes that `what` does not allow: `features`, `mask`, or an argument of the layer or the call."""

    what: str
    axes: tuple[int, ...]
