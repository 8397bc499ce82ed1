"""Training: data checked, then model built, fitted and evaluated, and the run written.

Everything that can be wrong with data and folder is reported before TensorFlow is imported.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnngraph.analysis import Analysis
from rnngraph.documents.write import write as spec_text
from rnngraph.runs import Busy, Progress
from rnngraph.train import runs
from rnngraph.train.checking import check_data
from rnngraph.train.data import load
from rnngraph.train.errors import RunError
from rnngraph.train.plan import Settings, plan, split, with_training

USES = {"training": "to train on", "validation": "to validate on", "held_out": "held out"}


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its folder, and its record as `history.json` has it."""

    folder: Path
    record: Mapping[str, Any]


def train(
    analysis: Analysis,
    source: str,
    out: Path,
    settings: Settings | None = None,
    log: Callable[[str], None] = print,
    start: Callable[[], None] = lambda: None,
) -> Run:
    """Trains the model of a graph without errors, and writes the run into the folder `out`.

    Arguments:
        analysis: of the graph; its `training` section says how, or for `digits` and `mnist` may name no loss.
        source: `digits`, `mnist`, `FILE.npz` or `module:function` (see `rnngraph.train.data`).
        out: a folder that is new, empty, or that of an earlier run of a model of the same name.
        settings: what is not to be as the spec says.
        log: prints a line: about the data, and about each epoch where no progress bar is shown.
        start: called before TensorFlow is imported: once data and folder are known to be right, or for `mnist`.

    Raises:
        DataError: the data can't be had or don't fit the spec, or the spec does not say what to train for.
        RunError: `out` is something else, another training writes into it, or it can't be written.
        TrainError: training failed in Keras, or the loss became NaN or infinite.
    """
    settings = settings or Settings()
    runs.check_free(out, analysis.graph.name)
    data = load(source, analysis.graph, start)
    for line in data.train.described() if settings.details else ():
        log(line)
    settled = plan(analysis, settings, data, log)
    check_data(analysis, settled.training, data)
    parts = split(data, settled)
    log(f"{source}: " + ", ".join(f"{part.samples:,} samples {USES[name]}" for name, part in parts.items()))
    if settings.details:
        log(f"settings: {json.dumps(settled.as_dict(), ensure_ascii=False)}")
    start()
    from rnngraph.train.fitting import Fitting

    fitting = Fitting.of(with_training(analysis, settled.training), parts, settled)
    begun = time.perf_counter()
    record: dict[str, Any] = {
        "model": analysis.graph.name,
        "data": source,
        "params": analysis.params,
        "samples": {name: part.samples for name, part in parts.items()},
        "settings": settled.as_dict(),
    }
    try:
        with Progress(out, {**record, "spec": spec_text(analysis.graph)}) as progress:
            record |= fitting.run(settings.verbose, progress, log)
            record["seconds"] = round(time.perf_counter() - begun, 3)
            record |= {"message": not_finite(record), "versions": fitting.versions()}
            runs.write(out, fitting.model, analysis.graph, record)
            progress.finished(record["message"])
    except (RunError, BrokenPipeError):  # the reader of a redirected output may stop reading
        raise
    except Busy as error:
        raise RunError(str(error)) from None
    except OSError as error:
        raise RunError(runs.refusal(out, error)) from error
    return Run(out, record)


def not_finite(record: Mapping[str, Any]) -> str:
    """A sentence for each measure of a finished run that was not a finite number, or ''.

    The record has None for such a number.
    """
    epochs: dict[str, list[int]] = {}
    for each in record["epochs"]:
        for name in [name for name, value in each.items() if value is None]:
            epochs.setdefault(name, []).append(each["epoch"])
    held_out = [name for name, value in (record["held_out"] or {}).items() if value is None]
    parts = [f"{name} was NaN or infinite in {_epochs(which)}" for name, which in epochs.items()]
    parts += [f"{name} of the held-out data was NaN or infinite" for name in held_out]
    return "; ".join(parts)


def _epochs(which: list[int]) -> str:
    """Epochs as a person lists them."""
    if len(which) == 1:
        return f"epoch {which[0]}"
    return f"{len(which)} epochs, first in epoch {which[0]}"
