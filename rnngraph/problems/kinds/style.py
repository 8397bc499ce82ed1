"""What could be written more simply."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedParameter(Problem):
    """A parameter that nothing uses."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultValue(Problem):
    """A field that is written although it has its default."""

    value: object


@dataclass(frozen=True, slots=True)
class UnnamedLayer(Problem):
    """A layer that is referred to by the name that it was given automatically."""
