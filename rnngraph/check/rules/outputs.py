"""RG825 to RG829: outputs whose values do not fit the loss or the metric."""

from __future__ import annotations

from collections.abc import Iterator

from rnngraph.check.diagnostic import Fix
from rnngraph.check.repairs import set_at, set_on
from rnngraph.check.rule import Context, Said, rule, subject
from rnngraph.check.rules.fitting import metrics_of
from rnngraph.check.rules.training import CATEGORICAL, last_activation, target_mismatch, trained
from rnngraph.graph import Problem
from rnngraph.problems import kinds

NEGATIVE = ("linear", "tanh", "elu", "selu", "leaky_relu", "gelu", "silu", "swish", "softsign")
"""Activations that may be negative."""
NOT_NEGATIVE = ("sigmoid", "hard_sigmoid", "softmax", "relu", "softplus", "relu6", "exponential")
"""Activations that never are."""
POSITIVE_LOSSES = {"Poisson": "softplus", "KLDivergence": "softmax"}
"""Losses with a logarithm of the prediction, each with an activation that fits."""
REGRESSION = (
    "MeanSquaredError",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredLogarithmicError",
    "Huber",
    "LogCosh",
)
ACCURACIES = ("accuracy", "Accuracy", "BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy")


def _activation(problem: Problem, context: Context, activation: str) -> Fix | None:
    """Another activation in the field that a problem is about, if it is the field of an activation."""
    field = problem.field or ""
    if field.rpartition("/")[2] != "activation":
        return None
    return set_on(context, problem.node, [(field, activation)], f"end in {activation}", safe=False)


def find_sigmoid_categorical(context: Context) -> Iterator[Problem]:
    """Several sigmoids with a categorical crossentropy."""
    for each in trained(context):
        activation, name, path = last_activation(each.output.ref, context)
        wanted = each.loss in CATEGORICAL and not each.arguments.get("from_logits")
        if wanted and activation in ("sigmoid", "hard_sigmoid") and target_mismatch(context, each) is None:
            port = context.port(each.output.ref)
            units = port.type.shape[-1] if port else None
            yield kinds.outputs.SigmoidCategorical(
                path or None, node=name, loss=each.loss, place=each.place, units=units
            )


@rule("RG825", kinds.outputs.SigmoidCategorical, "warning", find_sigmoid_categorical)
def sigmoid_categorical(problem: kinds.outputs.SigmoidCategorical, context: Context) -> Said:
    """One class among several is predicted by `softmax`; classes that go together by `sigmoid` and a binary loss.

    A categorical crossentropy expects numbers that add up to 1. Of sigmoids it takes those of the right class divided by
    the sum of all, so that all may be large or all small. One number (a unit) with a sigmoid goes with
    binary_crossentropy. Source: Keras issue 6084 and Keras's documentation of `CategoricalCrossentropy`.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 3, "activation": "sigmoid"}],
     "training": {"loss": "categorical_crossentropy"}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 3, "activation": "softmax"}],
     "training": {"loss": "categorical_crossentropy"}}
    ```
    """
    units = f"{problem.units} " if problem.units else ""
    message = f"{subject(problem)}{problem.loss} expects one softmax over the classes, got {units}separate sigmoids"
    return message, _activation(problem, context, "softmax")


def find_negative_predictions(context: Context) -> Iterator[Problem]:
    """Outputs that may be negative, with a loss that takes a logarithm of them."""
    for each in trained(context):
        activation, name, path = last_activation(each.output.ref, context)
        if each.loss in POSITIVE_LOSSES and activation in NEGATIVE:
            yield kinds.outputs.NegativePredictions(path or None, node=name, loss=each.loss, activation=activation)


@rule("RG826", kinds.outputs.NegativePredictions, "warning", find_negative_predictions)
def negative_predictions(problem: kinds.outputs.NegativePredictions, context: Context) -> Said:
    """A Poisson loss or a Kullback-Leibler divergence is given numbers above 0.

    Both take the logarithm of the prediction. Of a negative one Poisson is NaN, which ends the training; the divergence
    takes it for nearly 0, where there is no gradient. Rates end in `softplus` or `exponential`, distributions in
    `softmax`. Source: Keras issues 590 and 18886, pull request 479.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 3}],
     "training": {"loss": "poisson"}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 3, "activation": "softplus"}],
     "training": {"loss": "poisson"}}
    ```
    """
    message = f"{subject(problem)}{problem.loss} takes the logarithm of the output, which may be negative ({problem.activation})"
    return message, _activation(problem, context, POSITIVE_LOSSES.get(problem.loss, "softplus"))


