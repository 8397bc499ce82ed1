"""`rnngraph serve`."""

from __future__ import annotations

from pathlib import Path

import click

from rnngraph.cli.common import PLUGINS


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), default=Path("specs"))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), help="The port; left out, 8000 or the next that is free.")
@click.option("--runs", type=click.Path(path_type=Path), default=Path("runs"), show_default=True, help="Trainings.")
@click.option("--write", is_flag=True, help="Let the editor save; the link with its token is printed.")
@PLUGINS
def serve(directory: Path, host: str, port: int | None, runs: Path, write: bool) -> None:
    """Show a folder's specs, and trainings as they go, in the browser."""
    from rnngraph_web import serve as run

    run(directory, host=host, port=port, runs=runs, write=write)
