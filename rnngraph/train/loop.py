"""Training: data checked, model built, fitted, judged, and the run written."""

from __future__ import annotations

import math
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from rnngraph.analysis import Analysis
from rnngraph.documents.write import write as spec_text
from rnngraph.graph import Graph
from rnngraph.keras import build
from rnngraph.keras.kept import reset_states
from rnngraph.lowering.training import structured
from rnngraph.runs import Busy, Progress
from rnngraph.train import runs
from rnngraph.train.arrays import Arrays, check_arrays
from rnngraph.train.data import load
from rnngraph.train.plan import Plan, Settings, plan, split, with_training

USES = {"training": "to train on", "validation": "to validate on", "held_out": "held out"}


class TrainError(RuntimeError):
    """Training that came to nothing, and why."""


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its folder, and its record as `history.json` has it."""

    folder: Path
    record: Mapping[str, Any]


def train(
    analysis: Analysis, source: str, out: Path, settings: Settings | None = None, log: Callable[[str], None] = print
) -> Run:
    """Trains the model of a graph without errors, and writes the run into the folder `out`.

    Arguments:
        analysis: of the graph; its `training` section says how, or for `digits` and `mnist` may name no loss.
        source: `digits`, `mnist`, `FILE.npz` or `module:function` (see `rnngraph.train.data`).
        out: a folder that is new, empty, or that of an earlier run of a model of the same name.
        settings: what is not to be as the spec says.
        log: what is to be said besides Keras's progress bar, a line at a time.

    Raises:
        DataError: the data can't be had or don't fit the spec, or the spec does not say what to train for.
        RunError: `out` is something else, or can't be written.
        TrainError: Keras gave up, or the loss was no longer a number.
    """
    settings = settings or Settings()
    runs.check_free(out, analysis.graph.name)
    data = load(source, analysis.graph)
    for arrays in (data.train, data.held_out):
        if arrays is not None:
            check_arrays(analysis, arrays)
    settled = plan(analysis, settings, data, log)
    parts = split(data, settled)
    log(f"{source}: " + ", ".join(f"{part.samples:,} samples {USES[name]}" for name, part in parts.items()))
    keras.utils.set_random_seed(settled.seed)
    model = build(with_training(analysis, settled.training))
    start = time.perf_counter()
    record = {
        "model": analysis.graph.name,
        "data": source,
        "params": analysis.params,
        "samples": {name: part.samples for name, part in parts.items()},
        "settings": settled.as_dict(),
    }
    with logged(out, {**record, "spec": spec_text(analysis.graph)}) as progress:
        try:
            epochs = fit(model, analysis.graph, parts, settled, settings.verbose, progress)
            held_out = evaluate(model, analysis.graph, parts["held_out"], settled) if "held_out" in parts else None
        except (ValueError, TypeError, tf.errors.OpError) as error:
            raise TrainError(f"Keras gave up: {error}") from error
        record |= {
            "epochs": epochs,
            "held_out": held_out,
            "seconds": round(time.perf_counter() - start, 3),
            "versions": versions(),
        }
        runs.write(out, model, analysis.graph, record)
        progress.finished()
    return Run(out, record)


def logged(out: Path, start: Mapping[str, Any]) -> Progress:
    """The log of a run, opened.

    Raises:
        RunError: another training writes into the folder, or the disk refuses.
    """
    try:
        return Progress(out, start)
    except Busy as error:
        raise runs.RunError(str(error)) from None
    except OSError as error:
        raise runs.RunError(f"{out}: {error.strerror or error}") from error


def fit(
    model: keras.Model, graph: Graph, parts: Mapping[str, Arrays], settled: Plan, verbose: Any, progress: Progress
) -> list[dict[str, float]]:
    """Trains a model; loss and metrics of each epoch.

    Raises:
        TrainError: the loss was no longer a finite number.
    """
    inputs, targets = fed(graph, parts["training"])
    done = model.fit(
        inputs,
        targets,
        batch_size=settled.batch_size,
        epochs=settled.epochs,
        validation_data=fed(graph, parts["validation"]) if "validation" in parts else None,
        shuffle=not settled.stateful,
        callbacks=[
            keras.callbacks.TerminateOnNaN(),
            Tell(progress),
            *([ResetStates()] if settled.stateful else []),
        ],
        verbose=verbose,
    )
    curves = {name: [float(value) for value in values] for name, values in done.history.items()}
    epochs = [
        {"epoch": step + 1, **{name: curves[name][step] for name in curves}} for step in range(len(curves["loss"]))
    ]
    if not math.isfinite(curves["loss"][-1]):
        raise TrainError(f"the loss is no number in epoch {len(epochs)}; a smaller learning rate may help")
    return epochs


def evaluate(model: keras.Model, graph: Graph, arrays: Arrays, settled: Plan) -> dict[str, float]:
    """Loss and metrics on data that were not trained on."""
    callbacks = [ResetStates()] if settled.stateful else None
    inputs, targets = fed(graph, arrays)
    found = model.evaluate(
        inputs, targets, batch_size=settled.batch_size, callbacks=callbacks, verbose=0, return_dict=True
    )
    return {name: float(value) for name, value in found.items()}


def fed(graph: Graph, arrays: Arrays) -> tuple[Any, Any]:
    """Inputs and targets as the model takes them."""
    inputs = [arrays.inputs[each.name] for each in graph.inputs]
    return inputs[0] if len(inputs) == 1 else inputs, structured(graph, arrays.targets)


class ResetStates(keras.callbacks.Callback):  # type: ignore[misc]
    """Starts every pass over the data from zero states: the end of the data does not go before their beginning."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Before each pass over the training data."""
        reset_states(self.model)

    def on_test_begin(self, logs: Any = None) -> None:
        """Before each pass over data to judge by."""
        reset_states(self.model)


class Tell(keras.callbacks.Callback):  # type: ignore[misc]
    """Says where the training stands, for those who watch."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress
        self.epoch = 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Before each epoch."""
        self.epoch = epoch + 1

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Behind each batch."""
        self.progress.batch(self.epoch, batch + 1, self.params.get("steps"), logs or {})

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Behind each epoch, validation included."""
        self.progress.epoch(epoch + 1, logs or {})


def versions() -> dict[str, str]:
    """What a run depends on."""
    try:
        own = version("rnngraph")
    except PackageNotFoundError:
        own = "a source tree that is not installed"
    return {
        "rnngraph": own,
        "python": platform.python_version(),
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
        "numpy": np.__version__,
    }
