"""Diagnostics for a terminal: the place, the sentence, the line with a caret, the fix; plain in a pipe."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from rnngraph.check.diagnostic import Diagnostic, Fix

Files = Sequence[tuple[str, Sequence[Diagnostic]]]
WIDTH = 100
"""How much of a source line is shown; a longer one is cut around the caret."""


def render(files: Files, sources: Mapping[str, str] | None = None, *, colour: bool = False) -> str:
    """All findings, and a line that counts them. `sources` has the text of each file that has one."""
    lines: list[str] = []
    for path, found in files:
        text = (sources or {}).get(path, "").splitlines()
        for each in found:
            lines += [*_finding(path, each, text, _Paint(colour)), ""]
    return "\n".join([*lines, summary(files)])


def summary(files: Files) -> str:
    """How many errors and warnings there are, and in how many files."""
    found = [each for _, diagnostics in files for each in diagnostics]
    if not found:
        return "1 spec is all right." if len(files) == 1 else f"All {len(files)} specs are all right."
    errors = sum(each.severity == "error" for each in found)
    counts = " and ".join(
        f"{count} {noun}{'s' if count > 1 else ''}"
        for count, noun in ((errors, "error"), (len(found) - errors, "warning"))
        if count
    )
    bad = sum(bool(diagnostics) for _, diagnostics in files)
    return f"Found {counts} in {bad} of {len(files)} specs." if len(files) > 1 else f"Found {counts}."


class _Paint:
    """Colours, or none."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, name: str, *, bold: bool = False) -> str:
        if not self.colour:
            return text
        import click

        return click.style(text, fg=name or None, bold=bold)


def _finding(path: str, each: Diagnostic, text: Sequence[str], paint: _Paint) -> Iterator[str]:
    where = visible(each.path or path)
    for number in (each.line, each.column):
        where += f":{number}" if number is not None else ""
    hue = "red" if each.severity == "error" else "yellow"
    label = paint(f"{each.severity}[{each.code}]", hue, bold=True)
    yield f"{paint(where, '', bold=True)}: {label} {visible(each.message)}"
    in_text = each.line is not None and each.column is not None and each.line <= len(text)
    if in_text and each.line is not None:
        yield from _excerpt(each, text[each.line - 1], hue, paint)
    if each.fix:
        yield f"  {paint('fix', 'cyan', bold=True)}: {visible(each.fix.title)}{_edit(each.fix)}"


def _edit(fix: Fix) -> str:
    if len(fix.edits) != 1:
        return ""
    (edit,) = fix.edits
    field = edit.pointer.rpartition("/")[2]
    return f' ("{visible(field)}": {visible(json.dumps(edit.value, ensure_ascii=False))})'


def _excerpt(each: Diagnostic, line: str, hue: str, paint: _Paint) -> Iterator[str]:
    column = (each.column or 1) - 1
    end = each.end_column - 1 if each.end_column and each.end_line == each.line else len(line)
    start = max(0, column - WIDTH // 2) if len(line) > WIDTH else 0
    stop = min(len(line), start + WIDTH)
    before, marked = visible(line[start:column]), visible(line[column : min(end, stop)])
    cut = ("…" if start else "", "…" if stop < len(line) else "")
    margin = " " * len(str(each.line))
    bar = paint("|", "blue")
    yield f"  {paint(str(each.line), 'blue')} {bar} {cut[0]}{visible(line[start:stop])}{cut[1]}"
    carets = "^" * max(1, wide(marked))
    yield f"  {margin} {bar} {' ' * (len(cut[0]) + wide(before))}{paint(carets, hue, bold=True)}"


def visible(text: str) -> str:
    """The text without anything that a terminal obeys: control and format characters as escapes, a tab as spaces."""
    return "".join(_shown(each) for each in text)


def _shown(character: str) -> str:
    if character == "\t":
        return "    "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
        return character.encode("unicode_escape", "surrogatepass").decode("ascii")
    return character


def wide(text: str) -> int:
    """The columns that a text takes in a terminal: two for East Asian wide characters, none for combining ones."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )
