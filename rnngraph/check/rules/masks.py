"""RG5: masks, which say what timesteps of a padded sequence count."""

from __future__ import annotations

from collections.abc import Iterator

from rnngraph.check.diagnostic import Fix
from rnngraph.check.repairs import set_on
from rnngraph.check.rule import Context, Said, rule, subject
from rnngraph.graph import Mask, Node, Port, Problem, shape_text
from rnngraph.layers.loop import Recurrent
from rnngraph.layers.merge import Add, Average, Concatenate, Maximum, Minimum, Multiply, Subtract
from rnngraph.problems import kinds


@rule("RG501", kinds.masks.AnyPadding)
def mask_padding(problem: kinds.masks.AnyPadding, context: Context) -> Said:
    """A mask that reaches a cuDNN layer is right-padded.

    Keras 3 hands such a layer to cuDNN whatever its mask, and the kernel fails at run time, on a GPU only, with
    InvalidArgumentError. `"cudnn": "never"` keeps the layer on the general path, which takes any mask.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "tokens", "shape": [null], "mask": "any"}],
     "layers": [{"type": "Embedding", "input_dim": 100, "output_dim": 8, "mask_zero": true}, {"type": "LSTM", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "tokens", "shape": [null], "mask": "any"}],
     "layers": [{"type": "Embedding", "input_dim": 100, "output_dim": 8, "mask_zero": true},
                {"type": "LSTM", "units": 4, "cudnn": "never"}]}
    ```
    """
    source = problem.source
    message = f"{subject(problem)}the mask from {source} may be padded anywhere, and cuDNN takes right padding only"
    return message, _never(problem, context)


def _never(problem: Problem, context: Context) -> Fix | None:
    layer = context.layer(problem.node)
    layers = [("", layer), *layer.inner_layers()] if layer else []
    fields = [(f"{path}/cudnn".strip("/"), "never") for path, each in layers if hasattr(each, "cudnn")]
    # Who demands cuDNN is not overruled unseen.
    safe = not any(getattr(each, "cudnn", None) == "require" for _, each in layers)
    return set_on(context, problem.node, fields, f"keep {problem.node} from cuDNN", safe=safe)


@rule("RG502", kinds.masks.WrongMaskType)
def mask_type(problem: kinds.masks.WrongMaskType, context: Context) -> Said:
    """A mask given by hand is boolean, one value for each timestep.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}, {"name": "m", "shape": [null]}],
     "layers": [{"type": "GRU", "units": 4, "inputs": "x", "mask": "m"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good",
     "inputs": [{"name": "x", "shape": [null, 8]}, {"name": "m", "shape": [null], "dtype": "bool"}],
     "layers": [{"type": "GRU", "units": 4, "inputs": "x", "mask": "m"}]}
    ```
    """
    expected = f" {shape_text(problem.expected)}" if problem.expected else ""
    found = f"{problem.dtype} {shape_text(problem.found)}"
    message = f"{subject(problem)}a mask is bool{expected}, one value for each timestep, not {found}"
    node = context.nodes.get(problem.node)
    source = node.mask.node if node and node.mask else ""
    right = problem.expected is None or len(problem.found) == len(problem.expected)
    # What others read as numbers can't be made a mask of.
    alone = right and context.readers(source) == [problem.node]
    fits = alone and source in {each.name for each in context.graph.inputs}
    return message, set_on(context, source, [("dtype", "bool")], f"make {source} boolean", safe=True) if fits else None


@rule("RG503", kinds.masks.WrongMaskShape)
def mask_shape(problem: kinds.masks.WrongMaskShape, context: Context) -> Said:
    """A mask that reaches a layer is of the shape that the layer takes.

    A recurrent layer takes a mask of (batch, timesteps). Behind a `TimeDistributed` Keras 3.15 keeps the mask of the
    words, (batch, sentences, words), where one of the sentences would be right, and what reads it next fails when the
    model runs. A `mask` given by hand stands in its place: the sentences that have a first word, say.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "words", "shape": [null, 20]}],
     "layers": [{"type": "Embedding", "input_dim": 100, "output_dim": 8, "mask_zero": true},
                {"type": "TimeDistributed", "layer": {"type": "GRU", "units": 4}}, {"type": "GRU", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "words", "shape": [null, 20]}],
     "layers": [{"name": "is_word", "type": "NotEqual", "value": 0},
                {"name": "is_sentence", "type": "Slice", "axis": 2, "index": 0},
                {"type": "Embedding", "input_dim": 100, "output_dim": 8, "mask_zero": true, "inputs": "words"},
                {"type": "TimeDistributed", "layer": {"type": "GRU", "units": 4}},
                {"type": "GRU", "units": 4, "mask": "is_sentence"}]}
    ```
    """
    found, expected = shape_text(problem.found), shape_text(problem.expected)
    layer = context.layer(problem.node)
    by_hand = "; give it one by hand, in `mask`" if layer and "mask" in layer.takes else ""
    return f"{subject(problem)}the mask from {problem.source} is of {found}, and it takes one of {expected}{by_hand}"


ELEMENTWISE = (Add, Average, Maximum, Minimum, Multiply, Subtract)
"""Merges that have a mask where all their inputs have one."""


def ports(node: Node, context: Context) -> list[Port] | None:
    """What a node's inputs are; None where one of them is not known."""
    found = [context.port(ref) for ref in node.inputs]
    known = [port for port in found if port is not None]
    return known if len(known) == len(found) and found else None


def masked(context: Context) -> list[Node]:
    """The nodes that are given a mask along with an input."""
    made = {
        name: {port.name: port.mask for port in fact.facts.outputs} | {None: fact.facts.outputs[0].mask}
        for name, fact in (context.analysis.nodes if context.analysis else {}).items()
        if fact.facts and any(port.mask for port in fact.facts.outputs)
    }
    return [node for node in context.graph.nodes if any(made.get(ref.node, {}).get(ref.port) for ref in node.inputs)]


