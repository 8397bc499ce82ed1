"""RG6: what keeps a recurrent layer from cuDNN."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.repairs import set_on
from rnngraph.check.rule import Context, Said, rule, shown, subject
from rnngraph.graph import Node, Problem, Reason
from rnngraph.layers.base import Layer
from rnngraph.layers.recurrent import RNN
from rnngraph.problems import kinds


def parent(path: str | None) -> str:
    """The path of the layer that a field stands in, seen from its node: nothing for the node's own."""
    return (path or "").rpartition("/")[0]


def inner(layer: Layer, path: str) -> Any:
    """The layer at a path in another."""
    at: Any = layer
    for part in filter(None, path.split("/")):
        at = getattr(at, part, None)
    return at


def reasons(context: Context) -> list[tuple[Node, Layer, Reason]]:
    """Every reason that keeps a layer from cuDNN, but for those of layers that require it, which fail by themselves."""
    found = []
    for fact in context.ineligible:
        node, layer, verdict = fact.node, fact.node.layer, fact.cudnn
        if not isinstance(layer, Layer) or verdict is None or node.shares:
            continue
        for reason in verdict.reasons:
            if getattr(inner(layer, parent(reason.field)), "cudnn", "auto") != "require":
                found.append((node, layer, reason))
    return found


@rule("RG601", kinds.cudnn.CudnnRequired)
def cudnn_required(problem: kinds.cudnn.CudnnRequired, context: Context) -> Said:
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
    found: list[Reason] = list(problem.reasons)
    message = f"{subject(problem)}cuDNN is required, and can't be used: {'; '.join(each.text for each in found)}"
    above = parent(problem.field)
    fields = [(f"{above}/{each.field}".strip("/"), each.needed) for each in found if each.field]
    same = all(each.field == "unroll" for each in found)
    return message, set_on(context, problem.node, fields, "give cuDNN what it needs", safe=same)


def find_without(context: Context) -> Iterator[Problem]:
    """Layers that cuDNN can't compute whatever their fields, and those that are told not to use it."""
    for node, _, reason in context.once(reasons):
        if reason.field is None or reason.field.rpartition("/")[2] in ("layer", "backward_layer", "cudnn"):
            yield kinds.cudnn.WithoutCudnn(reason.field, node=node.name, reason=reason)


@rule("RG602", kinds.cudnn.WithoutCudnn, "error", find_without, optional=True)
def cudnn_everywhere(problem: kinds.cudnn.WithoutCudnn, context: Context) -> Said:
    """Every recurrent layer uses cuDNN, where that is asked for.

    `check --require-cudnn` asks for it, as does `require-cudnn = true` in `[tool.rnngraph]`: then SimpleRNN, an RNN around
    a cell, and a layer with `"cudnn": "never"` are errors, and so is whatever else keeps an LSTM or a GRU from cuDNN.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "RNN", "cell": {"type": "LSTMCell", "units": 4}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4}]}
    ```
    """
    message = f"{subject(problem)}it can't use cuDNN: {problem.reason.text}"
    field = problem.field or ""
    if field.rpartition("/")[2] == "cudnn":
        return message, set_on(context, problem.node, [(field, "auto")], "leave it to Keras", safe=False)
    return message, _whole_layer(problem, context)


def _whole_layer(problem: Problem, context: Context) -> Fix | None:
    """LSTM or GRU in place of an RNN around their cell, which takes the same fields."""
    layer, place = context.layer(problem.node), context.pointer(problem.node)
    written = context.value(f"{place}/cell") if place is not None else None
    if not isinstance(layer, RNN) or not isinstance(written, dict):
        return None
    whole = {"LSTMCell": "LSTM", "GRUCell": "GRU"}.get(str(written.get("type")))
    # A last step that is masked: RNN gives zeros, cuDNN the output of the last step that is not.
    if whole is None or (layer.zero_output_for_mask and not layer.return_sequences):
        return None
    fields = [Edit(f"{place}/{key}", value) for key, value in written.items() if key != "type"]
    edits = (Edit(f"{place}/type", whole), Edit(f"{place}/cell", operation="remove"), *fields)
    return Fix(f"use {whole}", edits, safe=False)


