"""Sequences whose steps or axes are not what was meant."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem, Shape
from rnngraph.graph.problem import WiringProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfBidirectional(WiringProblem):
    """The last step (or the first) of a bidirectional sequence is taken, where one half has read one step only."""

    source: str
    last: bool
    half: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualSteps(WiringProblem):
    """A repeated vector reaches an output through layers that treat each step by itself."""

    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReshapeForPermute(Problem):
    """A `Reshape` to the sizes of the input in another order; `dims` are those of the `Permute`, if known."""

    found: Shape
    shape: Shape
    dims: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAsChannels(WiringProblem):
    """A layer with channels first and one with time first exchange a sequence."""

    source: str
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OuterMerge(Problem):
    """A merge of tensors with unequal numbers of axes that stretches all of them."""

    shapes: tuple[Shape, ...]
    result: Shape