def masks(node: Node, context: Context) -> list[Mask | None]:
    """The masks of a node's inputs; none where the node has a mask of its own in their place."""
    return [] if node.mask else [port.mask for port in ports(node, context) or []]


def find_dropped(context: Context) -> Iterator[Problem]:
    """Layers that are given a mask, have no use for it, and do not hand it on."""
    for node in context.once(masked):
        layer, outputs = context.layer(node.name), context.outputs(node.name)
        if layer is None or "mask" in layer.takes or not outputs or any(port.mask for port in outputs):
            continue
        given = masks(node, context)
        mask = next((each for each in given if each), None)
        if mask:
            others = _unmasked(node, given) if isinstance(layer, ELEMENTWISE) else ()
            yield kinds.masks.MaskDropped(node=node.name, source=mask.source, type=layer.type, without=others)


def _unmasked(node: Node, given: list[Mask | None]) -> tuple[str, ...]:
    return tuple(str(ref) for ref, mask in zip(node.inputs, given, strict=True) if mask is None)


@rule("RG504", kinds.masks.MaskDropped, "warning", find_dropped)
def mask_dropped(problem: kinds.masks.MaskDropped, context: Context) -> Said:
    """A mask is not lost on the way.

    A layer that knows nothing of masks treats padding as data, and what follows sees no mask. Keras warns of it when the
    model is built; of a sum with an input that has no mask it says nothing.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "tokens", "shape": [null]}],
     "layers": [{"type": "Embedding", "input_dim": 100, "output_dim": 8, "mask_zero": true},
                {"type": "Conv1D", "filters": 8, "kernel_size": 3, "padding": "same"},
                {"type": "LSTM", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "tokens", "shape": [null]}],
     "layers": [{"type": "Embedding", "input_dim": 100, "output_dim": 8},
                {"type": "Conv1D", "filters": 8, "kernel_size": 3, "padding": "same"},
                {"type": "LSTM", "units": 4}]}
    ```
    """
    if problem.without:
        others = " and ".join(problem.without)
        return f"{subject(problem)}it drops the mask from {problem.source}, since {others} has none"
    return f"{subject(problem)}{problem.type} takes no mask: that from {problem.source} ends here, and padding counts as data"


def find_filled(context: Context) -> Iterator[Problem]:
    """Concatenations along the features of an input with a mask and one without."""
    for node in context.once(masked):
        layer = context.layer(node.name)
        inputs = ports(node, context) if isinstance(layer, Concatenate) else None
        if not isinstance(layer, Concatenate) or not inputs:
            continue
        given = masks(node, context)
        mask = next((each for each in given if each), None)
        if mask and None in given and layer.axis in (-1, inputs[0].type.rank - 1):
            yield kinds.masks.MaskFilled("inputs", node=node.name, source=mask.source, without=_unmasked(node, given))


@rule("RG505", kinds.masks.MaskFilled, "warning", find_filled)
def mask_filled(problem: kinds.masks.MaskFilled, context: Context) -> Said:
    """Features are concatenated with a mask each, or none.

    Keras takes an input without a mask for one in which every step counts, and a step of the result counts where it
    counts in any: so the mask of the others says nothing any more.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "tokens", "shape": [null]}, {"name": "x", "shape": [null, 3]}],
     "layers": [{"name": "words", "type": "Embedding", "input_dim": 100, "output_dim": 8, "mask_zero": true, "inputs": "tokens"},
                {"type": "Concatenate", "inputs": ["words", "x"]},
                {"type": "LSTM", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "tokens", "shape": [null]}, {"name": "x", "shape": [null, 3]}],
     "layers": [{"name": "words", "type": "Embedding", "input_dim": 100, "output_dim": 8, "mask_zero": true, "inputs": "tokens"},
                {"name": "masked", "type": "Masking", "inputs": "x"},
                {"type": "Concatenate", "inputs": ["words", "masked"]},
                {"type": "LSTM", "units": 4}]}
    ```
    """
    others = " and ".join(problem.without)
    return (
        f"{subject(problem)}{others} has no mask, so that from {problem.source} is filled up and says nothing any more"
    )


def find_reversed(context: Context) -> Iterator[Problem]:
    """Layers that run backwards, and hand on a sequence and a mask."""
    for node in context.graph.nodes:
        layer, outputs = context.layer(node.name), context.outputs(node.name)
        if isinstance(layer, Recurrent) and layer.go_backwards and layer.return_sequences:
            mask = next((port.mask for port in outputs if port.mask), None)
            if mask and context.readers(node.name):
                yield kinds.masks.MaskReversed("go_backwards", node=node.name, source=mask.source)


@rule("RG506", kinds.masks.MaskReversed, "warning", find_reversed)
def mask_reversed(problem: kinds.masks.MaskReversed, context: Context) -> Said:
    """A sequence that runs backwards has no mask that runs forwards.

    With `go_backwards` and `return_sequences` the output's first step is the input's last, but Keras hands on the mask
    in the order that it came in: it hides the wrong steps. A `Bidirectional` turns its backward half round itself.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Masking"},
                {"type": "GRU", "units": 4, "go_backwards": true, "return_sequences": true},
                {"type": "GRU", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Masking"},
                {"type": "Bidirectional", "layer": {"type": "GRU", "units": 4, "return_sequences": true}},
                {"type": "GRU", "units": 4}]}
    ```
    """
    return f"{subject(problem)}its output runs backwards, the mask from {problem.source} that it hands on does not"


FAMILY = (mask_padding, mask_type, mask_shape, mask_dropped, mask_filled, mask_reversed)
