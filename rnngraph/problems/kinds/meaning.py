"""Layers that run, and do nothing, or not what their author meant."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem
from rnngraph.graph.problem import WiringProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleMerge(WiringProblem):
    """A merge of one input, which it returns."""

    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeOfSame(WiringProblem):
    """A merge of a tensor with itself, with nothing to learn from it."""

    type: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedActivations(WiringProblem):
    """An activation of what another activation returned, with nothing between them."""

    first: str
    second: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalizedOne(Problem):
    """A normalization over a single number."""

    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedOutput(WiringProblem):
    """The last layer before a trained output drops part of it."""

    output: str
    rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenRandom(Problem):
    """An embedding of random vectors that are not trained."""

    initializer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurrentProbabilities(WiringProblem):
    """The output of a recurrent layer, which may be negative, goes into a crossentropy."""

    loss: str
    type: str
