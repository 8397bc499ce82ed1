"""What a training run will do, settled from the spec, the settings and the data before anything is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from rnngraph.analysis import Analysis
from rnngraph.build.training import Training
from rnngraph.graph import Ref, shape_text
from rnngraph.train.arrays import Arrays, Data
from rnngraph.train.errors import DataError

KERAS_BATCH = 32
"""What Keras takes where no batch size is given."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train, where it is not as the spec says.

    `epochs` and `batch_size` are the spec's where None. `validation_split` is the fraction of the training data, from
    0 to below 1, that is held out for validation. `verbose` is Keras's: 0 prints nothing about epochs, 1 a progress
    bar, 2 a line for each epoch, "auto" a bar on a terminal and lines elsewhere. `details` also logs arrays and
    settings.

    Raises:
        ValueError: a number is out of its range.
    """

    epochs: int | None = None
    batch_size: int | None = None
    validation_split: float = 0.1
    seed: int = 0
    verbose: Literal["auto", 0, 1, 2] = "auto"
    details: bool = False

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size"):
            if getattr(self, name) is not None and getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}, it must be at least 1")
        if not 0 <= self.validation_split < 1:
            raise ValueError(f"validation_split is {self.validation_split}, it must be at least 0 and below 1")
        if not 0 <= self.seed < 2**32:
            raise ValueError(f"seed is {self.seed}, it must be at least 0 and below 2 ** 32")


@dataclass(frozen=True, slots=True)
class Plan:
    """Settled: `fixed` tells whether the graph fixes its batch, `stateful` whether samples follow on each other."""

    training: Training
    epochs: int
    batch_size: int
    fixed: bool
    stateful: bool
    validation_split: float
    seed: int

    def as_dict(self) -> dict[str, Any]:
        """The settings as a run's record has them."""
        names = ("epochs", "batch_size", "validation_split", "seed", "stateful")
        return {**{name: getattr(self, name) for name in names}, "training": self.training.authored()}


def plan(analysis: Analysis, settings: Settings, data: Data, log: Callable[[str], None]) -> Plan:
    """The plan of a run.

    Raises:
        DataError: the spec does not say how to train, or fixes another batch size than the settings.
    """
    graph = analysis.graph
    training = training_of(analysis, data, log)
    asked = settings.batch_size or (graph.batch_size and training.batch_size)
    if graph.batch_size and asked and asked != graph.batch_size:
        raise DataError(f"the spec fixes batch_size {graph.batch_size}, training is asked for batches of {asked}")
    return Plan(
        training,
        settings.epochs or training.epochs,
        graph.batch_size or settings.batch_size or training.batch_size or KERAS_BATCH,
        graph.batch_size is not None,
        analysis.is_stateful,
        settings.validation_split,
        settings.seed,
    )


def training_of(analysis: Analysis, data: Data, log: Callable[[str], None]) -> Training:
    """The spec's training; where it names no loss and the data are known to be a classification, one for that."""
    graph = analysis.graph
    given = graph.training if isinstance(graph.training, Training) else None
    if given and given.loss is not None:
        return given
    if data.classes is None:
        example = '"training": {"loss": "mean_squared_error"}'
        raise DataError(f"the spec does not say what to train for: give it a loss, as in {example}")
    output = graph.outputs[0]
    type_ = analysis.type_of(output.ref)
    if type_ is None or type_.rank != 2 or (type_.shape[1] or 0) < data.classes:
        found = shape_text(("batch", *type_.shape[1:])) if type_ else "something unknown"
        raise DataError(f"{output.name}: {data.source} has {data.classes} classes, the spec gives {found}")
    from_logits = activation_of(analysis, output.ref) != "softmax"
    loss = {"type": "SparseCategoricalCrossentropy", "from_logits": from_logits}
    settled = (given or Training()).model_dump() | {"loss": loss}
    settled["metrics"] = settled["metrics"] or ["accuracy"]
    scores = "logits" if from_logits else "probabilities"
    log(f"the spec names no loss: taking the crossentropy of {data.classes} classes, from {scores}")
    return Training(**settled)


def activation_of(analysis: Analysis, ref: Ref) -> str | None:
    """The activation that makes what a reference points at, where its layer has one."""
    fact = analysis.nodes.get(ref.node)
    return getattr(fact.node.layer, "activation", None) if fact else None


def with_training(analysis: Analysis, training: Training) -> Analysis:
    """The analysis of the same graph, trained so."""
    return replace(analysis, graph=replace(analysis.graph, training=training))


def split(data: Data, settled: Plan) -> dict[str, Arrays]:
    """The data for training, and where there are any those for validation, and those held out from all of it.

    What is held back for validation is picked by chance, or where samples follow on each other taken from the end;
    with a fixed batch, in whole batches.

    Raises:
        DataError: a fixed batch does not divide the samples.
    """
    rows = np.arange(data.train.samples)
    if not settled.stateful:
        np.random.default_rng(settled.seed).shuffle(rows)
    step = settled.batch_size if settled.fixed else 1
    held = int(len(rows) * settled.validation_split) // step * step
    parts = {"training": data.train.take(np.sort(rows[: len(rows) - held]))}
    if held:
        parts["validation"] = data.train.take(np.sort(rows[len(rows) - held :]))
    if data.held_out is not None:
        parts["held_out"] = data.held_out
    for name, part in parts.items():
        if settled.fixed and (part.samples % settled.batch_size or not part.samples):
            found = f"{part.samples:,} samples for {name.replace('_', ' ')}"
            raise DataError(f"the spec fixes batch_size {settled.batch_size}, which does not divide {found}")
    return parts