def finder(field: str, kind: type[kinds.cudnn.MissedCudnn]) -> Callable[[Context], Iterator[Problem]]:
    """Finds the layers that a field alone, or among others, keeps from cuDNN, unless they are told not to use it."""

    def find(context: Context) -> Iterator[Problem]:
        for node, layer, reason in context.once(reasons):
            above, _, name = (reason.field or "").rpartition("/")
            if name == field and getattr(inner(layer, above), "cudnn", "never") == "auto":
                yield kind(reason.field, node=node.name, reason=reason)

    return find


def missed(problem: kinds.cudnn.MissedCudnn, context: Context, *, safe: bool = False) -> Said:
    """The sentence of all the conditions: what is lost, why, and the value that would not lose it."""
    reason = problem.reason
    message = (
        f'{subject(problem)}no cuDNN kernel, many times slower on a GPU: {reason.text} ("cudnn": "never" accepts it)'
    )
    field = (problem.field or "").rpartition("/")[2]
    title = f"set {field} to {shown(reason.needed)}, for cuDNN"
    return message, set_on(context, problem.node, [(problem.field or "", reason.needed)], title, safe=safe)


@rule("RG610", kinds.cudnn.CudnnActivation, "warning", finder("activation", kinds.cudnn.CudnnActivation))
def cudnn_activation(problem: kinds.cudnn.CudnnActivation, context: Context) -> Said:
    """An LSTM or a GRU for cuDNN has the activation tanh.

    With another Keras runs a loop of small kernels, without a word. Where that is meant, `"cudnn": "never"` says so.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "activation": "relu"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "activation": "relu", "cudnn": "never"}]}
    ```
    """
    return missed(problem, context)


@rule(
    "RG611",
    kinds.cudnn.CudnnRecurrentActivation,
    "warning",
    finder("recurrent_activation", kinds.cudnn.CudnnRecurrentActivation),
)
def cudnn_recurrent_activation(problem: kinds.cudnn.CudnnRecurrentActivation, context: Context) -> Said:
    """An LSTM or a GRU for cuDNN has the recurrent activation sigmoid.

    `hard_sigmoid`, the default of old Keras, is the usual slip.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "recurrent_activation": "hard_sigmoid"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4}]}
    ```
    """
    return missed(problem, context)


@rule(
    "RG612",
    kinds.cudnn.CudnnRecurrentDropout,
    "warning",
    finder("recurrent_dropout", kinds.cudnn.CudnnRecurrentDropout),
)
def cudnn_recurrent_dropout(problem: kinds.cudnn.CudnnRecurrentDropout, context: Context) -> Said:
    """An LSTM or a GRU for cuDNN has no recurrent dropout.

    Keras looks at the field and not at the phase, so inference is slow as well. `dropout`, on the inputs, is no obstacle.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "GRU", "units": 4, "recurrent_dropout": 0.2}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "GRU", "units": 4, "dropout": 0.2}]}
    ```
    """
    return missed(problem, context)


@rule("RG613", kinds.cudnn.CudnnUnroll, "warning", finder("unroll", kinds.cudnn.CudnnUnroll))
def cudnn_unroll(problem: kinds.cudnn.CudnnUnroll, context: Context) -> Said:
    """An LSTM or a GRU for cuDNN is not unrolled.

    Unrolling changes nothing of what is computed, so the fix is safe.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [10, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "unroll": true}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [10, 8]}],
     "layers": [{"type": "LSTM", "units": 4}]}
    ```
    """
    return missed(problem, context, safe=True)


@rule("RG614", kinds.cudnn.CudnnBias, "warning", finder("use_bias", kinds.cudnn.CudnnBias))
def cudnn_bias(problem: kinds.cudnn.CudnnBias, context: Context) -> Said:
    """An LSTM or a GRU for cuDNN has biases.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "use_bias": false}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "use_bias": true}]}
    ```
    """
    return missed(problem, context)


@rule("RG615", kinds.cudnn.CudnnResetAfter, "warning", finder("reset_after", kinds.cudnn.CudnnResetAfter))
def cudnn_reset_after(problem: kinds.cudnn.CudnnResetAfter, context: Context) -> Said:
    """A GRU for cuDNN resets its state after the matrix product.

    Its weights are others than those of `reset_after` false, so one can't be loaded as the other.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "GRU", "units": 4, "reset_after": false}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "GRU", "units": 4}]}
    ```
    """
    return missed(problem, context)


FAMILY = (
    cudnn_required,
    cudnn_everywhere,
    cudnn_activation,
    cudnn_recurrent_activation,
    cudnn_recurrent_dropout,
    cudnn_unroll,
    cudnn_bias,
    cudnn_reset_after,
)
