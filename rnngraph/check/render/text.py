"""Diagnostics for a terminal: the place, the sentence, the line with a caret, the fix; plain in a pipe."""

from __future__ import annotations

import json
import linecache
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from rnngraph.check.diagnostic import Diagnostic, Fix
from rnngraph.check.notebook_cells import place_name
from rnngraph.check.render.excerpt import excerpt, visible
from rnngraph.documents.lines import Lines

Files = Sequence[tuple[str, Sequence[Diagnostic]]]


def render(
    files: Files,
    sources: Mapping[str, str] | None = None,
    *,
    colour: bool = False,
    fixed: int | None = None,
    fixing: str = "--fix",
    width: int | None = None,
) -> str:
    """All findings, and a line that counts them.

    `sources` has the text of each file that has one; `fixing` is what mends, as it is asked for where this is read;
    `width` is that of the terminal, where it is one.
    """
    lines: list[str] = []
    for path, found in files:
        lines += findings(path, found, (sources or {}).get(path, ""), colour=colour, width=width)
    return "\n".join([*lines, summary(files, fixed=fixed, fixing=fixing)])


def findings(
    path: str, found: Sequence[Diagnostic], text: str, *, colour: bool = False, width: int | None = None
) -> Iterator[str]:
    """The lines of all findings in one file, a blank line after each; `text` is that of the file, where it has one."""
    document = Lines(text)
    for each in found:
        yield from _finding(path, each, document, _Paint(colour), width)
        yield ""


def counts(found: Sequence[Diagnostic]) -> str:
    """How many errors and warnings there are: `1 error, 2 warnings`."""
    errors = sum(each.severity == "error" for each in found)
    return ", ".join([*_count(errors, "error"), *_count(len(found) - errors, "warning")])


def summary(files: Files, *, fixed: int | None = None, fixing: str = "--fix") -> str:
    """How many files were checked, what was found, what can be mended, and after a run that mends what was."""
    found = [each for _, diagnostics in files for each in diagnostics]
    told = [counts(found)] if found else []
    if fixed is not None:
        told.insert(0, f"{fixed} fixed")
    said = ", ".join(told) if found or fixed else "all right"
    return f"checked {len(files)} file{'s' if len(files) != 1 else ''}: {said}{_fixable(found, fixing)}"


def _count(count: int, noun: str) -> list[str]:
    return [f"{count} {noun}{'s' if count > 1 else ''}"] if count else []


def _fixable(found: Sequence[Diagnostic], fixing: str) -> str:
    fixes = [each.fix for each in found if each.fix]
    safe = sum(fix.safe for fix in fixes)
    more = len(fixes) - safe
    if safe:
        return f"; {safe} fixable with {fixing}" + (f", {more} more with --unsafe-fixes" if more else "")
    return f"; {more} fixable with {fixing} --unsafe-fixes" if more else ""


class _Paint:
    """Colours, or none."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, name: str, *, bold: bool = False) -> str:
        if not self.colour:
            return text
        import click

        return click.style(text, fg=name or None, bold=bold)


def _finding(path: str, each: Diagnostic, document: Lines, paint: _Paint, width: int | None) -> Iterator[str]:
    where = visible(place_name(each.path or path))
    for number in (each.line, each.column):
        where += f":{number}" if number is not None else ""
    hue = "red" if each.severity == "error" else "yellow"
    label = paint(f"{each.severity}[{each.code}]", hue, bold=True)
    yield f"{paint(where, '', bold=True)}: {label} {visible(each.message)}"
    line = document.line if each.column is not None else partial(_source_line, each.path or path)
    yield from excerpt(each, line, hue, paint, width)
    for fix in each.fix.ways() if each.fix else ():
        label = ("fix" if fix.safe else "unsafe fix") if fix is each.fix else "or"
        yield f"  {paint(label, 'cyan', bold=True)}: {visible(fix.title)}{_edit(fix)}"


def _source_line(path: str, number: int) -> str:
    return linecache.getline(path, number).rstrip("\r\n")


def _edit(fix: Fix) -> str:
    """The field that a fix sets, where it is one, and no element of a list."""
    if len(fix.edits) != 1 or fix.edits[0].operation != "set":
        return ""
    (edit,) = fix.edits
    field = edit.pointer.rpartition("/")[2]
    if field.isdecimal():
        return ""
    return f' ("{visible(field)}": {visible(json.dumps(edit.value, ensure_ascii=False))})'
