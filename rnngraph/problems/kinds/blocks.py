"""Blocks: sub-graphs that are used by name."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem, Shape, TensorType
from rnngraph.graph.problem import READING, WIRING


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownBlock(Problem):
    """A name that is not a block of the document."""

    found: str
    nearest: str | None
    known: tuple[str, ...]

    def leaves_open(self) -> tuple[str, ...]:
        """What the layers around the block read."""
        return (WIRING,)

    def depends_on(self) -> tuple[str, ...]:
        """The document's blocks."""
        return ("/blocks",)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockCycle(Problem):
    """Blocks that contain each other; the path ends with the name that it begins with."""

    names: tuple[str, ...]

    def leaves_open(self) -> tuple[str, ...]:
        """What the layers around the block read."""
        return (WIRING,)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlocksTooDeep(Problem):
    """Blocks inside blocks, deeper than is expanded."""

    limit: int

    def leaves_open(self) -> tuple[str, ...]:
        """What the layers around the block read."""
        return (WIRING,)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnrepeatableBlock(Problem):
    """A block is repeated in a chain but has several inputs or outputs."""

    name: str
    inputs: int
    outputs: int

    def leaves_open(self) -> tuple[str, ...]:
        """What the layers around the block read."""
        return (WIRING,)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongBlockInput(Problem):
    """A tensor that is passed to a block is not what the block declares; `shape` or `dtype` is None if it agrees."""

    input: str
    found: TensorType
    shape: Shape | None
    dtype: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedBlock(Problem):
    """A block that no layer uses."""

    part = "key"
    name: str

    def depends_on(self) -> tuple[str, ...]:
        """Everything in the document: what uses the block may be what could not be read."""
        return (READING,)
