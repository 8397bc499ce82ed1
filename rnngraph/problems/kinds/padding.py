"""Padding that is not recognized as such."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedTooLate(Problem):
    """A `Masking` looks for its value behind a layer that changes it."""

    source: str
    type: str
    value: float
