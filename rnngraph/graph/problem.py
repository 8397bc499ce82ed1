"""What every problem is: a fact that stands in the way, with its place, and what it explains."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from typing import ClassVar, Literal, Self

from rnngraph.graph.places import Origin, Pointer, escaped

Part = Literal["key", "value", "inside"]

NAMES = "names"
"""The topic of which inputs and layers there are, and how they are called."""
WIRING = "wiring"
"""The topic of which layer reads which."""
READING = "reading"
"""The topic of everything that a document says."""

UNREAD_TEXT = "..."
"""Shown in place of a value that could not be read."""


def name_topic(name: str) -> str:
    """The topic of which input or layer one name means."""
    return f"name {name}"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fact that stands in the way of a model; `rnngraph.problems` has a class for each kind.

    Code below `check` finds problems; `check` alone turns them into sentences.

    Arguments:
        field: path to the value inside the node or the document (`units`, `layer/units`, `inputs/1`).
        node: the layer or input concerned.
        block: the block concerned, of a problem of a whole block.
        origin: the place in the document, the text or the user's code; left out, that of the node and the field.
        inner: the layer inside `node`, where `node` holds a block.
    """

    field: str | None = None
    _: KW_ONLY
    node: str | None = None
    block: str | None = None
    origin: Origin | None = None
    inner: str | None = None

    part: ClassVar[Part] = "inside"
    """What is marked in the document: the field's key, its whole value, or a scalar (or the start of a list)."""
    holds_for_any_input: ClassVar[bool] = False
    """Whether the layer's own fields are at fault, whatever the layer reads."""
    holds_for_any_length: ClassVar[bool] = False
    """Whether the problem stays the same, however long the sequence is."""

    def marks(self) -> Part:
        """The `part` of this very problem."""
        return self.part

    def inside(self, *parts: object) -> Self:
        """The same problem, its field seen from further out: `units` inside `layer` is `layer/units`."""
        path = [*map(escaped, parts), *([self.field] if self.field else [])]
        return replace(self, field="/".join(path) or None)

    def leaves_open(self) -> tuple[str, ...]:
        """What can't be known because of this problem: topics, and JSON pointers to fields that were not understood."""
        return ()

    def depends_on(self) -> tuple[str, ...]:
        """What has to be known for this problem to be a fault by itself, in the same words as `leaves_open`."""
        return ()

    def explains(self, other: Problem) -> bool:
        """Whether the other problem may exist only because of this one, and should not be reported beside it."""
        return not set(self.leaves_open()).isdisjoint(other.depends_on())

    @property
    def path(self) -> str | None:
        """The JSON pointer of the problem's origin; None without a place in a document."""
        return self.origin.path if isinstance(self.origin, Pointer) else None


@dataclass(frozen=True, slots=True)
class WiringProblem(Problem):
    """A problem of which layer reads which: nothing is said of it while part of that is unknown."""

    def depends_on(self) -> tuple[str, ...]:
        """Which layers there are, and which reads which."""
        return (NAMES, WIRING)
