"""What was found, on its way to the terminal, a pipe, or another program."""

from __future__ import annotations

import errno
import io
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import click

from rnngraph.cli.common import CannotRun

if TYPE_CHECKING:
    from rnngraph.check import Diagnostic
    from rnngraph.graph import Source

FORMATS = ("text", "json", "github", "sarif")


@dataclass(frozen=True, slots=True)
class Checked:
    """A spec under the name it was asked for by, what was found, the text it was found in, and how much was fixed.

    Or, where nothing was to be written, how much would be.
    """

    path: str
    found: Sequence[Diagnostic]
    source: Source | None = None
    fixed: int | None = None
    would_fix: int | None = None

    @property
    def failed(self) -> bool:
        """Whether there are errors."""
        return any(each.severity == "error" for each in self.found)


def report(checked: Sequence[Checked], format: str, stream: IO[Any], fixing: str = "--fix") -> str:
    """The findings in one of the formats, for a stream; `fixing` is how the terminal's says that some can be mended."""
    from rnngraph.check.render import github, sarif, text
    from rnngraph.check.render import json as as_json

    files = [(each.path, each.found) for each in checked]
    fixed = {each.path: each.fixed for each in checked if each.fixed is not None}
    would_fix = {each.path: each.would_fix for each in checked if each.would_fix is not None}
    sources = {each.path: each.source.text for each in checked if each.source}
    match format:
        case "json":
            return as_json.render(files, fixed, would_fix)
        case "github":
            return github.render(files)
        case "sarif":
            return sarif.render(files, sources)
    count = sum(fixed.values()) if fixed else None
    colour, width = in_colour(stream), columns(stream)
    return text.render(files, sources, colour=colour, fixed=count, fixing=fixing, width=width)


def in_colour(stream: IO[Any]) -> bool:
    """Whether a stream is a terminal whose user has not asked for plain text (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns(stream: IO[Any]) -> int | None:
    """How wide a stream is that is a terminal; None where it is none, or does not say."""
    if not stream.isatty():
        return None
    try:
        own = os.get_terminal_size(stream.fileno())
    except OSError:
        own = os.terminal_size((0, 0))
    return shutil.get_terminal_size(own).columns or None


def say(text: str | bytes, *, err: bool = False, end: bool = True) -> None:
    """Prints what `in_colour` has settled already, and the end of its line.

    Raises:
        CannotRun: the system refuses, as where a disk is full.
    """
    try:
        click.echo(text, err=err, nl=end, color=True)
    except OSError as error:
        # A reader who has seen enough, such as head, is no failure: click ends the command quietly.
        if error.errno == errno.EPIPE:
            raise
        _give_up(sys.stderr if err else sys.stdout)
        raise CannotRun(f"can't write: {error.strerror or error}") from None


def _give_up(stream: IO[Any]) -> None:
    """Sends what a stream still holds to nowhere, or Python would try it again at its end, and say so."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError):  # a stream without a descriptor
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def write_anything() -> None:
    """Has standard output write ? for what its encoding lacks, as click does for ASCII."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="replace")


def would_fix(checked: Sequence[Checked]) -> str:
    """The line after a diff: how much of what was found it mends."""
    fixed, found = sum(each.would_fix or 0 for each in checked), sum(len(each.found) for each in checked)
    return f"checked {len(checked)} file{'s' if len(checked) != 1 else ''}: {found} found, {fixed} would be fixed"