def find_hinge_range(context: Context) -> Iterator[Problem]:
    """Outputs that are never negative, with a hinge loss."""
    for each in trained(context):
        activation, name, path = last_activation(each.output.ref, context)
        if each.loss in ("Hinge", "SquaredHinge") and activation in NOT_NEGATIVE:
            yield kinds.outputs.HingeRange(path or None, node=name, loss=each.loss, activation=activation)


@rule("RG827", kinds.outputs.HingeRange, "warning", find_hinge_range)
def hinge_range(problem: kinds.outputs.HingeRange, context: Context) -> Said:
    """A hinge loss is given numbers on both sides of 0.

    It pushes the output above 1 for one class and below -1 for the other (Keras makes -1 of a label 0). An output that is
    never negative can't get there: its loss stays at 1 or above for half of the classes. Source: Keras issue 15665 and
    Keras's documentation of `Hinge`.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 1, "activation": "sigmoid"}],
     "training": {"loss": "hinge"}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 1, "activation": "tanh"}],
     "training": {"loss": "hinge"}}
    ```
    """
    message = f"{subject(problem)}{problem.loss} needs outputs below -1 for one class, but {problem.activation} is never negative"
    return message, _activation(problem, context, "linear")


def find_cosine_of_one(context: Context) -> Iterator[Problem]:
    """Cosine similarities of single numbers."""
    for each in trained(context):
        port = context.port(each.output.ref)
        axis = each.arguments.get("axis", -1)
        within = port is not None and isinstance(axis, int) and -port.type.rank <= axis < port.type.rank
        if each.loss == "CosineSimilarity" and port and within and port.type.shape[axis] == 1:
            yield kinds.outputs.CosineOfOne(node=each.output.ref.node, axis=axis)


@rule("RG828", kinds.outputs.CosineOfOne, "warning", find_cosine_of_one)
def cosine_of_one(problem: kinds.outputs.CosineOfOne, context: Context) -> Said:
    """A cosine similarity compares vectors of several numbers.

    It divides by the length of each, so that of a single number the sign alone is left: the loss is 1 or -1, and its
    gradient 0. Source: Keras's documentation of `CosineSimilarity` (the formula).

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 1}],
     "training": {"loss": "cosine_similarity"}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 16}],
     "training": {"loss": "cosine_similarity"}}
    ```
    """
    return f"{subject(problem)}CosineSimilarity along axis {problem.axis}, of size 1, compares only signs"


def find_accuracies(context: Context) -> Iterator[Problem]:
    """Accuracies of outputs that are numbers, and no classes."""
    names = [output.name for output in context.graph.outputs]
    for each in trained(context):
        activation = last_activation(each.output.ref, context)[0] if each.loss in REGRESSION else None
        if activation not in NEGATIVE:
            continue
        for metric, place in metrics_of(context, each.output.name, names.index(each.output.name)):
            if metric in ACCURACIES:
                yield kinds.outputs.AccuracyOfRegression(
                    place.removeprefix("/"), loss=each.loss, metric=metric, place=place
                )


@rule("RG829", kinds.outputs.AccuracyOfRegression, "warning", find_accuracies)
def accuracy_of_regression(problem: kinds.outputs.AccuracyOfRegression, context: Context) -> Said:
    """A regression is measured by an error, and not by an accuracy.

    An accuracy counts predictions that are equal to their target, or on its side of 0.5: of measured numbers it is near
    0 however good the model is. Source: Keras issues 7947, 4308 and 867.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 1}],
     "training": {"loss": "mse", "metrics": ["accuracy"]}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 1}],
     "training": {"loss": "mse", "metrics": ["mae"]}}
    ```
    """
    message = (
        f"{problem.metric} counts matching classes, but {problem.loss} is for measured numbers; use an error (mae)"
    )
    place = problem.place
    at = next((each for each in (place, place.rpartition("/")[0]) if isinstance(context.value(each), str)), None)
    return message, set_at(at, "mae", "use mae", safe=False)


FAMILY = (sigmoid_categorical, negative_predictions, hinge_range, cosine_of_one, accuracy_of_regression)
