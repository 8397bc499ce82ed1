"""RG43: recurrent layers that run, and do not do what was meant."""

from __future__ import annotations

from collections.abc import Iterator

from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.flows import (
    TIME,
    Direction,
    constants,
    directions,
    is_recurrent,
    is_state,
    rank_of,
    size_of,
    works_stepwise,
)
from rnngraph.check.repairs import set_at, set_on
from rnngraph.check.rule import Context, Said, rule, shown, subject
from rnngraph.check.rules.starts import decoding, is_stateful
from rnngraph.graph import Node, Problem
from rnngraph.graph.reachability import owners
from rnngraph.layers.attention import AdditiveAttention, Attention
from rnngraph.layers.convolution import Conv1D, SeparableConv1D
from rnngraph.layers.loop import Recurrent
from rnngraph.layers.merge import Add, Average, Concatenate, Multiply
from rnngraph.layers.multihead import MultiHeadAttention
from rnngraph.layers.reshaping import Reshape
from rnngraph.layers.wrappers import Bidirectional
from rnngraph.problems import kinds

MERGE_MODES = {Add: "sum", Average: "ave", Concatenate: "concat", Multiply: "mul"}
"""The `merge_mode` of a `Bidirectional` that merges as a layer does."""
LOOKING_ABOUT = (Attention, AdditiveAttention, MultiHeadAttention)


def find_reversed_merges(context: Context) -> Iterator[Problem]:
    """Layers that read sequences of opposite orders step by step."""
    found = context.once(directions)
    for node in context.graph.nodes:
        if len(node.inputs) < 2 or not (works_stepwise(node, context) or is_recurrent(context.layer(node.name))):
            continue
        seen: dict[Direction, str] = {}
        for ref in node.inputs:
            direction = None if is_state(ref, context) else found.get(ref.node)
            if direction is None:
                continue
            opposite = seen.get(direction.turned(True))
            if opposite:
                names = (str(ref), opposite) if direction.backwards else (opposite, str(ref))
                yield kinds.recurrence.ReversedMerge("inputs", node=node.name, source=names[0], other=names[1])
                break
            seen[direction] = str(ref)


@rule("RG430", kinds.recurrence.ReversedMerge, "warning", find_reversed_merges)
def reversed_merge(problem: kinds.recurrence.ReversedMerge, context: Context) -> Said:
    """Sequences that are merged step by step have the same order.

    A layer with `go_backwards` and `return_sequences` returns its outputs in the order in which it read: the first is
    that of the last timestep. Merged with a forward sequence, the first step meets the last one. `Bidirectional`
    reverses its backward half before it merges; so does a `Slice` with step -1. Source: Keras issues 1431, 1674, 3448.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"name": "ahead", "type": "LSTM", "units": 4, "return_sequences": true, "inputs": "x"},
                {"name": "back", "type": "LSTM", "units": 4, "return_sequences": true, "go_backwards": true, "inputs": "x"},
                {"type": "Add", "inputs": ["ahead", "back"]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"name": "ahead", "type": "LSTM", "units": 4, "return_sequences": true, "inputs": "x"},
                {"name": "back", "type": "LSTM", "units": 4, "return_sequences": true, "go_backwards": true, "inputs": "x"},
                {"name": "turned", "type": "Slice", "axis": 1, "step": -1},
                {"type": "Add", "inputs": ["ahead", "turned"]}]}
    ```
    """
    source, other = problem.source, problem.other
    message = (
        f"{subject(problem)}{source} is in reverse order and {other} is not, "
        "so timestep 1 is merged with the last timestep"
    )
    return message, _as_bidirectional(problem, context)


def _as_bidirectional(problem: kinds.recurrence.ReversedMerge, context: Context) -> Fix | None:
    """One Bidirectional in place of the two layers and the merge, if nothing else reads them and they are alike."""
    node, source, other = (context.nodes.get(name) for name in (problem.node, problem.source, problem.other))
    if node is None or source is None or other is None or len(node.inputs) != 2:
        return None
    back, ahead, merge = source.layer, other.layer, context.layer(node.name)
    mode = MERGE_MODES.get(type(merge))  # type: ignore[arg-type]
    alike = isinstance(back, Recurrent) and isinstance(ahead, Recurrent) and back.go_backwards and _alike(back, ahead)
    alone = all(list(context.readers(each.name)) == [node.name] and _plain(each) for each in (source, other))
    places = [context.pointer(each.name) or "" for each in (source, other, node)]
    written = context.value(places[1])
    top = all(place.startswith("/layers/") for place in places) and isinstance(written, dict)
    if mode is None or not (alike and alone and top) or source.inputs != other.inputs:
        return None
    inner = {key: value for key, value in written.items() if key not in ("name", "inputs", "description")}
    made = {"name": node.name, "type": "Bidirectional", "layer": inner, "inputs": str(source.inputs[0])}
    made |= {"merge_mode": mode} if mode != "concat" else {}
    removed = (Edit(place, operation="remove") for place in places[:2])
    return Fix("use a Bidirectional", (*removed, Edit(places[2], made)), safe=False)


