"""RG82: what the training section asks for, beside itself and beside the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rnngraph import objects
from rnngraph.build.training import Training
from rnngraph.check.repairs import set_at
from rnngraph.check.rule import Context, Said, rule, shown
from rnngraph.check.rules.training import target_mismatch, trained
from rnngraph.graph import Problem
from rnngraph.objects.targets import losses_with
from rnngraph.problems import kinds

if TYPE_CHECKING:
    from rnngraph.problems.kinds.fitting import Labels

LABELS = {
    "sparse": "integers, one for each class",
    "categorical": "a number for each class",
    "binary": "zeros and ones, each by itself",
}
"""What a target holds, by the kinds of losses and metrics that are of classes."""
LABELS_OF: dict[str, Labels] = {
    **dict.fromkeys((*losses_with("class"), "SparseCategoricalAccuracy", "SparseTopKCategoricalAccuracy"), "sparse"),
    **dict.fromkeys((*losses_with("one_hot"), "CategoricalAccuracy", "TopKCategoricalAccuracy"), "categorical"),
    **dict.fromkeys((*losses_with("binary"), "BinaryAccuracy"), "binary"),
}
"""Keras's classes that take their targets in one of these ways, and in no other."""
SIBLINGS = {
    ("CategoricalAccuracy", "sparse"): "sparse_categorical_accuracy",
    ("TopKCategoricalAccuracy", "sparse"): "sparse_top_k_categorical_accuracy",
    ("CategoricalCrossentropy", "sparse"): "sparse_categorical_crossentropy",
    ("SparseCategoricalAccuracy", "categorical"): "categorical_accuracy",
    ("SparseTopKCategoricalAccuracy", "categorical"): "top_k_categorical_accuracy",
    ("SparseCategoricalCrossentropy", "categorical"): "categorical_crossentropy",
    ("CategoricalAccuracy", "binary"): "binary_accuracy",
    ("SparseCategoricalAccuracy", "binary"): "binary_accuracy",
    ("BinaryAccuracy", "sparse"): "sparse_categorical_accuracy",
    ("BinaryAccuracy", "categorical"): "categorical_accuracy",
}
"""The metric that measures the same of targets of another kind."""


def metrics_of(context: Context, output: str, index: int) -> Iterator[tuple[str, str]]:
    """The metrics of an output: the class's name, or `accuracy`, and where it stands in the document."""
    training, outputs = context.graph.training, context.graph.outputs
    given: Any = training.metrics if isinstance(training, Training) else None
    place = "/training/metrics"
    if isinstance(given, dict) and "type" not in given:
        given, place = given.get(output), f"{place}/{output}"
    elif isinstance(given, list) and any(isinstance(each, list) for each in given):
        given, place = given[index] if index < len(given) else None, f"{place}/{index}"
    elif len(outputs) > 1:
        return  # Keras gives one list to the first output alone
    listed = isinstance(given, list)
    for at, each in enumerate(given if isinstance(given, list) else [given]):
        written = each["type"] if isinstance(each, dict) else str(each)
        name = objects.METRICS.class_of(written) or objects.METRICS.plain.get(written)
        if name is not None:
            yield name, f"{place}/{at}" if listed else place


def find_other_labels(context: Context) -> Iterator[Problem]:
    """Metrics that take their targets otherwise than the loss does."""
    names = [output.name for output in context.graph.outputs]
    for each in trained(context):
        wanted = LABELS_OF.get(each.loss) if target_mismatch(context, each) is None else None
        for metric, place in metrics_of(context, each.output.name, names.index(each.output.name)):
            found = LABELS_OF.get(metric)
            if wanted and found and wanted != found:
                yield kinds.fitting.OtherLabels(
                    place.removeprefix("/"), loss=each.loss, wanted=wanted, metric=metric, found=found, place=place
                )


@rule("RG820", kinds.fitting.OtherLabels, "warning", find_other_labels)
def other_labels(problem: kinds.fitting.OtherLabels, context: Context) -> Said:
    """A metric reads the targets as the loss does.

    A class is told by its number, or by a number for each class, or each class by itself; a target is one of these. A
    metric of another kind fails in training, or counts something that means nothing.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 3, "activation": "softmax"}],
     "training": {"loss": "sparse_categorical_crossentropy", "metrics": ["categorical_accuracy"]}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 3, "activation": "softmax"}],
     "training": {"loss": "sparse_categorical_crossentropy", "metrics": ["sparse_categorical_accuracy"]}}
    ```
    """
    message = (
        f"{problem.metric} takes targets of {LABELS[problem.found]}, the loss, {problem.loss}, {LABELS[problem.wanted]}"
    )
    sibling, place = SIBLINGS.get((problem.metric, problem.wanted)), problem.place
    # One metric may stand by itself in place of a list.
    at = next((each for each in (place, place.rpartition("/")[0]) if isinstance(context.value(each), str)), None)
    return message, set_at(at, sibling, f"use {sibling}", safe=False) if sibling else None


def find_batch_sizes(context: Context) -> Iterator[Problem]:
    """Batches of another size than the one that the model fixes."""
    training, fixed = context.graph.training, context.graph.batch_size
    asked = training.batch_size if isinstance(training, Training) else None
    if fixed and asked and asked != fixed:
        yield kinds.fitting.UnequalBatchSizes("training/batch_size", found=asked, expected=fixed)


@rule("RG821", kinds.fitting.UnequalBatchSizes, "error", find_batch_sizes)
def batch_sizes(problem: kinds.fitting.UnequalBatchSizes, context: Context) -> Said:
    """A model with a fixed batch size is trained by batches of that size.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "batch_size": 4, "inputs": [{"name": "x", "shape": [5, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "stateful": true}], "training": {"loss": "mse", "batch_size": 8}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "batch_size": 4, "inputs": [{"name": "x", "shape": [5, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "stateful": true}], "training": {"loss": "mse"}}
    ```
    """
    found, expected = problem.found, problem.expected
    at = context.place(problem)
    message = f"`training.batch_size` is {found}, but the model has batches of {expected} (`batch_size`)"
    return message, set_at(at, expected, f"train by batches of {shown(expected)}", safe=False)


FAMILY = (other_labels, batch_sizes)
