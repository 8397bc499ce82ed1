"""Recurrent layers that run, and do not do what was meant: reversed, shared or stateful sequences."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem
from rnngraph.graph.problem import WiringProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversedMerge(WiringProblem):
    """Sequences in opposite orders are merged step by step; `source` is the one whose order is reversed."""

    source: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedStateful(WiringProblem):
    """A stateful layer is applied again, and starts from the states that its other use left."""

    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneStep(Problem):
    """A recurrent layer reads a sequence of one timestep from zero states."""

    source: str


@dataclass(frozen=True, slots=True)
class StatefulBackwards(Problem):
    """A stateful `Bidirectional`: its backward half starts from what it read at the start of the batch before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversedOutput(WiringProblem):
    """An output of the model has its timesteps in reverse order."""

    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecoderLooksAhead(WiringProblem):
    """An attention or a convolution in a decoder reads timesteps that the decoder should predict."""

    type: str
