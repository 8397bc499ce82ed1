"""`rnngraph diff`."""

from __future__ import annotations

import sys
from typing import Literal

import click

from rnngraph.cli.common import ERRORS, SETTINGS, CannotRun, named
from rnngraph.cli.reading import STDIN, read_decoded
from rnngraph.cli.reporting import in_colour, say


@click.command()
@click.argument("before", metavar="A", callback=named)
@click.argument("after", metavar="[B]", required=False, callback=named)
@click.option(
    "--revision", metavar="REV", help="Compare A at this git revision with A as it is; HEAD where B is left out."
)
@click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.option("--exit-code", is_flag=True, help="Exit with 1 where the models differ, as git diff does.")
@SETTINGS
def diff(
    before: str,
    after: str | None,
    revision: str | None,
    format_: Literal["text", "json", "markdown"],
    exit_code: bool,
    settings: tuple[str, ...],
) -> None:
    """Say what differs between two models: layers added, removed, changed or renamed, by field, and parameters.

    With A alone, the spec is compared with its last committed version.
    """
    if after and revision:
        raise CannotRun("give two specs, or one and a --revision")
    if before == after == STDIN:
        raise CannotRun("- and -: standard input is read once, so one of the two has to be another")
    one = read_decoded(before, settings, None if after else revision or "HEAD")
    other = read_decoded(after or before, settings)
    comparison = one.compare(other)
    for name, graph in (("A", one), ("B", other)):
        errors = sum(each.severity == "error" for each in graph.diagnostics)
        if errors:
            said = f"{errors} error{'s' if errors > 1 else ''}"
            say(f"{name} has {said}, and what could not be read of it is missing here: rnngraph check", err=True)
    from rnngraph.report.compare.formats import render

    say(render(comparison, format_, colour=in_colour(sys.stdout)))
    if exit_code and not comparison.same:
        sys.exit(ERRORS)
