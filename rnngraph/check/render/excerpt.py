"""The lines of a source that a finding marks, with carets under what it marks; safe to print, and right in columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from rnngraph.check.diagnostic import Diagnostic

WIDTH = 100
"""Columns of a source line that are shown; a longer one is cut around what is marked."""
LEAST = 40
"""Columns that any terminal is taken to have."""
TAB = "    "
CUT = "…"

Paint = Callable[..., str]


def excerpt(
    found: Diagnostic, line: Callable[[int], str], hue: str, paint: Paint, terminal: int | None = None
) -> Iterator[str]:
    """The line that a finding marks, or the first and the last of those that it marks; `line` has each by its number.

    Where only the line is known, as in a Python file, the whole of it is marked. In a terminal of so many columns no
    line is longer, since carets that wrap stand under nothing.
    """
    if found.line is None or not (found.column or line(found.line).strip()):
        return
    margin = len(str(found.end_line or found.line))
    bar = paint("|", "blue")
    # Beside the line stand its number, blanks and a bar, and where it is cut two marks.
    width = min(WIDTH, max(LEAST, terminal) - margin - 5 - 2 * len(CUT)) if terminal else WIDTH
    for number, start, end in _marked(found, line):
        shown, before, carets = window(line(number), start, end, width)
        yield f"  {paint(f'{number:>{margin}}', 'blue')} {bar} {shown}".rstrip()
        yield f"  {' ' * margin} {bar} {' ' * before}{paint('^' * carets, hue, bold=True)}"


def _marked(found: Diagnostic, line: Callable[[int], str]) -> Iterator[tuple[int, int, int]]:
    """The number of each line to show, and where in it the mark begins and ends."""
    number, last = found.line or 1, found.end_line or found.line or 1
    text = line(number)
    start = found.column - 1 if found.column is not None else _indent(text)
    if last == number and found.end_column is not None:
        yield number, start, found.end_column - 1
        return
    yield number, start, len(text)
    if last > number and (found.end_column or 1) > 1:
        yield last, _indent(line(last)), (found.end_column or 1) - 1


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def window(line: str, start: int, end: int, width: int = WIDTH) -> tuple[str, int, int]:
    """A line, cut around `line[start:end]` where it is long: what is shown, the columns before it, and its columns."""
    # A line may have a million characters, and a thousand findings.
    if len(line) <= 4 * width and wide(visible(line)) <= width:
        return visible(line), wide(visible(line[:start])), max(1, wide(visible(line[start:end])))
    left, room = start, width // 3
    while left > 0 and room > 0:
        left -= 1
        room -= wide(visible(line[left]))
    right, room = left, width
    while right < len(line) and (room := room - wide(visible(line[right]))) >= 0:
        right += 1
    shown = f"{CUT if left else ''}{visible(line[left:right])}{CUT if right < len(line) else ''}"
    before = wide(visible(line[left:start])) + (1 if left else 0)
    return shown, before, max(1, wide(visible(line[start : min(end, right)])))


def visible(text: str) -> str:
    """The text without anything that a terminal obeys: control and format characters as escapes, a tab as spaces."""
    return "".join(map(_shown, text)) if not text.isprintable() else text


def _shown(character: str) -> str:
    if character == "\t":
        return TAB
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
        return character.encode("unicode_escape", "surrogatepass").decode("ascii")
    return character


def wide(text: str) -> int:
    """The columns that a text takes in a terminal: two for East Asian wide characters, none for combining ones."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
