"""What was found, on its way to the terminal, a pipe, or another program."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rnngraph.check import Diagnostic
    from rnngraph.graph import Source

FORMATS = ("text", "json", "github", "sarif")


@dataclass(frozen=True, slots=True)
class Checked:
    """A spec under the name it was asked for by, what was found, the text it was found in, and how much was fixed."""

    path: str
    found: Sequence[Diagnostic]
    source: Source | None = None
    fixed: int | None = None

    @property
    def failed(self) -> bool:
        """Whether there are errors."""
        return any(each.severity == "error" for each in self.found)


def report(checked: Sequence[Checked], format: str, *, colour: bool, fixing: str = "--fix") -> str:
    """The findings in one of the formats; `fixing` is how the terminal's says that some can be mended."""
    from rnngraph.check.render import github, sarif, text
    from rnngraph.check.render import json as as_json

    files = [(each.path, each.found) for each in checked]
    fixed = {each.path: each.fixed for each in checked if each.fixed is not None}
    sources = {each.path: each.source.text for each in checked if each.source}
    match format:
        case "json":
            return as_json.render(files, fixed)
        case "github":
            return github.render(files)
        case "sarif":
            return sarif.render(files, sources)
    count = sum(fixed.values()) if fixed else None
    return text.render(files, sources, colour=colour, fixed=count, fixing=fixing)


def in_colour(stream: IO[Any]) -> bool:
    """Whether a stream is a terminal whose user has not asked for plain text (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def say(text: str, *, err: bool = False) -> None:
    """Prints what `in_colour` has settled already."""
    click.echo(text, err=err, color=True)


def would_fix(checked: Sequence[Checked]) -> str:
    """The line after a diff: how much of what was found it mends."""
    fixed, found = sum(each.fixed or 0 for each in checked), sum(len(each.found) for each in checked)
    return f"checked {len(checked)} file{'s' if len(checked) != 1 else ''}: {found} found, {fixed} would be fixed"
