"""`rnngraph train`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from rnngraph.cli.common import ERRORS, SETTINGS, SPEC, CannotRun, require_tensorflow
from rnngraph.cli.reading import read_valid
from rnngraph.cli.reporting import in_colour, say


@click.command()
@SPEC
@SETTINGS
@click.option("--data", required=True, help="digits, mnist, FILE.npz, or module:function.")
@click.option("--out", metavar="DIRECTORY", required=True, type=click.Path(path_type=Path), help="Folder of the run.")
@click.option("--epochs", type=click.IntRange(min=1), help="Number of epochs, in place of the spec's.")
@click.option("--batch-size", type=click.IntRange(min=1), help="Samples in a batch, in place of the spec's.")
@click.option(
    "--validation-split",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.1,
    show_default=True,
    help="Fraction of the training data held out for validation.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="Seed of initial weights, dropout and the order of samples.",
)
@click.option("--quiet", "-q", "output", flag_value="quiet", help="Print errors and warnings only.")
@click.option(
    "--verbose",
    "-v",
    "output",
    flag_value="verbose",
    help="Print the arrays and the settings too, and a line for each epoch in place of the progress bar.",
)
def train(
    spec: str,
    settings: tuple[str, ...],
    data: str,
    out: Path,
    epochs: int | None,
    batch_size: int | None,
    validation_split: float,
    seed: int,
    output: str | None,
) -> None:
    """Train the model on data that fit it, and write model, spec, history and curves into a folder.

    An .npz file has an array for each input and output, by name. A function gives (x, y) or ((x, y), (x_test, y_test)).

    A terminal shows a progress bar; redirected output has a line for each epoch.
    """
    graph = read_valid(spec, settings)
    try:
        from rnngraph.train import DataError, NoData, RunError, Settings, TrainError
        from rnngraph.train import train as run
    except ModuleNotFoundError as error:
        raise CannotRun(f"this needs {error.name}: pip install 'rnngraph[train]'") from None
    try:
        done = run(
            graph.analysis,
            data,
            out,
            Settings(epochs, batch_size, validation_split, seed, verbose_of(output), details=output == "verbose"),
            log=(lambda line: None) if output == "quiet" else say,
            start=require_tensorflow,
        )
    except NoData as error:
        raise CannotRun(str(error)) from None
    except DataError as error:
        say(f"Error: {error}", err=True)
        sys.exit(ERRORS)
    except (RunError, TrainError) as error:
        raise CannotRun(str(error)) from None
    if output != "quiet":
        for name, value in (done.record["held_out"] or {}).items():
            say(f"held-out {name}: {'NaN or infinite' if value is None else f'{value:.4f}'}")
        say(f"the run is in {done.folder}/")
    if done.record["message"]:
        say(f"Warning: {done.record['message']}", err=True)


def verbose_of(output: str | None) -> Literal[0, 1, 2]:
    """Keras's `verbose`: no output, a progress bar on a terminal that can show one, or a line for each epoch."""
    if output == "quiet":
        return 0
    return 1 if output is None and in_colour(sys.stdout) else 2
