"""Padding that is not recognized as such."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph.problem import WiringProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedTooLate(WiringProblem):
    """A `Masking` looks for its value behind a layer that changes it."""

    source: str
    type: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LastStepZeroed(WiringProblem):
    """A recurrent layer gives 0 for its last timestep where that is masked."""

    source: str
