"""Attention that looks the wrong way, or has nothing to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem
from rnngraph.graph.problem import WiringProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class SwappedAttention(WiringProblem):
    """An attention whose query and value have changed places."""

    query: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionOfOne(Problem):
    """An attention over a value of one timestep."""

    value: str
