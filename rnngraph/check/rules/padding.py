"""RG51: padding that is not recognized as such."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.flows import ordered, unwrapped
from rnngraph.check.repairs import set_on
from rnngraph.check.rewiring import without_layer
from rnngraph.check.rule import Context, Said, rule, subject
from rnngraph.check.rules.masks import masked, masks
from rnngraph.graph import Node, Problem, Ref
from rnngraph.layers.activations import Softmax
from rnngraph.layers.base import Layer
from rnngraph.layers.core import Embedding, Masking, Rescaling
from rnngraph.layers.loop import Recurrent
from rnngraph.layers.merge import Add, Average, Concatenate, Subtract
from rnngraph.layers.normalization import BatchNormalization, LayerNormalization, Normalization
from rnngraph.layers.regularizing import GaussianNoise
from rnngraph.layers.wrappers import Bidirectional
from rnngraph.problems import kinds

Effect = Literal["keeps", "changes"]

KEEPS_ZERO = ("linear", "relu", "tanh", "elu", "selu", "leaky_relu", "gelu", "silu", "swish", "relu6", "softsign")
"""Activations that are 0 at 0."""
MOVES_ONLY = ("Identity", "Masking", "Cropping1D")
"""Layers that give the values of their input."""
SCALES = ("Dropout", "SpatialDropout1D", "SpatialDropout2D", "AlphaDropout", "GaussianDropout", "ReLU", "LeakyReLU")
"""Layers that give 0 for 0, and may change another value."""


def effect(layer: Layer | None, value: float) -> Effect | None:
    """Whether timesteps of one value come out of a layer as they went in; None where that depends on the data.

    An Embedding of vectors from a file may have zeros for padding, so nothing is said of it.
    """
    match unwrapped(layer):
        case Embedding() as found:
            return None if isinstance(found.embeddings_initializer, dict) else "changes"
        case LayerNormalization() as found:
            return "changes" if found.center or value else "keeps"
        case Rescaling() | Normalization() as found:
            return _moved(found, value)
        case BatchNormalization() | GaussianNoise() | Softmax():
            return "changes"
        case Recurrent() | Bidirectional() as found:
            return None if getattr(found, "zero_output_for_mask", False) else "changes"
        case found:
            return _by_name(found, value)


def _by_name(layer: Layer | None, value: float) -> Effect | None:
    kind = getattr(layer, "type", "")
    if kind in SCALES:
        return "keeps" if value == 0 or (kind == "ReLU" and value > 0) else None
    return "keeps" if kind in MOVES_ONLY else _by_fields(layer, value)


def _moved(layer: Rescaling | Normalization, value: float) -> Effect | None:
    given: Any = (layer.scale, layer.offset) if isinstance(layer, Rescaling) else (layer.variance, layer.mean)
    scale, offset = given
    if not isinstance(scale, int | float) or not isinstance(offset, int | float):
        return None
    if isinstance(layer, Rescaling):
        return "keeps" if scale * value + offset == value else "changes"
    return "keeps" if value == offset == 0 else "changes"


def _by_fields(layer: Layer | None, value: float) -> Effect | None:
    """The effect of a layer that has a kernel, a bias and an activation, or an activation alone."""
    kernel = hasattr(layer, "kernel_initializer")
    activation = getattr(layer, "activation", "linear") or "linear"
    if getattr(layer, "type", "") == "Activation" or (kernel and hasattr(layer, "use_bias")):
        if kernel and getattr(layer, "use_bias", False):
            return "changes"
        if value == 0:
            # Without a bias a window over several steps gives 0 only where all of them are 0.
            window = hasattr(layer, "kernel_size")
            return "changes" if activation not in KEEPS_ZERO else None if window else "keeps"
        return None if activation == "linear" and not kernel else "changes"
    return None


JOINS = (Add, Average, Concatenate, Subtract)
"""Merges of which every value would have to be padding, so that one changed input changes all."""


def changes(context: Context) -> dict[bool, dict[str, str]]:
    """The last layer that changed the value of padding on the way to each node: for padding by 0, and by a number."""
    found: dict[bool, dict[str, str]] = {True: {}, False: {}}
    for node in ordered(context):
        layer = context.layer(node.name)
        for zero, names in found.items():
            made = "keeps" if _is_off(node, layer) else effect(layer, 0.0 if zero else 1.5)
            passes = isinstance(layer, JOINS) or (made == "keeps" and len(node.inputs) == 1)
            if made == "changes" and node.inputs:
                names[node.name] = node.name
            elif passes and (source := next((names[ref.node] for ref in node.inputs if ref.node in names), None)):
                names[node.name] = source
    return found


def _is_off(node: Node, layer: Layer | None) -> bool:
    """Whether a layer adds no noise, not even in training."""
    return isinstance(layer, GaussianNoise) and (node.training is False or layer.stddev == 0)


def find_late_masks(context: Context) -> Iterator[Problem]:
    """Maskings behind a layer that changes the value that they look for."""
    for node in context.graph.nodes:
        layer = context.layer(node.name)
        if isinstance(layer, Masking) and len(node.inputs) == 1:
            source = context.once(changes)[layer.mask_value == 0].get(node.inputs[0].node)
            changer = context.layer(source)
            if source and changer:
                yield kinds.padding.MaskedTooLate(
                    "inputs", node=node.name, source=source, type=changer.type, value=layer.mask_value
                )


@rule("RG510", kinds.padding.MaskedTooLate, "warning", find_late_masks)
def masked_too_late(problem: kinds.padding.MaskedTooLate, context: Context) -> Said:
    """A `Masking` stands before the layers that change the value it looks for.

    It masks the timesteps in which every feature equals `mask_value`. Behind an `Embedding`, a bias, a normalization or
    a recurrent layer padding has other values, so nothing is masked, or by chance. An `Embedding` makes the mask itself
    with `mask_zero`; for other inputs, `Masking` comes first. Source: Keras issue 8687 and Keras's guide on masking.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "tokens", "shape": [null]}],
     "layers": [{"type": "Embedding", "input_dim": 50, "output_dim": 8}, {"type": "Masking"}, {"type": "LSTM", "units": 8}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "tokens", "shape": [null]}],
     "layers": [{"type": "Embedding", "input_dim": 50, "output_dim": 8, "mask_zero": true}, {"type": "LSTM", "units": 8}]}
    ```
    """
    value, source = f"{problem.value:g}", problem.source
    message = f"{subject(problem)}{source} ({problem.type}) changes the padding, so no timestep equals {value} here"
    layer = context.layer(source)
    if isinstance(layer, Embedding):
        return f"{message}; use `mask_zero` on {source}", _mask_zero(problem, context)
    return f"{message}; put Masking before {source}"


def _mask_zero(problem: kinds.padding.MaskedTooLate, context: Context) -> Fix | None:
    """`mask_zero` on the Embedding in place of the Masking, if that alone reads it."""
    node, place = context.nodes.get(problem.node), context.pointer(problem.source, "mask_zero")
    direct = node is not None and node.inputs == (Ref(problem.source),)
    if place is None or not direct or problem.value != 0 or context.readers(problem.source) != [problem.node]:
        return None
    title = f"set mask_zero on {problem.source} in place of Masking"
    return without_layer(context, problem.node, title, Edit(place, True))


def find_zeroed(context: Context) -> Iterator[Problem]:
    """Recurrent layers that give their last output alone, and 0 for it where it is padding."""
    given = {node.name: mask.source for node in context.once(masked) for mask in masks(node, context) if mask}
    for node in context.graph.nodes:
        layer = context.layer(node.name)
        source = node.mask.node if node.mask else given.get(node.name)
        zeroed = getattr(layer, "zero_output_for_mask", False)
        # Backwards, the padding behind a sequence comes first.
        if source and zeroed and isinstance(layer, Recurrent) and not (layer.return_sequences or layer.go_backwards):
            yield kinds.padding.LastStepZeroed("zero_output_for_mask", node=node.name, source=source)


@rule("RG511", kinds.padding.LastStepZeroed, "warning", find_zeroed)
def last_step_zeroed(problem: kinds.padding.LastStepZeroed, context: Context) -> Said:
    """A recurrent layer with `zero_output_for_mask` returns its sequence.

    The field replaces the outputs of masked timesteps by 0. A layer without `return_sequences` gives the output of the
    last timestep, which is masked in every row that ends in padding: all of the layer's output is 0 there. On a GPU
    cuDNN gives the last output that counts, so that the model differs between machines. Source: `zero_output_for_mask`
    of `keras.layers.RNN`, and the loop `keras.src.backend.tensorflow.rnn.rnn`.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Masking"}, {"type": "LSTM", "units": 4, "zero_output_for_mask": true}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Masking"}, {"type": "LSTM", "units": 4}]}
    ```
    """
    message = (
        f"{subject(problem)}rows that end in padding (mask of {problem.source}) give 0, because "
        "`zero_output_for_mask` applies to the last timestep too"
    )
    fields = [("zero_output_for_mask", False)]
    return message, set_on(context, problem.node, fields, "give the last output that counts", safe=False)


FAMILY = (masked_too_late, last_step_zeroed)
