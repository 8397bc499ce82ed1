"""`rnngraph summary` and `rnngraph diagram`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from rnngraph.cli.common import SETTINGS, SPEC, CannotRun
from rnngraph.cli.files import write
from rnngraph.cli.reading import read_decoded, read_valid
from rnngraph.cli.reporting import columns, in_colour, say
from rnngraph.report.model.summary import FORMATS, SummaryFormat

if TYPE_CHECKING:
    from rnngraph.model import DiagramFormat


@click.command()
@SPEC
@SETTINGS
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
def summary(spec: str, settings: tuple[str, ...], format_: SummaryFormat) -> None:
    """Print the table of layers, output shapes, parameters and cuDNN verdicts."""
    graph = read_valid(spec, settings)
    table = graph.summary(format_, width=columns(sys.stdout), colour=in_colour(sys.stdout))
    say(table, end=not table.endswith("\n"))


@click.command()
@SPEC
@SETTINGS
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file; its suffix says the format."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["svg", "png", "pdf", "dot", "mmd", "json", "txt"]),
    help="Instead of the suffix; json says where everything stands, txt says it in words.",
)
@click.option("--layout", type=click.Choice(["down", "right"]), help="The way that data flow.")
@click.option(
    "--collapse", metavar="NAME", multiple=True, help="Draw a block or a layer as one box; `all` for all blocks."
)
@click.option("--inside", metavar="LAYER", help="Draw one time step of a layer: LAYER, LAYER/cell_1 or LAYER/backward.")
@click.option("--hide", type=click.Choice(["shapes", "params"]), multiple=True, help="What to leave out.")
@click.option("--unrolled", metavar="STEPS", type=int, help="Draw the model over so many time steps.")
def diagram(
    spec: str,
    settings: tuple[str, ...],
    output: Path | None,
    format_: str | None,
    layout: Literal["down", "right"] | None,
    collapse: tuple[str, ...],
    inside: str | None,
    hide: tuple[Literal["shapes", "params"], ...],
    unrolled: int | None,
) -> None:
    """Draw the graph: svg, png, pdf, dot, mmd (Mermaid), json or txt.

    Without a file it goes to standard output.

    A spec with errors is drawn too, its errors marked.
    """
    graph = read_decoded(spec, settings)
    suffix = output.suffix.removeprefix(".").lower() if output else ""
    try:
        drawn = graph.diagram(
            format=cast("DiagramFormat", format_ or suffix or "svg"),
            layout=layout,
            collapse=collapse,
            inside=inside,
            hide=hide,
            unrolled=unrolled,
        )
    except ValueError as error:
        raise CannotRun(str(error)) from None
    except OSError as error:
        raise CannotRun(f"{spec}: can't draw: {error.strerror or error}") from None
    if output is None:
        say(drawn, end=False)
        return
    write(output, drawn)
    say(f"wrote {output}")
