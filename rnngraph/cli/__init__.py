"""The command line: parse arguments, call one function, print. A file a subject; each command is listed here."""

from __future__ import annotations

import click

from rnngraph.cli import building, checking, comparing, editing, serving, showing, training
from rnngraph.cli.common import collect_less
from rnngraph.cli.reporting import write_anything

COMMANDS = (
    checking.check,
    checking.explain,
    editing.new,
    editing.schema,
    editing.lsp,
    showing.summary,
    showing.diagram,
    comparing.diff,
    building.compile_,
    training.train,
    serving.serve,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, commands=COMMANDS)
@click.version_option(package_name="rnngraph")
def main() -> None:
    """Declare recurrent networks as graphs, check them without TensorFlow, see them, train them.

    SPEC is a JSON file, - for standard input, or module:attribute for a graph built in Python.
    """
    collect_less()
    write_anything()