def _alike(one: Recurrent, other: Recurrent) -> bool:
    return one.model_copy(update={"go_backwards": other.go_backwards}) == other


def _plain(node: Node) -> bool:
    return len(node.inputs) == 1 and not (node.initial_state or node.mask or node.shares)


def find_shared_stateful(context: Context) -> Iterator[Problem]:
    """Stateful layers that are applied again, but for those that are given where to start each time."""
    shared = owners({node.name: node.shares for node in context.graph.nodes if node.shares})
    started = {node.name for node in context.graph.nodes if node.initial_state}
    for name, owner in shared.items():
        if is_stateful(owner, context) and not {name, owner} <= started:
            yield kinds.recurrence.SharedStateful("shares", node=name, source=owner)


@rule("RG431", kinds.recurrence.SharedStateful, "warning", find_shared_stateful)
def shared_stateful(problem: kinds.recurrence.SharedStateful, context: Context) -> Said:
    """A stateful layer is applied once.

    It has one set of states, whatever it is applied to: one sequence starts where the other ended, and the next batch
    where both left off. Use a layer of its own for each sequence, or do without `stateful`. Source: Keras issue 2168.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "batch_size": 4,
     "inputs": [{"name": "a", "shape": [10, 4]}, {"name": "b", "shape": [10, 4]}],
     "layers": [{"name": "reader", "type": "GRU", "units": 8, "stateful": true, "inputs": "a"},
                {"name": "again", "shares": "reader", "inputs": "b"},
                {"type": "Dot", "axes": 1, "inputs": ["reader", "again"]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "batch_size": 4,
     "inputs": [{"name": "a", "shape": [10, 4]}, {"name": "b", "shape": [10, 4]}],
     "layers": [{"name": "reader", "type": "GRU", "units": 8, "inputs": "a"},
                {"name": "again", "shares": "reader", "inputs": "b"},
                {"type": "Dot", "axes": 1, "inputs": ["reader", "again"]}]}
    ```
    """
    source = problem.source
    message = f"{subject(problem)}{source} is stateful, so each use of it starts from the states that the other left"
    return message, _stateless(source, context)


def _stateless(name: str | None, context: Context) -> Fix | None:
    layer = context.layer(name)
    inner = [path for path, _ in layer.inner_layers()] if isinstance(layer, Bidirectional) else [""]
    fields = [(f"{path}/stateful".strip("/"), False) for path in inner]
    return set_on(context, name, fields, f"let {name} start each batch from zeros", safe=False)


def find_one_step(context: Context) -> Iterator[Problem]:
    """Recurrent layers that read one timestep, and start from zeros."""
    for node in context.graph.nodes:
        layer = context.layer(node.name)
        if not is_recurrent(layer) or node.initial_state or is_stateful(node.name, context) or not node.inputs:
            continue
        if rank_of(node.inputs[0], context) > 2 and size_of(node.inputs[0], TIME, context) == 1:
            yield kinds.recurrence.OneStep("inputs", node=node.name, source=str(node.inputs[0]))


@rule("RG432", kinds.recurrence.OneStep, "warning", find_one_step)
def one_step(problem: kinds.recurrence.OneStep, context: Context) -> Said:
    """A recurrent layer reads several timesteps, or starts from states.

    With one timestep and zero states nothing recurs: the recurrent weights multiply zeros and are never trained. Often
    the features were put where the timesteps belong: a recurrent layer reads (batch, timesteps, features). An unknown
    length (null) is not warned of. Source: Keras issues 2045 and 6084.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [30]}],
     "layers": [{"type": "Reshape", "target_shape": [1, 30]}, {"type": "LSTM", "units": 8}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [30]}],
     "layers": [{"type": "Reshape", "target_shape": [30, 1]}, {"type": "LSTM", "units": 8}]}
    ```
    """
    message = f"{subject(problem)}{problem.source} has 1 timestep, so the recurrent weights have no effect"
    node = context.nodes.get(problem.source)
    layer = context.layer(problem.source)
    vector = node is not None and isinstance(layer, Reshape) and rank_of(node.inputs[0], context) == 2
    if not vector or not isinstance(layer, Reshape) or len(layer.target_shape) != 2:
        return message
    place = context.pointer(problem.source, "target_shape")
    return message, set_at(place, list(layer.target_shape[::-1]), "make each number a timestep", safe=False)


def find_stateful_backwards(context: Context) -> Iterator[Problem]:
    """Stateful layers that run in both directions."""
    for node in context.graph.nodes:
        both = isinstance(context.layer(node.name), Bidirectional) and is_stateful(node.name, context)
        if both and not (node.initial_state or node.shares):
            yield kinds.recurrence.StatefulBackwards("layer/stateful", node=node.name)


