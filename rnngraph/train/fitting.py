"""The part of a training that Keras does: build, fit, evaluate. Importing this imports TensorFlow."""

from __future__ import annotations

import math
import platform
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from rnngraph.analysis import Analysis
from rnngraph.graph import Graph
from rnngraph.keras import Mismatch, build
from rnngraph.keras.kept import reset_states
from rnngraph.lowering.training import structured
from rnngraph.runs import Progress
from rnngraph.runs.progress import Numbers, finite
from rnngraph.runs.reading import loss_first
from rnngraph.train.arrays import Arrays
from rnngraph.train.causes import causes
from rnngraph.train.errors import TrainError
from rnngraph.train.plan import Plan


@dataclass(frozen=True, slots=True)
class Fitting:
    """A compiled model, the data for each use, and the plan."""

    model: keras.Model
    analysis: Analysis
    parts: Mapping[str, Arrays]
    plan: Plan

    @classmethod
    def of(cls, analysis: Analysis, parts: Mapping[str, Arrays], plan: Plan) -> Fitting:
        """Builds the model, with the plan's seed.

        Raises:
            TrainError: Keras built something else than the analysis said.
        """
        keras.utils.set_random_seed(plan.seed)
        try:
            return cls(build(analysis), analysis, parts, plan)
        except Mismatch as error:
            raise TrainError(str(error)) from error

    def run(self, verbose: Any, progress: Progress, log: Callable[[str], None]) -> dict[str, Any]:
        """Trains and evaluates: `epochs` and `held_out` of the run's record, None for what is not a finite number.

        Raises:
            TrainError: training failed in Keras, or the loss became NaN or infinite.
            OSError: the log of the run can't be written.
        """
        try:
            epochs = self.fit(verbose, progress, log)
            held_out = self.evaluate(self.parts["held_out"]) if "held_out" in self.parts else None
        except (ValueError, TypeError, tf.errors.OpError) as error:
            raise TrainError(f"Training failed in Keras: {reason(error)}") from error
        return {"epochs": epochs, "held_out": held_out}

    def fit(self, verbose: Any, progress: Progress, log: Callable[[str], None]) -> list[Numbers]:
        """Trains the model; loss and metrics of each epoch.

        Raises:
            TrainError: the loss became NaN or infinite.
        """
        graph, parts, plan = self.analysis.graph, self.parts, self.plan
        inputs, targets = fed(graph, parts["training"])
        bar = shows_bar(verbose)
        watch = Watch(progress)
        done = self.model.fit(
            inputs,
            targets,
            batch_size=plan.batch_size,
            epochs=plan.epochs,
            validation_data=fed(graph, parts["validation"]) if "validation" in parts else None,
            shuffle=not plan.stateful,
            callbacks=[
                watch,
                *([] if bar or verbose == 0 else [EpochLines(plan.epochs, log)]),
                *([ResetStates()] if plan.stateful else []),
            ],
            verbose=1 if bar else 0,
        )
        if watch.failed:
            what, epoch, batch = watch.failed
            possible = causes(self.analysis, parts["training"])
            raise TrainError(f"Loss became {what} in epoch {epoch}, batch {batch}. {possible}")
        rows = zip(*done.history.values(), strict=True)
        return [
            {"epoch": step + 1, **finite(dict(zip(done.history, values, strict=True)))}
            for step, values in enumerate(rows)
        ]

    def evaluate(self, arrays: Arrays) -> Numbers:
        """Loss and metrics on data that were not trained on."""
        callbacks = [ResetStates()] if self.plan.stateful else None
        inputs, targets = fed(self.analysis.graph, arrays)
        found = self.model.evaluate(
            inputs, targets, batch_size=self.plan.batch_size, callbacks=callbacks, verbose=0, return_dict=True
        )
        return finite(found)

    @staticmethod
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


def fed(graph: Graph, arrays: Arrays) -> tuple[Any, Any]:
    """Inputs and targets as the model takes them."""
    inputs = [arrays.inputs[each.name] for each in graph.inputs]
    return inputs[0] if len(inputs) == 1 else inputs, structured(graph, arrays.targets)


def shows_bar(verbose: Any) -> bool:
    """Whether to show Keras's progress bar, which moves the cursor: if asked for, else on a terminal only."""
    return verbose == 1 or (verbose == "auto" and sys.stdout is not None and sys.stdout.isatty())


def reason(error: Exception) -> str:
    """What an error of Keras or TensorFlow says, without the traceback that TensorFlow writes into its message."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    traced = str(error).startswith("Graph execution error")
    own = [line for line in lines if not line.startswith((" ", "\t", "Graph execution error", "Detected at node"))]
    return " ".join((own if traced and own else lines)[:3]) or type(error).__name__


class ResetStates(keras.callbacks.Callback):  # type: ignore[misc]
    """Starts every pass over the data from zero states: the end of the data does not precede their beginning."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Before each pass over the training data."""
        reset_states(self.model)

    def on_test_begin(self, logs: Any = None) -> None:
        """Before each pass over data to judge by."""
        reset_states(self.model)


class Watch(keras.callbacks.Callback):  # type: ignore[misc]
    """Writes the log of the run, and stops training when the loss is not a finite number any more.

    `failed` is then what the loss became, and the epoch and the batch, counted from 1. Keras's TerminateOnNaN stops
    in the same way, and prints a line of its own.
    """

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress
        self.epoch = 0
        self.failed: tuple[str, int, int] | None = None

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Before each epoch."""
        self.epoch = epoch + 1

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """After each batch."""
        logs = logs or {}
        self.progress.batch(self.epoch, batch + 1, self.params.get("steps"), logs)
        loss = float(logs.get("loss", 0.0))
        if not math.isfinite(loss) and self.failed is None:
            self.failed = ("NaN" if math.isnan(loss) else "infinite", self.epoch, batch + 1)
            self.model.stop_training = True

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """After each epoch, validation included."""
        self.progress.epoch(epoch + 1, logs or {})


class EpochLines(keras.callbacks.Callback):  # type: ignore[misc]
    """Prints a line for each epoch, where no progress bar is shown."""

    def __init__(self, epochs: int, log: Callable[[str], None]) -> None:
        super().__init__()
        self.epochs = epochs
        self.log = log
        self.begun = 0.0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Before each epoch."""
        self.begun = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """After each epoch, validation included."""
        logs = logs or {}
        names = sorted(logs, key=lambda name: (name.startswith("val_"), loss_first(name.removeprefix("val_"))))
        measures = ", ".join(f"{name} {float(logs[name]):.4g}" for name in names)
        self.log(f"epoch {epoch + 1}/{self.epochs}: {measures} ({time.perf_counter() - self.begun:.1f} s)")
