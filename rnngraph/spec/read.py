"""From text to a tree: the standard library's json, made strict."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from rnngraph.graph import Place, Pointer, Problem

MAX_BYTES = 16 * 2**20
"""Size of the largest document that is read. A document of 20,000 layers has about 3 MiB."""
MAX_DIGITS = 4000
"""Length of the longest integer that is read; Python itself stops a little later."""

MAX_DEPTH = 64
"""How deep objects may stand in objects. A model has a handful: a layer in a wrapper in a wrapper."""

LONE_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s\[\]{},:"]+', re.DOTALL)


class Unread:
    """Stands in a tree for a value that could not be read, and has been reported."""


UNREAD = Unread()


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed document: `value` is None where the text is no JSON at all."""

    value: Any
    problems: tuple[Problem, ...] = ()


def decode(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text of a document's bytes, which have to be UTF-8 and no more than `MAX_BYTES`."""
    if len(data) > MAX_BYTES:
        return "", (Problem("too_large", values={"found": len(data), "limit": MAX_BYTES}, origin=Place(1, 1)),)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        place = _place(before, len(before))
        return "", (Problem("encoding", values={"found": f"byte 0x{data[error.start]:02x}"}, origin=place),)


def read(text: str) -> Tree:
    """Parses strictly: no key twice, no NaN, no Infinity, no number that overflows. Never raises."""
    reader = _Reader(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=reader.pairs,
            parse_constant=reader.no_number,
            parse_float=reader.finite,
            parse_int=reader.integer,
        )
    except json.JSONDecodeError as error:
        return Tree(None, (Problem("syntax", values={"message": error.msg}, origin=Place(error.lineno, error.colno)),))
    except RecursionError:
        return Tree(None, (Problem("too_deep", origin=Place(1, 1)),))
    if reader.deepest > MAX_DEPTH:
        return Tree(None, (Problem("too_deep", origin=Place(1, 1)),))
    if LONE_SURROGATE.search(text):
        try:
            json.dumps(value, ensure_ascii=False, default=str).encode("utf-8")
        except UnicodeEncodeError as error:
            found = f"\\u{ord(error.object[error.start]):04x}"
            place = _place(text, max(0, text.lower().find(found)))
            return Tree(None, (Problem("encoding", values={"found": found}, origin=place),))
    return Tree(value, (*reader.problems, *reader.duplicates()))


class _Reader:
    """Hooks for `json.loads` that note what strict JSON forbids, and go on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.twice = False
        self.deepest = 0
        self._depths: dict[int, int] = {}

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        self.twice = self.twice or len(result) < len(pairs)
        below = [each for _, value in pairs for each in (value if isinstance(value, list) else (value,))]
        depth = 1 + max((self._depths.get(id(each), 0) for each in below if isinstance(each, dict)), default=0)
        self._depths[id(result)] = depth
        self.deepest = max(self.deepest, depth)
        return result

    def no_number(self, token: str) -> Unread:
        return self._note(token)

    def finite(self, token: str) -> float | Unread:
        number = float(token)
        return number if math.isfinite(number) else self._note(token)

    def integer(self, token: str) -> int | Unread:
        return int(token) if len(token) <= MAX_DIGITS else self._note(token)

    def _note(self, token: str) -> Unread:
        seen = sum(1 for problem in self.problems if problem.values["found"] == token)
        starts = [match.start() for match in TOKEN.finditer(self.text) if match.group() == token]
        place = _place(self.text, starts[min(seen, len(starts) - 1)]) if starts else Place(1, 1)
        shown = token if len(token) < 40 else f"{token[:40]}..."
        self.problems.append(Problem("not_a_number", values={"found": token, "shown": shown}, origin=place))
        return UNREAD

    def duplicates(self) -> tuple[Problem, ...]:
        if not self.twice:
            return ()
        from rnngraph.spec.positions import Positions  # loads the parser, only when there is something to place

        found = Positions(self.text).duplicates()
        return tuple(Problem("duplicate_key", values={"key": key}, origin=place) for key, place in found)


def _place(text: str, offset: int) -> Place:
    line = text.count("\n", 0, offset) + 1
    return Place(line, offset - (text.rfind("\n", 0, offset) + 1) + 1)


def pointer(*parts: object) -> Pointer:
    """A JSON pointer (RFC 6901) from its parts."""
    return Pointer("".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts))
