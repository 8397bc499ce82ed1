"""Sizes that no machine, or few, can hold."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyElements(Problem):
    """A tensor has more elements than a 64-bit index counts. `target` is its name: a weight, a port, or the input."""

    target: str
    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeWeights(Problem):
    """The weights of a model take more bytes than the limit; the node is the one with the most, which has `share`."""

    size: int
    share: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeActivations(Problem):
    """What training keeps of a batch takes more bytes than the limit; the node has the most, `share`."""

    size: int
    share: int
    limit: int
    batch: int
