"""What a person is told: one type, one order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from rnngraph.check.notebook_cells import place_name
from rnngraph.graph import CallSite, Origin, TextEdit

Severity = Literal["error", "warning"]


Operation = Literal["set", "rename", "remove", "insert"]


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a document at a JSON pointer.

    `set` gives what is there another value, or the object above a further field; `rename` gives the field another key,
    which is `value`; `remove` takes away the field, or the element of a list; `insert` puts a further element before
    the one of a list that is there.
    """

    pointer: str
    value: Any = field(default=None, hash=False)
    operation: Operation = "set"

    def as_dict(self) -> dict[str, Any]:
        """The edit in the object that `rnngraph check --format json` prints: an `operation` where it does not set."""
        told = {"pointer": self.pointer, "value": self.value}
        return told if self.operation == "set" else {**told, "operation": self.operation}


@dataclass(frozen=True, slots=True)
class Fix:
    """A way to mend a document; `safe` where it can't change what a right model means.

    A text that is no JSON has no pointers: it is mended by `text_edits`, in the order of the text. `alternatives` are
    other ways, where only the author knows which is meant.
    """

    title: str
    edits: tuple[Edit, ...] = ()
    safe: bool = True
    text_edits: tuple[TextEdit, ...] = ()
    alternatives: tuple[Fix, ...] = ()

    def ways(self) -> tuple[Fix, ...]:
        """The fix itself and its alternatives, of which one is made."""
        return (self, *self.alternatives)

    def as_dict(self) -> dict[str, Any]:
        """The fix as JSON; `text_edits`, where there are any, count code points from the start of the text."""
        edits = [edit.as_dict() for edit in self.edits]
        in_text = [{"start": edit.start, "end": edit.end, "new": edit.new} for edit in self.text_edits]
        made = {"title": self.title, "safe": self.safe, "edits": edits}
        others = [each.as_dict() for each in self.alternatives]
        return made | ({"text_edits": in_text} if in_text else {}) | ({"alternatives": others} if others else {})


@dataclass(frozen=True, slots=True, repr=False)
class Diagnostic:
    """One finding: a stable code, a sentence, and its place.

    Lines and columns count from 1, in code points, the end exclusive; None where the graph has no text. `path` is the
    file that `line` counts in: the document, or for a graph built in Python the user's own source.
    """

    code: str
    severity: Severity
    message: str
    layer: str | None = None
    field: str | None = None
    path: str | None = None
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    fix: Fix | None = None
    origin: Origin | None = None

    def as_dict(self) -> dict[str, Any]:
        """The object that `rnngraph check --format json` prints; with the `path` where that is a file of Python's."""
        fix = self.fix and self.fix.as_dict()
        names = ("code", "severity", "message", "layer", "field", "line", "column", "end_line", "end_column")
        own = {"path": self.path} if self.is_python else {}
        return {**{name: getattr(self, name) for name in names}, **own, "fix": fix}

    @property
    def is_python(self) -> bool:
        """Whether its place is in the user's Python, and `path` that file."""
        return isinstance(self.origin, CallSite)

    def __str__(self) -> str:
        path = self.path and place_name(self.path)
        place = ":".join(str(each) for each in (path, self.line, self.column) if each is not None)
        return f"{place}: {self.severity}[{self.code}] {self.message}" if place else f"{self.code} {self.message}"

    def __repr__(self) -> str:
        return f"<{self}>"

    def sort_key(self) -> tuple[Any, ...]:
        """Path, place, severity (errors first), code."""
        return (self.path or "", self.line or 0, self.column or 0, self.severity, self.code, self.message)