@rule("RG433", kinds.recurrence.StatefulBackwards, "warning", find_stateful_backwards)
def stateful_backwards(problem: kinds.recurrence.StatefulBackwards, context: Context) -> Said:
    """A stateful layer runs in one direction.

    A long sequence in batches, one piece after another, gives the forward half what came before. The backward half
    needs what comes after, and gets its state from the start of the batch before. Source: TensorFlow issue 34055.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "batch_size": 4, "inputs": [{"name": "x", "shape": [10, 8]}],
     "layers": [{"type": "Bidirectional", "layer": {"type": "GRU", "units": 4, "stateful": true}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "batch_size": 4, "inputs": [{"name": "x", "shape": [10, 8]}],
     "layers": [{"type": "GRU", "units": 4, "stateful": true}]}
    ```
    """
    message = f"{subject(problem)}the backward half continues from the first timestep of the previous batch"
    return message, _stateless(problem.node, context)


def find_reversed_outputs(context: Context) -> Iterator[Problem]:
    """Outputs whose timesteps run backwards."""
    found = context.once(directions)
    for output in context.graph.outputs:
        direction = None if is_state(output.ref, context) else found.get(output.ref.node)
        if direction and direction.backwards and rank_of(output.ref, context) > 2:
            yield kinds.recurrence.ReversedOutput(node=output.ref.node, output=output.name)


@rule("RG434", kinds.recurrence.ReversedOutput, "warning", find_reversed_outputs)
def reversed_output(problem: kinds.recurrence.ReversedOutput, context: Context) -> Said:
    """The timesteps of an output have the order of its input.

    A layer with `go_backwards` and `return_sequences` returns its outputs in the order in which it read, so the first
    belongs to the last timestep, and the targets would have to be reversed too. A `Slice` with step -1 restores the
    order. Source: Keras issue 1674.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "GRU", "units": 4, "return_sequences": true, "go_backwards": true}, {"type": "Dense", "units": 3}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "GRU", "units": 4, "return_sequences": true, "go_backwards": true},
                {"type": "Slice", "axis": 1, "step": -1}, {"type": "Dense", "units": 3}]}
    ```
    """
    output = shown(problem.output)
    return f"{subject(problem)}the output {output} is in reverse order; Slice with axis 1 and step -1 restores it"


def find_looking_ahead(context: Context) -> Iterator[Problem]:
    """Self-attention without a causal mask, and convolutions over both sides, between a decoder's input and output."""
    for node in context.once(decoding):
        layer = context.layer(node.name)
        if isinstance(layer, LOOKING_ABOUT):
            itself = len({*node.inputs}) == 1 and node.inputs[0].node not in context.once(constants)
            ahead = itself and not node.use_causal_mask and node.mask is None
            field = "use_causal_mask"
        else:
            both = isinstance(layer, Conv1D | SeparableConv1D) and layer.padding == "same"
            ahead, field = both and getattr(layer, "kernel_size", (1,)) not in (1, (1,), [1]), "padding"
        if layer and ahead:
            yield kinds.recurrence.DecoderLooksAhead(field, node=node.name, type=layer.type)


@rule("RG435", kinds.recurrence.DecoderLooksAhead, "warning", find_looking_ahead)
def decoder_looks_ahead(problem: kinds.recurrence.DecoderLooksAhead, context: Context) -> Said:
    """Attention and convolution in a decoder read no later timesteps.

    A decoder predicts each step from those before. Attention of a sequence to itself sees all steps, unless
    `use_causal_mask` hides the later ones; a convolution with padding "same" sees those on both sides, one with
    "causal" does not. Source: Vaswani et al., 2017, section 3.2.3.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "source", "shape": [null, 8]}, {"name": "target", "shape": [null, 8]}],
     "layers": [{"name": "encoder", "type": "GRU", "units": 4, "inputs": "source"},
                {"name": "decoder", "type": "GRU", "units": 4, "return_sequences": true, "inputs": "target", "initial_state": "encoder"},
                {"name": "itself", "type": "Attention", "inputs": ["decoder", "decoder"]},
                {"type": "Dense", "units": 8}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "source", "shape": [null, 8]}, {"name": "target", "shape": [null, 8]}],
     "layers": [{"name": "encoder", "type": "GRU", "units": 4, "inputs": "source"},
                {"name": "decoder", "type": "GRU", "units": 4, "return_sequences": true, "inputs": "target", "initial_state": "encoder"},
                {"name": "itself", "type": "Attention", "inputs": ["decoder", "decoder"], "use_causal_mask": true},
                {"type": "Dense", "units": 8}]}
    ```
    """
    message = f"{subject(problem)}{problem.type} in a decoder reads later timesteps, which it should predict"
    value = True if problem.field == "use_causal_mask" else "causal"
    title = "hide later timesteps"
    return message, set_on(context, problem.node, [(problem.field or "", value)], title, safe=False)


FAMILY = (reversed_merge, shared_stateful, one_step, stateful_backwards, reversed_output, decoder_looks_ahead)
