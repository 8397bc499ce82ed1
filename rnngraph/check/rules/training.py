"""RG81: what comes out of a model, and the losses that it is trained by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rnngraph.build.training import Training
from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.flows import ordered
from rnngraph.check.repairs import set_at, set_on
from rnngraph.check.rule import Context, Said, rule, shown, subject
from rnngraph.graph import DtypePolicy, Output, Problem, Ref, Shape, shape_text
from rnngraph.layers.activations import Softmax
from rnngraph.layers.base import Layer
from rnngraph.layers.core import Activation, Identity
from rnngraph.layers.loop import Recurrent
from rnngraph.layers.wrappers import Bidirectional, TimeDistributed
from rnngraph.objects.targets import losses_with
from rnngraph.problems import kinds

CATEGORICAL = ("CategoricalCrossentropy", "CategoricalFocalCrossentropy", "SparseCategoricalCrossentropy")
BINARY = losses_with("binary")
ONE_OF_SEVERAL = losses_with("one_hot", "class")
UNBOUNDED = ("linear", "relu", "tanh", "elu", "gelu", "selu", "silu", "leaky_relu", "softplus")
"""Activations that give no probabilities."""


@dataclass(frozen=True, slots=True)
class Trained:
    """An output with its loss: the class's name and its arguments, and where it stands in the document."""

    output: Output
    loss: str
    arguments: dict[str, Any]
    place: str


def trained(context: Context) -> Iterator[Trained]:
    """Every output that has a loss."""
    training, outputs = context.graph.training, context.graph.outputs
    losses = training.losses([output.name for output in outputs]) if isinstance(training, Training) else []
    for output, loss in zip(outputs, losses, strict=False):
        if loss is not None:
            yield Trained(output, loss.name, loss.arguments, loss.place)


def own_activation(layer: Layer | None) -> tuple[str | None, str]:
    """The activation that a layer ends in, and the path of its field; None where it has none, or one by time."""
    if isinstance(layer, TimeDistributed):
        name, path = own_activation(layer.layer)
        return name, f"layer/{path}"
    if layer is None or isinstance(layer, Recurrent | Bidirectional):
        return None, ""
    if isinstance(layer, Softmax):
        return "softmax", ""
    return (layer.activation or "linear", "activation") if hasattr(layer, "activation") else (None, "")


Ending = tuple[str | None, str, str]
"""An activation, the layer that has it, and the path of its field."""


def last_activation(ref: Ref, context: Context) -> Ending:
    """The activation behind a reference, the layer that has it, and the field's path: layers that pass on are passed."""
    nothing = (None, ref.node, "")
    return context.once(endings).get(ref.node, nothing) if ref.port is None else nothing


def endings(context: Context) -> dict[str, Ending]:
    """What `last_activation` says of each node's main output."""
    found: dict[str, Ending] = {}
    for node in ordered(context):
        layer = context.layer(node.name)
        activation, path = own_activation(layer)
        passes = isinstance(layer, Identity) or (isinstance(layer, Activation) and activation == "linear")
        if passes and len(node.inputs) == 1:
            (ref,) = node.inputs
            known = ref.port is None and ref.node in found
            found[node.name] = found[ref.node] if known else (None, ref.node, "")
        else:
            found[node.name] = (activation, node.name, path)
    return found


def find_mixed_softmax(context: Context) -> Iterator[Problem]:
    """Outputs that are a softmax in half precision."""
    for output in context.graph.outputs:
        activation, name, _ = last_activation(output.ref, context)
        layer = context.layer(name)
        policy = layer.dtype if layer and layer.dtype else context.graph.dtype_policy
        if activation == "softmax" and DtypePolicy(policy).compute in ("float16", "bfloat16"):
            yield kinds.training.MixedSoftmax(node=name, dtype=DtypePolicy(policy).compute)


@rule("RG810", kinds.training.MixedSoftmax, "warning", find_mixed_softmax)
def mixed_softmax(problem: kinds.training.MixedSoftmax, context: Context) -> Said:
    """A softmax that a model gives out is computed in float32.

    In half precision small probabilities vanish, and with them their gradients. TensorFlow's guide on mixed precision
    keeps the last layer in float32: `"dtype": "float32"`.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "dtype_policy": "mixed_float16", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 8}, {"type": "Dense", "units": 3, "activation": "softmax"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "dtype_policy": "mixed_float16", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 8}, {"type": "Dense", "units": 3, "activation": "softmax", "dtype": "float32"}]}
    ```
    """
    message = f"{subject(problem)}a softmax is given out in {problem.dtype}, where small probabilities vanish"
    return message, set_on(context, problem.node, [("dtype", "float32")], "compute it in float32", safe=False)


