"""Outputs whose values do not fit the loss or the metric. A `loss` is the class's name, `place` where it is written."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class SigmoidCategorical(Problem):
    """Several sigmoids go into a loss of one class among several."""

    loss: str
    place: str
    units: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NegativePredictions(Problem):
    """An output that may be negative goes into a loss that takes its logarithm."""

    loss: str
    activation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HingeRange(Problem):
    """An output that is never negative goes into a hinge loss."""

    loss: str
    activation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CosineOfOne(Problem):
    """A cosine similarity along an axis of size 1."""

    axis: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccuracyOfRegression(Problem):
    """An output of any number is measured by an accuracy."""

    loss: str
    metric: str
    place: str
