"""Reading a document as a text."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem, TextEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class NotJson(Problem):
    """A text is not JSON.

    `flaw` names what is wrong in the words of `rnngraph.check.rules.reading.FLAWS`, and the fields after it are what
    that sentence speaks of; without a flaw, `message` is what Python's `json` says. `edits` fix the text.
    """

    message: str = ""
    flaw: str = ""
    found: str = ""
    right: str = ""
    key: str = ""
    name: str = ""
    mark: str = ""
    line: int | None = None
    edits: tuple[TextEdit, ...] = ()
    safe: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUtf8(Problem):
    """A file is not UTF-8, or a text has half a surrogate pair."""

    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLarge(Problem):
    """A document has more bytes than are read."""

    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TooDeep(Problem):
    """A document nests brackets deeper than is read."""

    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotANumber(Problem):
    """A number that strict JSON does not have, or that no float can hold."""

    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateKey(Problem):
    """An object has one key twice."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownVersion(Problem):
    """The format's version is not one that is known."""

    part = "value"
    found: object


@dataclass(frozen=True, slots=True)
class NotASpec(Problem):
    """A document is JSON, but has none of a spec's required fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BinaryFile(Problem):
    """A file has a binary format: `found` is the name of the format."""

    found: str