def find_softmax_from_logits(context: Context) -> Iterator[Problem]:
    """Probabilities for a loss that wants logits."""
    for each in trained(context):
        activation, name, path = last_activation(each.output.ref, context)
        wanted = "softmax" if each.loss in (*CATEGORICAL, "CTC") else "sigmoid" if each.loss in BINARY else None
        logits = each.arguments.get("from_logits") or each.loss == "CTC"
        if wanted and activation == wanted and logits:
            yield kinds.training.SoftmaxFromLogits(
                path or None, node=name, loss=each.loss, place=each.place, activation=activation
            )


@rule("RG811", kinds.training.SoftmaxFromLogits, "warning", find_softmax_from_logits)
def softmax_from_logits(problem: kinds.training.SoftmaxFromLogits, context: Context) -> Said:
    """A loss `from_logits` is given logits.

    A softmax of what is a softmax already is nearly the same for every class, and hardly trains. Keras on TensorFlow
    takes the softmax away again where it sees it, with a warning; other backends do not. CTC is always given logits.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 3, "activation": "softmax"}],
     "training": {"loss": {"type": "SparseCategoricalCrossentropy", "from_logits": true}}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 3, "activation": "softmax"}],
     "training": {"loss": "sparse_categorical_crossentropy"}}
    ```
    """
    message = f"{subject(problem)}it ends in {problem.activation}, and its loss expects logits"
    if problem.loss == "CTC":
        field = problem.field or ""
        plain = field.rpartition("/")[2] == "activation"
        edits = [(field, "linear")] if plain else []
        return f"{message}, as CTC always does", set_on(context, problem.node, edits, "give out logits", safe=False)
    message = f"{message} (from_logits)"
    for place in (f"{problem.place}/from_logits", f"{problem.place}/config/from_logits"):
        if context.value(place) is True:
            return message, Fix("take from_logits out", (Edit(place, operation="remove"),))
    return message


def find_logits_as_probabilities(context: Context) -> Iterator[Problem]:
    """Logits for a loss that wants probabilities."""
    for each in trained(context):
        activation, name, _ = last_activation(each.output.ref, context)
        wants = each.loss in (*CATEGORICAL, *BINARY) and not each.arguments.get("from_logits")
        if wants and activation in UNBOUNDED and target_mismatch(context, each) is None:
            yield kinds.training.LogitsAsProbabilities(
                node=name, loss=each.loss, place=each.place, activation=activation
            )


@rule("RG812", kinds.training.LogitsAsProbabilities, "warning", find_logits_as_probabilities)
def logits_as_probabilities(problem: kinds.training.LogitsAsProbabilities, context: Context) -> Said:
    """A crossentropy is given probabilities, or is told that it gets logits.

    Of a plain number it takes the logarithm all the same, cut to what is between 0 and 1: training goes nowhere, and no
    error says so.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 3}],
     "training": {"loss": "sparse_categorical_crossentropy"}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 3}],
     "training": {"loss": {"type": "SparseCategoricalCrossentropy", "from_logits": true}}}
    ```
    """
    message = f"{subject(problem)}it ends in {problem.activation}, and {problem.loss} expects probabilities"
    written = context.value(problem.place)
    if isinstance(written, dict) and "type" in written:
        return message, set_at(f"{problem.place}/from_logits", True, "say from_logits", safe=False)
    if isinstance(written, str):
        loss = {"type": problem.loss, "from_logits": True}
        return message, set_at(problem.place, loss, f"use {problem.loss} from_logits", safe=False)
    return message


def target_mismatch(context: Context, each: Trained) -> Shape | None:
    """The shape of an output that its loss can't be of; another loss is wanted then, and nothing more is said of it."""
    found = context.analysis.type_of(each.output.ref) if context.analysis else None
    if found is None:
        return None
    one = each.loss in ONE_OF_SEVERAL and each.arguments.get("axis", -1) == -1
    few = one and (found.shape[-1] == 1 or found.rank < 2)
    return found.shape if few or (each.loss == "CTC" and found.rank != 3) else None


def find_loss_shape(context: Context) -> Iterator[Problem]:
    """Outputs whose shape a loss can't be of."""
    for each in trained(context):
        found = target_mismatch(context, each)
        if found is not None:
            yield kinds.training.WrongLossShape(
                node=each.output.ref.node, loss=each.loss, place=each.place, found=found
            )


@rule("RG813", kinds.training.WrongLossShape, "error", find_loss_shape)
def loss_shape(problem: kinds.training.WrongLossShape, context: Context) -> Said:
    """A loss fits the shape of its output.

    A loss of one class among several needs a number for each of them: with one number there is nothing to learn. CTC
    needs the classes of every timestep, (batch, timesteps, classes).

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 1, "activation": "sigmoid"}],
     "training": {"loss": "categorical_crossentropy"}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 1, "activation": "sigmoid"}],
     "training": {"loss": "binary_crossentropy"}}
    ```
    """
    found = shape_text(problem.found)
    if problem.loss == "CTC":
        return f"{subject(problem)}CTC is of (batch, timesteps, classes), this output is of {found}"
    message = f"{subject(problem)}{problem.loss} is of several classes, this output is of {found}"
    binary = problem.loss in CATEGORICAL and isinstance(context.value(problem.place), str)
    return message, set_at(problem.place, "binary_crossentropy", "use the binary one", safe=False) if binary else None


