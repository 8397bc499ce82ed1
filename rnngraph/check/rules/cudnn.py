"""RG5 and RG6: masks, and what keeps a layer from cuDNN."""

from __future__ import annotations

from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.rule import Context, Said, rule, sizes, subject
from rnngraph.graph import Pointer, Problem
from rnngraph.layers.base import Layer


@rule("RG501", "mask_padding")
def mask_padding(problem: Problem, context: Context) -> Said:
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
    source = problem.values["source"]
    message = f"{subject(problem)}the mask from {source} may be padded anywhere, and cuDNN takes right padding only"
    fix = _never(problem, context)
    return (message, fix) if fix else message


def _never(problem: Problem, context: Context) -> Fix | None:
    node = context.nodes.get(problem.node)
    if node is None or not isinstance(node.layer, Layer) or not isinstance(node.origin, Pointer):
        return None
    places = [("", node.layer), *((f"/{path}", layer) for path, layer in node.layer.inner_layers())]
    edits = tuple(Edit(f"{node.origin.path}{path}/cudnn", "never") for path, layer in places if hasattr(layer, "cudnn"))
    return Fix(f"keep {node.name} from cuDNN", edits) if edits else None


@rule("RG502", "mask_type")
def mask_type(problem: Problem, context: Context) -> Said:
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
    values = problem.values
    expected = f" {sizes(values['expected'])}" if "expected" in values else ""
    found = f"{values['dtype']} {sizes(values['found'])}"
    return f"{subject(problem)}a mask is bool{expected}, one value for each timestep, not {found}"


@rule("RG503", "mask_shape")
def mask_shape(problem: Problem, context: Context) -> Said:
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
    values = problem.values
    found, expected = sizes(values["found"]), sizes(values["expected"])
    by_hand = "; give it one by hand, in `mask`" if "mask" in takes(problem, context) else ""
    return f"{subject(problem)}the mask from {values['source']} is of {found}, and it takes one of {expected}{by_hand}"


def takes(problem: Problem, context: Context) -> frozenset[str]:
    """The call arguments that the layer of a problem takes."""
    node = context.nodes.get(problem.node)
    return node.layer.takes if node and isinstance(node.layer, Layer) else frozenset()


@rule("RG601", "cudnn_required")
def cudnn_required(problem: Problem, context: Context) -> Said:
    """A layer that is required to use cuDNN can use it.

    The conditions are Keras's: activation tanh, recurrent_activation sigmoid, recurrent_dropout 0, unroll false, use_bias
    true, and for GRU reset_after true.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "cudnn": "require", "recurrent_dropout": 0.2}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "cudnn": "require", "dropout": 0.2}]}
    ```
    """
    reasons = "; ".join(reason.text for reason in problem.values["reasons"])
    return f"{subject(problem)}cuDNN is required, and can't be used: {reasons}"


FAMILY = (mask_padding, mask_type, mask_shape, cudnn_required)
