"""From text to a tree: the standard library's json, made strict."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rnngraph.graph import LIMITS, MAX_DIGITS, UNREAD_TEXT, Limits, Place, Problem
from rnngraph.problems import kinds

if TYPE_CHECKING:
    from rnngraph.documents.lines import Lines
    from rnngraph.documents.scalars import Flaw

MAX_RECOVERED = 2**20
"""Length of the longest text that is mended where it is no JSON; of a longer one the first error alone is told."""

_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
SURROGATE = re.compile(rf"(?<!\\)(?:\\\\)*(?:{_HIGH}(?!{_LOW})|(?<!{_HIGH}){_LOW})|[\ud800-\udfff]")
"""Half a surrogate pair, as an escape whose backslash is none of an escaped one, or as it is."""
BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


UNPLACED = Place(1, 1, 1, 1)
"""The place of a whole document, and of a flaw that another reading of the text will find."""


class Unread:
    """Stands in a tree for a value that could not be read, and has been reported."""

    def __repr__(self) -> str:
        return UNREAD_TEXT


UNREAD = Unread()


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed document: `value` is None where nothing could be read.

    `sound` is false where a flaw of the text leaves in doubt what the value was meant to be.
    """

    value: Any
    problems: tuple[Problem, ...] = ()
    sound: bool = True


def decode(data: bytes, limits: Limits = LIMITS) -> tuple[str, tuple[Problem, ...]]:
    """The text of a document's bytes, which have to be UTF-8 and not too many."""
    binary = binary_format(data)
    if binary:
        return "", (kinds.reading.BinaryFile(found=binary, origin=UNPLACED),)
    if len(data) > limits.bytes:
        return "", (kinds.reading.TooLarge(limit=limits.bytes, origin=UNPLACED),)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        place = _place(f"{before}?", len(before), len(before) + 1)
        return "", (kinds.reading.NotUtf8(found=f"byte 0x{data[error.start]:02x}", origin=place),)


FORMATS = (
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file, such as Keras saves weights and older models in"),
    (b"\x93NUMPY", "an array of NumPy (.npy)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"%PDF-", "a PDF document"),
)
"""The first bytes of binary formats, none of which begins any JSON text."""
ARCHIVES = (
    (("metadata.json", "config.json", "model.weights.h5"), "a saved Keras model (.keras)"),
    (("[Content_Types].xml",), "an Office document"),
)
"""Kinds of ZIP archives, by the name of the first file in them."""


def binary_format(data: bytes) -> str | None:
    """The name of the binary format of a file that begins with these bytes; None for what may be a text."""
    found = next((name for start, name in FORMATS if data.startswith(start)), None)
    if found is None or not data.startswith(b"PK\x03\x04"):
        return found
    # The header of the first file: the length of its name is in bytes 26 and 27 (PKWARE's APPNOTE, 4.3.7).
    first = data[30 : 30 + int.from_bytes(data[26:28], "little")].decode("utf-8", "replace")
    if first.endswith(".npy"):
        return "a file of NumPy arrays (.npz)"
    return next((name for names, name in ARCHIVES if first in names), found)


def read(text: str, limits: Limits = LIMITS) -> Tree:
    """Parses strictly: no key twice, no NaN, no Infinity, no number that overflows. Never raises.

    What is no JSON is mended and read on, where that leaves no doubt of what is meant.
    """
    reader = _Reader()
    try:
        value = reader.parse(text)
    except json.JSONDecodeError as error:
        return _recovered(text, error, limits.depth)
    except RecursionError:
        return _too_deep(text, limits.depth)
    if _deeper(value, limits.depth):
        return _too_deep(text, limits.depth)
    surrogate = SURROGATE.search(text)
    if len(text) > MAX_RECOVERED and (reader.flaw or surrogate):
        found = surrogate.group() if surrogate else ""
        return Tree(None, (reader.flaw or kinds.reading.NotUtf8(found=found, origin=Place(1, 1, 1, 1)),))
    return _recovered(text, None, limits.depth) if reader.flaw or surrogate else Tree(value)


class _Reader:
    """`json.loads` with an eye on what strict JSON forbids: `flaw` is the first of it, its place not looked for."""

    def __init__(self) -> None:
        self.flaw: Problem | None = None

    def parse(self, text: str) -> Any:
        """The value of a text; what can't be read in it is `UNREAD`.

        Raises:
            json.JSONDecodeError: it is no JSON.
            RecursionError: it is nested too deeply.
        """
        return json.loads(
            text,
            object_pairs_hook=self.pairs,
            parse_constant=self.no_number,
            parse_float=self.finite,
            parse_int=self.integer,
        )

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) < len(pairs):
            counted = Counter(key for key, _ in pairs)
            key = next(key for key, count in counted.items() if count > 1)
            self.flaw = self.flaw or kinds.reading.DuplicateKey(key=key, origin=UNPLACED)
        return result

    def no_number(self, token: str) -> Unread:
        shown = token if len(token) < 40 else f"{token[:40]}..."
        self.flaw = self.flaw or kinds.reading.NotANumber(found=shown, origin=UNPLACED)
        return UNREAD

    def finite(self, token: str) -> float | Unread:
        number = float(token)
        return number if math.isfinite(number) else self.no_number(token)

    def integer(self, token: str) -> int | Unread:
        return int(token) if len(token) <= MAX_DIGITS else self.no_number(token)


