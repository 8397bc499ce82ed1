"""Lines and columns of a text, from 1, in code points. A line ends at LF, CR LF or CR, as editors have it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from rnngraph.graph import Place, TextEdit

LINE_END = re.compile(r"\r\n|\n|\r")


class Lines:
    """Where the lines of one text begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(each.end() for each in LINE_END.finditer(text))]

    def position(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and a column; the end of the line, or of the text, where there are not so many."""
        if line > len(self.starts):
            return len(self.text)
        start = self.starts[line - 1]
        return min(start + column - 1, start + len(self.line(line)))

    def place(self, start: int, end: int) -> Place:
        """The place between two offsets."""
        return Place(*self.position(start), *self.position(end))

    def line(self, number: int) -> str:
        """The text of a line, without its end; of one that is not there, nothing."""
        if not 1 <= number <= len(self.starts):
            return ""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end].rstrip("\r\n")


def by_place(edit: TextEdit) -> tuple[int, int]:
    """The order in which edits stand in the text."""
    return (edit.start, edit.end)


def applied(text: str, edits: Iterable[TextEdit]) -> str:
    """The text with edits made that do not touch each other."""
    parts, at = [], 0
    for edit in sorted(edits, key=by_place):
        parts += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join([*parts, text[at:]])
