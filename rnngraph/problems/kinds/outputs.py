"""Outputs whose values do not fit the loss or the metric. A `loss` is the class's name, `place` where it is written."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph.problem import WiringProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class SigmoidCategorical(WiringProblem):
    """Several sigmoids go into a loss of one class among several."""

    loss: str
    place: str
    units: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NegativePredictions(WiringProblem):
    """An output that may be negative goes into a loss that takes its logarithm."""

    loss: str
    activation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HingeRange(WiringProblem):
    """An output that is never negative goes into a hinge loss."""

    loss: str
    activation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CosineOfOne(WiringProblem):
    """A cosine similarity along an axis of size 1."""

    axis: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccuracyOfRegression(WiringProblem):
    """An output of any number is measured by an accuracy."""

    loss: str
    metric: str
    place: str
