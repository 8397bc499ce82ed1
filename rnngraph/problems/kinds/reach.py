"""Layers and inputs that do not contribute to any output."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem
from rnngraph.graph.problem import NAMES, WIRING


@dataclass(frozen=True, slots=True)
class UnreachableLayer(Problem):
    """A layer that no output depends on."""

    def depends_on(self) -> tuple[str, ...]:
        """What reads what."""
        return (NAMES, WIRING)


@dataclass(frozen=True, slots=True)
class UnusedInput(Problem):
    """An input that no output depends on."""

    def depends_on(self) -> tuple[str, ...]:
        """What reads what."""
        return (NAMES, WIRING)