BEGINS = re.compile(
    r"""(?:\ufeff|\s|//[^\n]*+|\#[^\n]*+|/\*.*?\*/)*+(?:\{|\[\s*(?:[^\w\s]|\d|true|false|null|none)|["']?rnngraph["']?\s*:)""",
    re.DOTALL | re.IGNORECASE,
)
"""How a text begins that means to be JSON: comments, a bracket, or what a spec says first where that is forgotten."""


def _recovered(text: str, error: json.JSONDecodeError | None, depth: int) -> Tree:
    """The tree of a text that is not quite JSON, with every flaw; `error` is the first that `json` met."""
    from rnngraph.documents.json_recovery import recover
    from rnngraph.documents.lines import Lines

    lines = Lines(text)
    if error is not None and text.strip() and not BEGINS.match(text):
        # A program, a page of prose: whatever it is, nothing of it is to be mended into JSON.
        found = kinds.reading.NotJson(message="a spec is an object, and begins with {", origin=Place(1, 1, 1, 2))
        return Tree(None, (found,))
    if error is not None and len(text) > MAX_RECOVERED:
        return Tree(None, (_syntax(error, lines),))
    recovered = recover(text)
    problems = tuple(_problem(each, lines) for each in recovered.flaws)
    try:
        value = _Reader().parse(recovered.text)
    except json.JSONDecodeError as judged:
        return Tree(None, problems or (_syntax(error or judged, lines),))
    except RecursionError:
        return _too_deep(text, depth)
    if _deeper(value, depth):
        return _too_deep(text, depth)
    return Tree(value, problems, recovered.sound)


def _problem(flaw: Flaw, lines: Lines) -> Problem:
    place = lines.place(flaw.start, flaw.end)
    match flaw.kind:
        case "duplicate_key":
            return kinds.reading.DuplicateKey(key=flaw.key, origin=place)
        case "not_a_number":
            return kinds.reading.NotANumber(found=flaw.found, origin=place)
        case "encoding":
            return kinds.reading.NotUtf8(found=flaw.found, origin=place)
    return kinds.reading.NotJson(
        flaw=flaw.kind,
        found=flaw.found,
        right=flaw.right,
        key=flaw.key,
        name=flaw.name,
        mark=flaw.mark,
        line=None if flaw.before is None else lines.position(flaw.before)[0],
        edits=flaw.edits if flaw.fixable else (),
        safe=flaw.safe,
        origin=place,
    )


def _syntax(error: json.JSONDecodeError, lines: Lines) -> Problem:
    place = lines.place(error.pos, min(error.pos + 1, len(lines.text)))
    return kinds.reading.NotJson(message=error.msg, origin=place)


def _deeper(value: Any, limit: int) -> bool:
    """Whether lists and objects stand in each other deeper than `limit`."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(limit):
        below = (each for above in level for each in (above.values() if isinstance(above, dict) else above))
        level = [each for each in below if isinstance(each, dict | list)]
    return bool(level)


def _too_deep(text: str, limit: int) -> Tree:
    """Nothing is read of a text that is nested too deeply; the place is the first bracket too many."""
    depth = start = 0
    for found in BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found.group(), 0)
        start = found.start()
        if depth > limit:
            break
    return Tree(None, (kinds.reading.TooDeep(limit=limit, origin=_place(text, start, start + 1)),))


def _place(text: str, start: int, end: int) -> Place:
    from rnngraph.documents.lines import Lines

    return Lines(text).place(start, end)


def parts_of(path: str) -> list[str]:
    """The parts of a JSON pointer's path."""
    return [unescaped(part) for part in path.split("/")[1:]]


def unescaped(part: str) -> str:
    """A part of a pointer as it is."""
    return part.replace("~1", "/").replace("~0", "~")
