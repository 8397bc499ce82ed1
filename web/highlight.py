"""A spec's source as lines of coloured pieces, with what the diagnostics are about marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

MOST_LINES = 5000
"""Lines that a page shows."""
MOST_PIECES = 50_000
"""Pieces of a page that are coloured; what comes then is one piece a line."""
MOST_MARKS = 100
"""Diagnostics that are marked in one line."""

LINE_END = re.compile(r"\r\n|\r|\n")
"""As diagnostics count lines."""

# A string may end with its line, so that every quote begins one match and the whole takes linear time.
TOKEN = re.compile(r'(?P<string>"(?:[^"\\]|\\.)*+"?)(?P<colon>\s*+:)?|(?P<number>-?\d[\d.eE+-]*+)|(?P<word>[a-zA-Z]++)')


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one colour, which `kind` names; `severity` where a diagnostic is about it."""

    text: str
    kind: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its number, its pieces, and the worst that is said of it."""

    number: int
    pieces: tuple[Piece, ...]
    severity: str = ""


def lines(source: str, diagnostics: Iterable[dict[str, Any]]) -> Iterator[Line]:
    """The first `MOST_LINES` lines of a source. A mark over several lines is on the first of them only."""
    marks: dict[int, list[tuple[int, int, str]]] = {}
    for each in diagnostics:
        if each["line"]:
            start = (each["column"] or 1) - 1
            end = each["end_column"] - 1 if each["end_line"] == each["line"] else len(source)
            marks.setdefault(each["line"], []).append((start, max(end, start + 1), each["severity"]))
    left = MOST_PIECES
    texts = LINE_END.split(source, MOST_LINES)
    texts = texts[:-1] if len(texts) > 1 and not texts[-1] else texts
    for number, text in enumerate(texts[:MOST_LINES], 1):
        found = marks.get(number, [])[:MOST_MARKS]
        pieces = tuple(_marked(_coloured(text, left), found))
        left -= len(pieces)
        yield Line(number, pieces, min((severity for *_, severity in found), default=""))


def _coloured(line: str, most: int) -> Iterator[Piece]:
    """The line in pieces, about so many at most."""
    at = 0
    for token in islice(TOKEN.finditer(line), max(most // 2, 0)):
        if token.start() > at:
            yield Piece(line[at : token.start()])
        # The colon is matched last, if at all: then the string before it is a key.
        kind = "key" if token["colon"] else str(token.lastgroup)
        at = token.end("string") if token["string"] else token.end()
        yield Piece(line[token.start() : at], kind)
    yield Piece(line[at:])


def _marked(pieces: Iterable[Piece], marks: list[tuple[int, int, str]]) -> Iterator[Piece]:
    """The pieces, cut where a mark begins or ends. Where marks overlap, an error shows."""
    at = 0
    for piece in pieces:
        end = at + len(piece.text)
        cuts = sorted({at, end, *(cut for mark in marks for cut in mark[:2] if at < cut < end)})
        for start, stop in pairwise(cuts):
            over = (severity for first, last, severity in marks if first < stop and start < last)
            yield Piece(piece.text[start - at : stop - at], piece.kind, min(over, default=""))
        at = end
