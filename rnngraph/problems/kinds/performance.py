"""What is slow, or large."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class LongUnroll(Problem):
    """A long loop is unrolled."""

    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeEmbedding(Problem):
    """An embedding's table is very large."""

    rows: int
    columns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OddWidth(Problem):
    """A number of units that tensor cores have to pad."""

    units: int
