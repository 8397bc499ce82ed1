"""`rnngraph compile`."""

from __future__ import annotations

from pathlib import Path

import click

from rnngraph.cli.common import SETTINGS, SPEC, CannotRun, require_tensorflow
from rnngraph.cli.reading import read_valid
from rnngraph.cli.reporting import say
from rnngraph.documents.files import replacing


@click.command("compile")
@SPEC
@SETTINGS
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The .keras file.")
def compile_(spec: str, settings: tuple[str, ...], output: Path) -> None:
    """Build the Keras model, prove it to be what was drawn, and save it."""
    if output.suffix != ".keras":
        raise CannotRun(f"{output}: a Keras model is saved under a name that ends in .keras")
    from rnngraph.lowering.memory import InsufficientMemory, require_memory

    graph = read_valid(spec, settings)
    try:
        require_memory(graph.analysis)
    except InsufficientMemory as error:
        raise CannotRun(str(error)) from None
    require_tensorflow("tensorflow")
    from rnngraph.keras import Mismatch

    try:
        model = graph.compile()
    except Mismatch as error:
        raise CannotRun(str(error)) from None
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with replacing(output, suffix=output.suffix) as aside:
            model.save(aside)
    except OSError as error:
        raise CannotRun(f"{output}: {error.strerror or error}") from None
    say(f"{graph.name}: every weight and shape as analysed, {graph.params:,} parameters; wrote {output}")
