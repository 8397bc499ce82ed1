"""RG315, RG804, RG805: tensors and models larger than a machine can hold."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rnngraph.analysis.cost import activations
from rnngraph.check.rule import Context, Said, rule, subject
from rnngraph.graph import Problem, Shape, shape_text, size_text
from rnngraph.problems import kinds

MAX_ELEMENTS = 2**63 - 1
"""Elements of the largest tensor: TensorFlow counts them in 64-bit signed integers (`TensorShape::num_elements`)."""
BATCH = 32
"""Samples in a batch where neither the model nor its `training` says it: the default of Keras's `fit`."""


def impossible_tensors(context: Context) -> list[Problem]:
    """Weights, inputs and outputs with too many elements, one for each node; unknown sizes count as 1."""
    if context.analysis is None:
        return []
    found: list[Problem] = []
    for name, kind in context.analysis.inputs.items():
        if kind and elements(kind.shape) > MAX_ELEMENTS:
            found.append(kinds.sizes.TooManyElements("shape", node=name, target="it", shape=kind.shape))
    for name, fact in context.analysis.nodes.items():
        if fact.facts is None:
            continue
        tensors: list[tuple[str, Shape]] = [(f"its weight {weight.name}", weight.shape) for weight in fact.weights]
        tensors += [(f"its {port.name}", port.type.shape) for port in fact.facts.outputs]
        large = next(((target, shape) for target, shape in tensors if elements(shape) > MAX_ELEMENTS), None)
        if large:
            found.append(kinds.sizes.TooManyElements(node=name, target=large[0], shape=large[1]))
    return found


def elements(shape: Shape) -> int:
    """Number of elements of a tensor; unknown sizes count as 1."""
    return math.prod(size or 1 for size in shape)


def find_too_many(context: Context) -> Iterator[Problem]:
    """Tensors that can't exist, but for those that are only made from one."""
    found = context.once(impossible_tensors)
    wrong = {each.node for each in found}
    for each in found:
        node = context.nodes.get(each.node)
        if node is None or wrong.isdisjoint(ref.node for ref in node.inputs):
            yield each


@rule("RG315", kinds.sizes.TooManyElements, find=find_too_many)
def tensor_size(problem: kinds.sizes.TooManyElements, context: Context) -> Said:
    """A tensor has at most `2**63 - 1` elements.

    TensorFlow counts elements in 64-bit integers, and no machine has the memory for as many. Unknown sizes (null) count
    as 1 here.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 2147483647}, {"type": "RepeatVector", "n": 2147483647},
                {"type": "UpSampling1D", "size": 1000}, {"type": "GRU", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 64}, {"type": "RepeatVector", "n": 10}, {"type": "UpSampling1D", "size": 2},
                {"type": "GRU", "units": 4}]}
    ```
    """
    count = f"{elements(problem.shape):.2e} elements"
    return f"{subject(problem)}{problem.target} {shape_text(problem.shape)} has {count}; a tensor has at most 2**63 - 1"


def find_large_weights(context: Context) -> Iterator[Problem]:
    """The layer with the most bytes, if all weights together exceed the limit."""
    if context.analysis is None or context.once(impossible_tensors):
        return
    size = context.analysis.size
    if size > context.max_memory:
        shares = {name: sum(each.size for each in fact.weights) for name, fact in context.analysis.nodes.items()}
        most = max(shares, key=lambda name: shares[name])
        yield kinds.sizes.LargeWeights(node=most, size=size, share=shares[most], limit=context.max_memory)


@rule("RG804", kinds.sizes.LargeWeights, "warning", find_large_weights)
def weight_memory(problem: kinds.sizes.LargeWeights, context: Context) -> Said:
    """The weights of a model take at most `max-memory`, by default 16 GiB.

    Training takes several times as much: for each weight its gradient, and with Adam two more numbers. The limit is
    `max-memory` in `[tool.rnngraph]`, and `--max-memory` of `rnngraph check`.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 1000000]}],
     "layers": [{"type": "LSTM", "units": 1000000}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 1000]}],
     "layers": [{"type": "LSTM", "units": 1000}]}
    ```
    """
    total, limit = size_text(problem.size), size_text(problem.limit)
    share = f", {size_text(problem.share)} of them here" if problem.share < problem.size else ""
    return f"{subject(problem)}the weights of the model take {total}{share}; max-memory is {limit}"


def find_large_activations(context: Context) -> Iterator[Problem]:
    """The layer or input of which training keeps the most bytes, if all together exceed the limit."""
    if context.analysis is None or context.once(impossible_tensors):
        return
    graph = context.graph
    batch = graph.batch_size or getattr(graph.training, "batch_size", None) or BATCH
    shares = activations(context.analysis, batch)
    size = sum(shares.values())
    if size > context.max_memory:
        most = max(shares, key=lambda name: shares[name])
        yield kinds.sizes.LargeActivations(
            node=most, size=size, share=shares[most], limit=context.max_memory, batch=batch
        )


@rule("RG805", kinds.sizes.LargeActivations, "warning", find_large_activations)
def activation_memory(problem: kinds.sizes.LargeActivations, context: Context) -> Said:
    """The activations of one batch take at most `max-memory`, by default 16 GiB.

    Training keeps the inputs, the outputs of all layers, and every time step of recurrent layers until the backward pass.
    Unknown lengths (null) count as 1, and what a layer keeps inside over them is left out: the true amount may be larger.
    The batch is `batch_size` of the model or of its
    `training`, else 32, Keras's default. A smaller batch, shorter sequences or fewer units take less.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [1000000, 8]}],
     "layers": [{"type": "LSTM", "units": 512}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [1000, 8]}],
     "layers": [{"type": "LSTM", "units": 512}]}
    ```
    """
    total, limit = size_text(problem.size), size_text(problem.limit)
    share = f", {size_text(problem.share)} of them here" if problem.share < problem.size else ""
    batch = f"a batch of {problem.batch:,}"
    return f"{subject(problem)}the activations of {batch} take {total}{share}; max-memory is {limit}"


FAMILY = (tensor_size, weight_memory, activation_memory)
