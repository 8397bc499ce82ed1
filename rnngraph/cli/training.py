"""`rnngraph train`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from rnngraph.cli.common import ERRORS, SETTINGS, SPEC, CannotRun, require_tensorflow
from rnngraph.cli.reading import read_valid
from rnngraph.cli.reporting import say


@click.command()
@SPEC
@SETTINGS
@click.option("--data", required=True, help="digits, mnist, FILE.npz, or module:function.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The run's folder.")
@click.option("--epochs", type=click.IntRange(min=1), help="Instead of the spec's.")
@click.option("--batch-size", type=click.IntRange(min=1), help="Instead of the spec's.")
@click.option(
    "--validation-split",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.1,
    show_default=True,
    help="The fraction of the training data that each epoch is watched by.",
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True)
def train(
    spec: str,
    settings: tuple[str, ...],
    data: str,
    out: Path,
    epochs: int | None,
    batch_size: int | None,
    validation_split: float,
    seed: int,
) -> None:
    """Train the model on data that fit it, and write model, spec, history and curves into a folder.

    An .npz file has an array for each input and output, by name. A function gives (x, y) or ((x, y), (x_test, y_test)).
    """
    graph = read_valid(spec, settings)
    require_tensorflow()
    from rnngraph.keras import Mismatch
    from rnngraph.train import DataError, NoData, RunError, Settings, TrainError
    from rnngraph.train import train as run

    plan = Settings(epochs=epochs, batch_size=batch_size, validation_split=validation_split, seed=seed)
    try:
        done = run(graph.analysis, data, out, plan, log=say)
    except NoData as error:
        raise CannotRun(str(error)) from None
    except DataError as error:
        say(f"Error: {error}", err=True)
        sys.exit(ERRORS)
    except (Mismatch, RunError, TrainError) as error:
        raise CannotRun(str(error)) from None
    for name, value in (done.record["held_out"] or {}).items():
        say(f"held-out {name}: {value:.4f}")
    say(f"the run is in {done.folder}/")
