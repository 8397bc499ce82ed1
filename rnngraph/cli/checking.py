"""`rnngraph check` and `rnngraph explain`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from rnngraph.cli.common import CANNOT_RUN, ERRORS, SETTINGS, CannotRead, CannotRun, named
from rnngraph.cli.files import rewrite
from rnngraph.cli.reading import STDIN, read, specs_in
from rnngraph.cli.reporting import FORMATS, Checked, report, say, would_fix

if TYPE_CHECKING:
    from rnngraph.check.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks of each spec."""

    format: str
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    require_cudnn: bool
    max_memory: str | None
    fix: bool
    diff: bool
    unsafe: bool
    only_specs: bool
    settings: tuple[str, ...]

    def rules(self, spec: str) -> Settings:
        """Which rules speak of a spec."""
        from rnngraph.check.settings import SettingsError, settings_for

        try:
            return settings_for(spec).overridden(
                self.select, self.ignore, require_cudnn=self.require_cudnn, max_memory=self.max_memory
            )
        except SettingsError as error:
            raise CannotRun(str(error)) from None


@click.command()
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True, callback=named)
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--fix", is_flag=True, help="Mend what can be mended; nothing else in the file changes.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("--unsafe-fixes", is_flag=True, help="Also make fixes that change what the model means.")
@click.option("--select", metavar="CODE", multiple=True, help="Only these rules: RG401, or RG4 for a family.")
@click.option("--ignore", metavar="CODE", multiple=True, help="Not these rules; the longer code wins.")
@click.option("--require-cudnn", is_flag=True, help="A recurrent layer that can't use cuDNN is an error.")
@click.option(
    "--max-memory",
    metavar="SIZE",
    help='Memory that the weights, or the activations of a batch, may take before a warning: "16 GiB", the default.',
)
@click.option("--only-specs", is_flag=True, help="Pass over JSON files that are no specs, as pre-commit gives them.")
@click.option("--watch", is_flag=True, help="Check again whenever a spec is saved, until Ctrl-C.")
@SETTINGS
def check(  # noqa: PLR0913 - one argument for each option
    specs: tuple[str, ...],
    format_: str,
    fix: bool,
    diff: bool,
    unsafe_fixes: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    require_cudnn: bool,
    max_memory: str | None,
    only_specs: bool,
    watch: bool,
    settings: tuple[str, ...],
) -> None:
    """Say everything that is wrong with specs, without TensorFlow.

    A folder stands for all the specs in it: its JSON files, and those below, that have `rnngraph` in them. With --fix,
    standard input is mended to standard output. What was found is then said on standard error, as with --diff; in JSON
    `would_fix` is what --fix would mend.

    `select`, `ignore`, `severity`, `require-cudnn` and `max-memory` can also be set in the table [tool.rnngraph] of a
    pyproject.toml: the nearest one, from the spec's folder upward, is read.

    Exits with 0 where there are no errors, 1 where there are, 2 where a spec can't be read at all; the others are
    checked all the same.
    """
    if unsafe_fixes and not (fix or diff):
        raise click.UsageError("--unsafe-fixes goes with --fix, or with --diff")
    asked = Asked(format_, select, ignore, require_cudnn, max_memory, fix, diff, unsafe_fixes, only_specs, settings)
    if watch:
        from rnngraph.cli.watching import watch as keep_watching

        keep_watching(specs, lambda: check_all(specs, asked))
    elif status := check_all(specs, asked):
        sys.exit(status)


def check_all(specs: Sequence[str], asked: Asked) -> int:
    """Checks, mends and reports what can be read; the status to exit with."""
    found = [_unless_unread(partial(specs_in, given, only_specs=asked.only_specs)) for given in specs]
    names = dict.fromkeys(name for each in found for name in each or ())
    tried = [_unless_unread(partial(_checked, name, asked)) for name in names]
    checked = [each for each in tried if each]
    unread = None in found or None in tried
    aside = asked.diff or (asked.fix and STDIN in names)  # standard output has the diff, or the mended text
    if asked.diff and asked.format == "text":
        told = would_fix(checked)
    else:
        told = report(checked, asked.format, sys.stderr if aside else sys.stdout)
    if checked or not unread or asked.format != "text":  # a document is one, whatever is in it
        say(told, err=aside)
    if unread:
        return CANNOT_RUN
    return ERRORS if any(each.failed for each in checked) else 0


def _unless_unread(work: Callable[[], T]) -> T | None:
    """What is done for one spec; None where it can't be read, which is said."""
    try:
        return work()
    except CannotRead as error:
        error.show()
        return None


def _checked(name: str, asked: Asked) -> Checked:
    from rnngraph.model import fix

    graph, rules = read(name, asked.settings), asked.rules(name)
    source = graph.data.source
    if source is None or not source.text or not (asked.fix or asked.diff):  # a file that is not a text has no fixes
        return Checked(name, graph.check(rules), source)
    done = fix(
        source.text, source.path, unsafe=asked.unsafe, parameters=source.settings, settings=rules, limits=source.limits
    )
    if asked.diff:
        say(difference(name, source.text, done.text), end=False)
        return Checked(name, graph.check(rules), source, would_fix=done.count)
    if name == STDIN:
        say(done.text.encode("utf-8"), end=False)
    elif done.text != source.text:
        rewrite(Path(name), done.text.encode("utf-8"), was=source.text.encode("utf-8"))
    return Checked(name, done.left, replace(source, text=done.text), done.count)


def difference(name: str, before: str, after: str) -> str:
    """What changes, as a unified diff; line ends are part of the lines."""
    import difflib

    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), name, name)
    return "".join(each if each.endswith("\n") else f"{each}\n\\ No newline at end of file\n" for each in lines)


@click.command()
@click.argument("code", metavar="CODE")
def explain(code: str) -> None:
    """Print a rule's page: what it asks for, why, an example that is wrong and one that is right.

    CODE is a rule's code or name, or the beginning of several rules' codes, RG4, of which a list is printed.
    """
    from rnngraph.check.codes import explain as explained

    try:
        say(explained(code))
    except ValueError as error:
        raise CannotRun(str(error)) from None
