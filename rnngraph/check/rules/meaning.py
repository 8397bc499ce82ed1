"""RG83: layers that run, and do nothing, or not what their author meant."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rnngraph.build.training import Training
from rnngraph.check.flows import (
    identity_sources,
    is_state,
    rank_of,
    unwrapped,
)
from rnngraph.check.repairs import set_on
from rnngraph.check.rewiring import without_layer
from rnngraph.check.rule import Context, Said, rule, shown, subject
from rnngraph.check.rules.training import BINARY, CATEGORICAL, last_activation, own_activation, trained
from rnngraph.graph import Problem, Ref, Shape
from rnngraph.layers.activations import Softmax
from rnngraph.layers.base import Layer
from rnngraph.layers.core import Activation, Dropout, Embedding
from rnngraph.layers.merge import Add, Average, Concatenate, Maximum, Minimum, Multiply, Subtract
from rnngraph.layers.normalization import GroupNormalization, LayerNormalization, RMSNormalization, UnitNormalization
from rnngraph.layers.recurrent import GRU, LSTM, SimpleRNN
from rnngraph.layers.regularizing import AlphaDropout, GaussianDropout, SpatialDropout1D
from rnngraph.layers.wrappers import Bidirectional
from rnngraph.problems import kinds

MERGES = (Add, Average, Concatenate, Maximum, Minimum, Multiply, Subtract)
IDEMPOTENT = (Average, Maximum, Minimum)
"""Merges that return what they are given, if all their inputs are the same."""
DROPOUTS = (AlphaDropout, Dropout, GaussianDropout, SpatialDropout1D)
STACKED = {
    ("softmax", "softmax"): "which makes all classes nearly equal",
    ("sigmoid", "softmax"): "which makes all classes nearly equal",
    ("sigmoid", "sigmoid"): "which is never below 0.5",
    ("relu", "sigmoid"): "which is never below 0.5",
    ("softplus", "sigmoid"): "which is never below 0.5",
    ("softmax", "sigmoid"): "which is never below 0.5",
    ("softmax", "relu"): "which changes nothing",
    ("sigmoid", "relu"): "which changes nothing",
}
"""Pairs of activations, one after the other, that lose what the first one computed or do nothing, and how."""


def find_single_merges(context: Context) -> Iterator[Problem]:
    """Merges of one input, with no number to merge it with."""
    for node in context.graph.nodes:
        layer = context.layer(node.name)
        if isinstance(layer, MERGES) and len(node.inputs) == 1 and getattr(layer, "value", None) is None:
            yield kinds.meaning.SingleMerge("inputs", node=node.name, type=layer.type)


@rule("RG830", kinds.meaning.SingleMerge, "warning", find_single_merges)
def single_merge(problem: kinds.meaning.SingleMerge, context: Context) -> Said:
    """A merge has several inputs.

    With one input Keras returns it unchanged. A layer without `inputs` reads the layer before it alone, so the second
    input has to be written. Source: Keras's documentation of the merging layers, which take a list of tensors.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"name": "reader", "type": "GRU", "units": 8, "return_sequences": true}, {"type": "Add"},
                {"type": "Dense", "units": 3}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"name": "reader", "type": "GRU", "units": 8, "return_sequences": true},
                {"type": "Add", "inputs": ["x", "reader"]}, {"type": "Dense", "units": 3}]}
    ```
    """
    message = f"{subject(problem)}{problem.type} has 1 input and returns it unchanged; list all inputs in `inputs`"
    return message, without_layer(context, problem.node, f"remove {problem.node}")


def find_merges_of_same(context: Context) -> Iterator[Problem]:
    """Merges of a tensor with itself."""
    for node in context.graph.nodes:
        layer = context.layer(node.name)
        if len(node.inputs) > 1 and len(set(node.inputs)) == 1 and isinstance(layer, (*IDEMPOTENT, Subtract)):
            yield kinds.meaning.MergeOfSame("inputs", node=node.name, type=layer.type, source=str(node.inputs[0]))


@rule("RG831", kinds.meaning.MergeOfSame, "warning", find_merges_of_same)
def merge_of_same(problem: kinds.meaning.MergeOfSame, context: Context) -> Said:
    """A difference, a mean or an extreme is of different tensors.

    A tensor minus itself is zeros; the mean, maximum and minimum of a tensor and itself are that tensor. A sum (twice
    the tensor), a product (its square) and a concatenation are not warned of. Source: Keras's documentation of
    `Subtract` and `Maximum`.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "a", "shape": [8]}, {"name": "b", "shape": [8]}],
     "layers": [{"name": "left", "type": "Dense", "units": 4, "inputs": "a"}, {"name": "right", "shares": "left", "inputs": "b"},
                {"name": "apart", "type": "Subtract", "inputs": ["left", "left"]},
                {"type": "Concatenate", "inputs": ["apart", "right"]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "a", "shape": [8]}, {"name": "b", "shape": [8]}],
     "layers": [{"name": "left", "type": "Dense", "units": 4, "inputs": "a"}, {"name": "right", "shares": "left", "inputs": "b"},
                {"name": "apart", "type": "Subtract", "inputs": ["left", "right"]},
                {"type": "Concatenate", "inputs": ["apart", "right"]}]}
    ```
    """
    result = "always 0" if problem.type == "Subtract" else "that tensor unchanged"
    return f"{subject(problem)}{problem.type} of {problem.source} and itself is {result}"


def find_stacked_activations(context: Context) -> Iterator[Problem]:
    """Activations directly behind another."""
    for node in context.graph.nodes:
        layer = unwrapped(context.layer(node.name))
        if not isinstance(layer, Activation | Softmax) or len(node.inputs) != 1 or node.mask:
            continue
        second, path = own_activation(context.layer(node.name))
        source = node.inputs[0]
        if is_state(source, context):
            continue
        first, name, _ = last_activation(source, context)
        axes = {_axis(each, context) for each in (node.name, name)}
        if (first, second) in STACKED and first and second and (len(axes) == 1 or "softmax" not in (first, second)):
            yield kinds.meaning.StackedActivations(
                path or None, node=node.name, first=first, second=second, source=name
            )


def _axis(name: str, context: Context) -> object:
    """The axis along which an activation works: the last, unless it is a softmax along another."""
    layer = unwrapped(context.layer(name))
    axis: object = layer.axis if isinstance(layer, Softmax) else -1
    rank = rank_of(Ref(name), context)
    return axis % rank if isinstance(axis, int) and rank else axis


@rule("RG834", kinds.meaning.StackedActivations, "warning", find_stacked_activations)
def stacked_activations(problem: kinds.meaning.StackedActivations, context: Context) -> Said:
    """An activation is applied once.

    A softmax of a softmax of 10 classes is between 0.09 and 0.23 for each, a sigmoid of a relu or a sigmoid never below
    0.5: the loss stays high however long the model trains. Source: Keras issues 2711 and 6636.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"name": "classes", "type": "Dense", "units": 3, "activation": "softmax"}, {"type": "Softmax"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"name": "classes", "type": "Dense", "units": 3}, {"type": "Softmax"}]}
    ```
    """
    first, second, source = problem.first, problem.second, problem.source
    effect = STACKED.get((first, second), "")
    message = f"{subject(problem)}{second} is applied after {first} (from {source}), {effect}".rstrip(", ")
    return message, without_layer(context, problem.node, f"remove the second activation, {problem.node}")


def find_normalized_ones(context: Context) -> Iterator[Problem]:
    """Normalizations over a single number."""
    for node in context.graph.nodes:
        layer, outputs = unwrapped(context.layer(node.name)), context.outputs(node.name)
        if layer and outputs and _numbers(layer, outputs[0].type.shape) == 1:
            yield kinds.meaning.NormalizedOne(node=node.name, type=layer.type)


def _numbers(layer: Layer, shape: Shape) -> int | None:
    """How many numbers a normalization is over; None if that is unknown, or it is another layer."""
    if isinstance(layer, LayerNormalization | RMSNormalization | UnitNormalization):
        axes = (layer.axis,) if isinstance(layer.axis, int) else layer.axis
        sizes = [shape[axis] for axis in axes if -len(shape) <= axis < len(shape)]
    elif isinstance(layer, GroupNormalization):
        channels = shape[layer.axis] if -len(shape) <= layer.axis < len(shape) else None
        others = [size for axis, size in enumerate(shape) if axis not in (0, layer.axis % len(shape))]
        sizes = [*others, channels and (1 if layer.groups == -1 else channels // layer.groups)]
    else:
        return None
    known = [size for size in sizes if size is not None]
    return math.prod(known) if len(known) == len(sizes) else None


@rule("RG835", kinds.meaning.NormalizedOne, "warning", find_normalized_ones)
def normalized_one(problem: kinds.meaning.NormalizedOne, context: Context) -> Said:
    """A normalization is over several numbers.

    `LayerNormalization` subtracts the mean, and a single number is its own mean: the result is always 0, or `beta`, and
    what came in is lost. `UnitNormalization` and `RMSNormalization` leave its sign. For a sequence with one feature,
    normalize over the timesteps (`axis` 1), or use `BatchNormalization`. Source: Ba et al., 2016, equation 3.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [20, 1]}],
     "layers": [{"type": "LayerNormalization"}, {"type": "GRU", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [20, 1]}],
     "layers": [{"type": "LayerNormalization", "axis": 1}, {"type": "GRU", "units": 4}]}
    ```
    """
    left = "only its sign" if problem.type in ("UnitNormalization", "RMSNormalization") else "always 0 (plus beta)"
    return f"{subject(problem)}{problem.type} over a single number returns {left}"


def find_dropped_outputs(context: Context) -> Iterator[Problem]:
    """Trained outputs that come out of a dropout."""
    for each in trained(context):
        name = context.once(identity_sources).get(each.output.ref.node, each.output.ref.node)
        layer = unwrapped(context.layer(name))
        if isinstance(layer, DROPOUTS) and layer.rate > 0:
            yield kinds.meaning.DroppedOutput(node=name, output=each.output.name, rate=layer.rate)


@rule("RG836", kinds.meaning.DroppedOutput, "warning", find_dropped_outputs)
def dropped_output(problem: kinds.meaning.DroppedOutput, context: Context) -> Said:
    """Dropout comes before the last layer that learns, and not after it.

    Behind it a part of the predictions is 0 while the model trains, and the others are too large: the loss measures the
    dropout. Source: Srivastava et al., 2014, who drop inputs and hidden units; Keras's guide to the Sequential model.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 1}, {"type": "Dropout", "rate": 0.5}], "training": {"loss": "mse"}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dropout", "rate": 0.5}, {"type": "Dense", "units": 1}], "training": {"loss": "mse"}}
    ```
    """
    message = f"{subject(problem)}training drops {problem.rate:.0%} of the output {shown(problem.output)}"
    return message, without_layer(context, problem.node, f"remove {problem.node}")


def find_frozen_random(context: Context) -> Iterator[Problem]:
    """Embeddings that start at random and are not trained, in a model that is to be trained."""
    if not isinstance(context.graph.training, Training):
        return
    for node in context.graph.nodes:
        layer = context.layer(node.name)
        frozen = isinstance(layer, Embedding) and not layer.trainable and not node.shares
        if isinstance(layer, Embedding) and frozen and layer.embeddings_initializer == "uniform":
            yield kinds.meaning.FrozenRandom("trainable", node=node.name, initializer="uniform")


@rule("RG837", kinds.meaning.FrozenRandom, "warning", find_frozen_random)
def frozen_random(problem: kinds.meaning.FrozenRandom, context: Context) -> Said:
    """An embedding that is not trained has vectors to start from.

    With `trainable` false and the default initializer it keeps random vectors: the meaning of the tokens is lost. Vectors
    trained elsewhere come in by `embeddings_initializer`: `{"type": "File", "path": ..., "array": ...}`. Source: Keras's
    example on pre-trained word embeddings, Keras issues 4952 and 5611.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "tokens", "shape": [null]}],
     "layers": [{"type": "Embedding", "input_dim": 50, "output_dim": 8, "trainable": false}, {"type": "GRU", "units": 4}],
     "training": {"loss": "mse"}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "tokens", "shape": [null]}],
     "layers": [{"type": "Embedding", "input_dim": 50, "output_dim": 8}, {"type": "GRU", "units": 4}],
     "training": {"loss": "mse"}}
    ```
    """
    message = (
        f"{subject(problem)}its vectors stay random: trainable is false, and the initializer is {problem.initializer}"
    )
    return message, set_on(context, problem.node, [("trainable", True)], "train them", safe=False)


def find_recurrent_probabilities(context: Context) -> Iterator[Problem]:
    """Outputs of recurrent layers that go into a crossentropy as they are."""
    for each in trained(context):
        layer = context.layer(each.output.ref.node)
        inner = layer.layer if isinstance(layer, Bidirectional) else layer
        wanted = each.loss in (*CATEGORICAL, *BINARY) and not each.arguments.get("from_logits")
        if wanted and layer and isinstance(inner, GRU | LSTM | SimpleRNN) and inner.activation == "tanh":
            yield kinds.meaning.RecurrentProbabilities(node=each.output.ref.node, loss=each.loss, type=layer.type)


@rule("RG838", kinds.meaning.RecurrentProbabilities, "warning", find_recurrent_probabilities)
def recurrent_probabilities(problem: kinds.meaning.RecurrentProbabilities, context: Context) -> Said:
    """A recurrent layer is followed by a layer that gives probabilities.

    Its output is between -1 and 1, and the crossentropy takes the logarithm: of what is below 0 it sees nothing, and has
    no gradient. A `Dense` with softmax or sigmoid makes probabilities of it. Source: Keras issue 7994.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}], "layers": [{"type": "LSTM", "units": 3}],
     "training": {"loss": "categorical_crossentropy"}}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 16}, {"type": "Dense", "units": 3, "activation": "softmax"}],
     "training": {"loss": "categorical_crossentropy"}}
    ```
    """
    message = f"{subject(problem)}{problem.loss} expects probabilities, and {problem.type} returns numbers from -1 to 1"
    return f"{message}; add a Dense layer with softmax or sigmoid"


FAMILY = (
    single_merge,
    merge_of_same,
    stacked_activations,
    normalized_one,
    dropped_output,
    frozen_random,
    recurrent_probabilities,
)