def find_softmax_binary(context: Context) -> Iterator[Problem]:
    """Classes that exclude each other, with a loss of those that do not."""
    for each in trained(context):
        activation, name, path = last_activation(each.output.ref, context)
        found = context.analysis.type_of(each.output.ref) if context.analysis else None
        if each.loss in BINARY and activation == "softmax" and found and found.shape[-1] != 1:
            yield kinds.training.SoftmaxBinary(path or None, node=name, loss=each.loss, place=each.place)


@rule("RG814", kinds.training.SoftmaxBinary, "warning", find_softmax_binary)
def softmax_binary(problem: kinds.training.SoftmaxBinary, context: Context) -> Said:
    """A softmax is trained by a loss of one class among several.

    The binary losses take each class by itself, as `sigmoid` gives them; those of a softmax exclude each other.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 3, "activation": "softmax"}],
     "training": {"loss": "binary_crossentropy"}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 3, "activation": "softmax"}],
     "training": {"loss": "categorical_crossentropy"}}
    ```
    """
    message = (
        f"{subject(problem)}it ends in softmax, one class of several, and {problem.loss} takes each class by itself"
    )
    plain = isinstance(context.value(problem.place), str)
    fix = set_at(problem.place, "categorical_crossentropy", "use the categorical one", safe=False)
    return message, fix if plain else None


def find_softmax_of_one(context: Context) -> Iterator[Problem]:
    """Softmaxes along an axis of one place."""
    for node in context.graph.nodes:
        layer, outputs = context.layer(node.name), context.outputs(node.name)
        activation, path = own_activation(layer)
        if activation == "softmax" and outputs and _axis_of_one(layer, outputs[0].type.shape):
            yield kinds.training.SoftmaxOfOne(path or None, node=node.name)


def _axis_of_one(layer: Layer | None, shape: tuple[int | None, ...]) -> bool:
    axes = layer.axis if isinstance(layer, Softmax) else -1
    return all(shape[axis] == 1 for axis in ((axes,) if isinstance(axes, int) else axes))


@rule("RG815", kinds.training.SoftmaxOfOne, "warning", find_softmax_of_one)
def softmax_of_one(problem: kinds.training.SoftmaxOfOne, context: Context) -> Said:
    """A softmax is along an axis of several places.

    Its numbers add up to 1, so a single one is always 1, whatever comes in. One probability wants `sigmoid`; a softmax
    over the timesteps wants the layer `Softmax` with its `axis`.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 1, "activation": "softmax"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 1, "activation": "sigmoid"}]}
    ```
    """
    message = f"{subject(problem)}a softmax along an axis of one place is always 1"
    return message, set_on(context, problem.node, _sigmoid(problem), "use sigmoid", safe=False)


def _sigmoid(problem: Problem) -> list[tuple[str, str]]:
    field = problem.field or ""
    return [(field, "sigmoid")] if field.rpartition("/")[2] == "activation" else []


def find_untrained(context: Context) -> Iterator[Problem]:
    """Outputs that a dict of losses passes over."""
    training, outputs = context.graph.training, context.graph.outputs
    given = training.loss if isinstance(training, Training) else None
    if isinstance(given, dict) and "type" not in given:
        names = {output.name for output in outputs}
        missing = [output for output in outputs if output.name not in given]
        for output in missing if given.keys() <= names else ():
            yield kinds.training.UntrainedOutput("training/loss", output=output.name)


@rule("RG816", kinds.training.UntrainedOutput, "warning", find_untrained)
def untrained_output(problem: kinds.training.UntrainedOutput, context: Context) -> Said:
    """Every output has a loss, or is said to have none.

    What leads to an output without one is not trained by it. Where that is meant, null says so.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"name": "price", "type": "Dense", "units": 1}, {"name": "trend", "type": "Dense", "units": 1, "inputs": "x"}],
     "outputs": ["price", "trend"],
     "training": {"loss": {"price": "mse"}}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"name": "price", "type": "Dense", "units": 1}, {"name": "trend", "type": "Dense", "units": 1, "inputs": "x"}],
     "outputs": ["price", "trend"],
     "training": {"loss": {"price": "mse", "trend": null}}}
    ```
    """
    name = problem.output
    at = "/training/loss" if context.graph.source else None
    fix = set_at(f"{at}/{name}", None, f"say that {name} has none") if at else None
    return f"the output {shown(name)} has no loss, so nothing trains it", fix


FAMILY = (
    mixed_softmax,
    softmax_from_logits,
    logits_as_probabilities,
    loss_shape,
    softmax_binary,
    softmax_of_one,
    untrained_output,
)
