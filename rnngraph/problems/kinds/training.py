"""Outputs, and the losses that train them. A `loss` is the class's name, `place` a pointer to where it is written."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedSoftmax(Problem):
    """A softmax is given out in half precision."""

    dtype: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftmaxFromLogits(Problem):
    """An output ends in the activation that its loss applies itself."""

    loss: str
    place: str
    activation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogitsAsProbabilities(Problem):
    """An output of any number goes into a loss that expects probabilities."""

    loss: str
    place: str
    activation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongLossShape(Problem):
    """An output has a shape that its loss can't take."""

    loss: str
    place: str
    found: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftmaxBinary(Problem):
    """A softmax over several classes goes into a loss that takes each class by itself."""

    loss: str
    place: str


@dataclass(frozen=True, slots=True)
class SoftmaxOfOne(Problem):
    """A softmax along an axis of size 1, which is always 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UntrainedOutput(Problem):
    """An output without a loss beside others that have one."""

    output: str
