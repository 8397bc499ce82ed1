"""`rnngraph check` and `rnngraph explain`."""

from __future__ import annotations

import sys

import click

from rnngraph.cli.common import ERRORS, SETTINGS, CannotRun
from rnngraph.cli.reading import read, report, specs_in


@click.command()
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@click.option("--format", "format_", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@SETTINGS
def check(specs: tuple[str, ...], format_: str, settings: tuple[str, ...]) -> None:
    """Say everything that is wrong with specs, without TensorFlow.

    A folder stands for all the specs in it: its JSON files, and those below, that have `rnngraph` in them.

    Exits with 0 where there are no errors, 1 where there are, 2 where a spec can't be read at all.
    """
    graphs = [(spec, read(spec, settings)) for given in specs for spec in specs_in(given)]
    click.echo(report(graphs, format_, to_terminal=sys.stdout.isatty()))
    if any(each.severity == "error" for _, graph in graphs for each in graph.diagnostics):
        sys.exit(ERRORS)


@click.command()
@click.argument("code", metavar="CODE")
def explain(code: str) -> None:
    """Print a rule's page: what it asks for, why, an example that is wrong and one that is right."""
    from rnngraph.check.codes import BY_CODE, find_rule
    from rnngraph.layers.errors import nearest

    rule = find_rule(code)
    if rule is None:
        near = nearest(code, BY_CODE)
        raise CannotRun(f"there is no rule {code!r}{f'; did you mean {near}?' if near else ''}")
    click.echo(f"{rule.code} {rule.name} ({rule.severity})\n\n{rule.page}")
