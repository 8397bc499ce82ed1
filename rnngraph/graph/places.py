"""Places: in a document, in a text, in the user's Python code."""

from __future__ import annotations

from dataclasses import dataclass, replace


def escaped(part: object) -> str:
    """A key as one part of a path: `~` and `/` written as `~0` and `~1`, as JSON pointers do (RFC 6901)."""
    return str(part).replace("~", "~0").replace("/", "~1")


@dataclass(frozen=True, slots=True)
class Pointer:
    """A place in a document, as a JSON pointer (RFC 6901).

    `within` is a part of a string, as offsets. `key` means the key itself and not its value; `whole` means the whole
    value, however many lines it has.
    """

    path: str
    within: tuple[int, int] | None = None
    key: bool = False
    whole: bool = False

    def child(self, field: str | None) -> Pointer:
        """The place of a field inside what stands here; the same place without a field."""
        return Pointer(f"{self.path}/{field}") if field else self

    def at_key(self) -> Pointer:
        """The same place, meaning the key."""
        return replace(self, key=True)


def pointer(*parts: object) -> Pointer:
    """A JSON pointer made of its parts."""
    return Pointer("".join(f"/{escaped(part)}" for part in parts))


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text: lines and columns from 1, in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class CallSite:
    """The line of the user's own code that made a node."""

    file: str
    line: int


@dataclass(frozen=True, slots=True, order=True)
class TextEdit:
    """`text[start:end]` becomes `new`; offsets count code points."""

    start: int
    end: int
    new: str


Origin = Pointer | Place | CallSite
