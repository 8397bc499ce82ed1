"""RG54: sequences whose steps or axes are not what was meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.flows import (
    TIME,
    constants,
    is_recurrent,
    ordered,
    rank_of,
    returns_sequence,
    sequence_sources,
    sliced_ends,
    source_of,
    works_stepwise,
)
from rnngraph.check.repairs import set_on
from rnngraph.check.rewiring import without_layer
from rnngraph.check.rule import Context, Said, rule, shown, subject
from rnngraph.graph import Node, Problem, Ref, Shape, shape_text
from rnngraph.layers.base import Layer
from rnngraph.layers.core import Embedding
from rnngraph.layers.merge import Add, Average, Maximum, Minimum, Multiply, Subtract
from rnngraph.layers.reshaping import Reshape, Slice
from rnngraph.layers.wrappers import Bidirectional, TimeDistributed
from rnngraph.problems import kinds

ELEMENTWISE = (Add, Average, Maximum, Minimum, Multiply, Subtract)


def find_bidirectional_ends(context: Context) -> Iterator[Problem]:
    """First or last steps of bidirectional sequences, unless both ends or one half alone are read."""
    ends = context.once(sliced_ends)
    taken = Counter((node.inputs[0], last) for node, last in ends)
    for node, last in ends:
        source = source_of(node.inputs[0], context.once(sequence_sources), context)
        layer = context.layer(source.node) if source else None
        if not source or not isinstance(layer, Bidirectional) or taken[node.inputs[0], not last]:
            continue
        half = _short_half(layer, source.port, last)
        if half and not _takes_half(node, context):
            yield kinds.sequences.EndOfBidirectional("index", node=node.name, source=source.node, last=last, half=half)


def _short_half(layer: Bidirectional, port: str | None, last: bool) -> str | None:
    """The half that has read one step only, where its output is taken: `backward` at the last step."""
    # Keras reverses the second half's sequence, whichever direction it has.
    turned = layer.directions()[0].go_backwards
    half = "backward" if last != turned else "forward"
    return half if layer.merge_mode or (port or "forward") == half else None


def _takes_half(node: Node, context: Context) -> bool:
    """Whether all that is read of a step is a part of its features: the half that has read all, say."""
    readers = context.readers(node.name)
    return bool(readers) and all(isinstance(context.layer(name), Slice) for name in readers)


@rule("RG540", kinds.sequences.EndOfBidirectional, "warning", find_bidirectional_ends)
def end_of_bidirectional(problem: kinds.sequences.EndOfBidirectional, context: Context) -> Said:
    """A bidirectional layer that sums up a sequence has no `return_sequences`.

    At the last step of its sequence the backward half has read that one step, and at the first the forward half.
    Without `return_sequences` `Bidirectional` returns what each half has after it has read all. Source: Keras issue
    4791.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [20, 8]}],
     "layers": [{"type": "Bidirectional", "layer": {"type": "LSTM", "units": 16, "return_sequences": true}},
                {"type": "Slice", "axis": 1, "index": -1}, {"type": "Dense", "units": 3}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [20, 8]}],
     "layers": [{"type": "Bidirectional", "layer": {"type": "LSTM", "units": 16}}, {"type": "Dense", "units": 3}]}
    ```
    """
    step = "last" if problem.last else "first"
    half = f"the {problem.half} half of {problem.source}"
    message = f"{subject(problem)}at the {step} timestep {half} has read only 1 timestep"
    return message, _without_sequences(problem, context)


def _without_sequences(problem: kinds.sequences.EndOfBidirectional, context: Context) -> Fix | None:
    node, layer, source = context.nodes.get(problem.node), context.layer(problem.source), problem.source
    index = getattr(context.layer(problem.node), "index", None)
    alone = context.readers(source) == [problem.node] and node is not None and node.inputs == (Ref(source),)
    if not isinstance(layer, Bidirectional) or index is None or not alone or layer.merge_mode is None:
        return None
    places = [context.pointer(source, path, "return_sequences") for path, _ in layer.inner_layers()]
    edits = [Edit(place, False) for place in places if place]
    return without_layer(context, problem.node, f"set return_sequences to false on {source}", *edits)


def find_equal_steps(context: Context) -> Iterator[Problem]:
    """Repeated vectors that reach an output of the model step by step."""
    found, told = context.once(constants), set()
    for output in context.graph.outputs:
        source = found.get(output.ref.node)
        if source and source != output.ref.node and source not in told and output.ref.port is None:
            told.add(source)
            yield kinds.sequences.EqualSteps(node=source, output=output.name)


@rule("RG541", kinds.sequences.EqualSteps, "warning", find_equal_steps)
def equal_steps(problem: kinds.sequences.EqualSteps, context: Context) -> Said:
    """A repeated vector is read by a recurrent layer, or by one that tells the steps apart.

    `RepeatVector` gives the same vector at every timestep. Layers that treat each step by itself, as `Dense` and
    `TimeDistributed` do, return the same at every step too: the output can't vary over time. Source: Keras issue 12376;
    the decoder of Srivastava et al., 2015, is recurrent.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [30, 8]}],
     "layers": [{"type": "LSTM", "units": 16}, {"type": "RepeatVector", "n": 30},
                {"type": "TimeDistributed", "layer": {"type": "Dense", "units": 4}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [30, 8]}],
     "layers": [{"type": "LSTM", "units": 16}, {"type": "RepeatVector", "n": 30},
                {"type": "LSTM", "units": 16, "return_sequences": true},
                {"type": "TimeDistributed", "layer": {"type": "Dense", "units": 4}}]}
    ```
    """
    output = shown(problem.output)
    same = f"all timesteps of the output {output} are equal copies of one vector"
    return f"{subject(problem)}{same}; add a recurrent layer after it"


def find_reshapes(context: Context) -> Iterator[Problem]:
    """Reshapes to the sizes that the input has, in another order."""
    for node in context.graph.nodes:
        layer, depth = context.layer(node.name), 1
        path = "target_shape"
        while isinstance(layer, TimeDistributed):
            layer, depth, path = layer.layer, depth + 1, f"layer/{path}"
        if not isinstance(layer, Reshape) or not node.inputs:
            continue
        before, after = context.port(node.inputs[0]), context.outputs(node.name)
        if before and after:
            found, shape = before.type.shape[depth:], after[0].type.shape[depth:]
            dims = permutation(found, shape)
            if dims is not None:
                yield kinds.sequences.ReshapeForPermute(path, node=node.name, found=found, shape=shape, dims=dims)


def permutation(before: Shape, after: Shape) -> tuple[int, ...] | None:
    """The order of the axes of `after` in `before`, counted from 1; None where it is the same, or another shape.

    Axes of size 1 may move: a Reshape does that as Permute would. Empty where sizes occur twice, so that the order is
    not known.
    """
    long, other = ([size for size in shape if size != 1] for shape in (before, after))
    if len(before) != len(after) or long == other or Counter(long) != Counter(other) or long.count(None) > 1:
        return None
    if len(set(before)) < len(before):
        return ()
    return tuple(before.index(size) + 1 for size in after)


@rule("RG542", kinds.sequences.ReshapeForPermute, "warning", find_reshapes)
def reshape_for_permute(problem: kinds.sequences.ReshapeForPermute, context: Context) -> Said:
    """Axes are swapped by `Permute`.

    `Reshape` keeps the order of the numbers and cuts it elsewhere: from 14 timesteps of 3 features to 3 rows of 14, the
    first row is the first 4 timesteps and part of the fifth. `Permute` turns each feature into a row. Source: Keras's
    documentation of `Permute`, and Keras issue 4371.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [14, 3]}],
     "layers": [{"type": "Reshape", "target_shape": [3, 14]}, {"type": "GRU", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [14, 3]}],
     "layers": [{"type": "Permute", "dims": [2, 1]}, {"type": "GRU", "units": 4}]}
    ```
    """
    found, shape = shape_text(problem.found), shape_text(problem.shape)
    message = (
        f"{subject(problem)}Reshape from {found} to {shape} mixes the values of both axes; use Permute to swap them"
    )
    place, above = context.place(problem), (problem.field or "").rpartition("/")[0]
    if place is None or not problem.dims or context.value(place) is None:
        return message
    edits = (
        Edit(context.pointer(problem.node, above, "type") or "", "Permute"),
        Edit(place, "dims", "rename"),
        Edit(place, list(problem.dims)),
    )
    return message, Fix("use Permute", edits, safe=False)


def channels_first(layer: Layer | None) -> bool:
    """Whether a layer over sequences takes the features for axis 1."""
    return getattr(layer, "data_format", None) == "channels_first" and getattr(layer, "type", "").endswith("1D")


def time_first(context: Context) -> dict[str, str]:
    """The nodes whose axis 1 is time, each with the layer that shows it."""
    found: dict[str, str] = {}
    for node in ordered(context):
        layer = context.layer(node.name)
        looked_up = isinstance(layer, Embedding) and rank_of(Ref(node.name), context) == 3
        if returns_sequence(layer) or looked_up:
            found[node.name] = node.name
        elif node.inputs and node.inputs[0].node in found and works_stepwise(node, context):
            found[node.name] = found[node.inputs[0].node]
    return found


def channels_at(context: Context) -> dict[str, str]:
    """The nodes whose axis 1 is features, each with the layer that shows it."""
    found: dict[str, str] = {}
    for node in ordered(context):
        if channels_first(context.layer(node.name)) and rank_of(Ref(node.name), context) == 3:
            found[node.name] = node.name
        elif node.inputs and node.inputs[0].node in found and works_stepwise(node, context):
            found[node.name] = found[node.inputs[0].node]
    return found


def find_time_as_channels(context: Context) -> Iterator[Problem]:
    """Sequences that one layer reads with time first, and the other with the features first."""
    if not any(channels_first(layer) for layer in context.layers.values()):
        return
    time, channels = context.once(time_first), context.once(channels_at)
    for node in context.graph.nodes:
        layer, source = context.layer(node.name), node.inputs[0].node if node.inputs else ""
        if channels_first(layer) and source in time and rank_of(node.inputs[0], context) == 3:
            yield kinds.sequences.TimeAsChannels("data_format", node=node.name, source=time[source], reader=node.name)
        elif is_recurrent(layer) and source in channels:
            found = channels[source]
            yield kinds.sequences.TimeAsChannels("data_format", node=found, source=found, reader=node.name)


@rule("RG543", kinds.sequences.TimeAsChannels, "warning", find_time_as_channels)
def time_as_channels(problem: kinds.sequences.TimeAsChannels, context: Context) -> Said:
    """Layers over sequences have the features last, as recurrent layers do.

    With `data_format` "channels_first" a layer reads (batch, features, timesteps), and slides along the features of a
    sequence. A `Permute` between the two swaps the axes. Source: Keras's documentation of `Conv1D` (`data_format`).

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [20, 8]}],
     "layers": [{"type": "GRU", "units": 4, "return_sequences": true},
                {"type": "GlobalMaxPooling1D", "data_format": "channels_first"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [20, 8]}],
     "layers": [{"type": "GRU", "units": 4, "return_sequences": true}, {"type": "GlobalMaxPooling1D"}]}
    ```
    """
    source, reader = problem.source, problem.reader
    if problem.node == reader:
        message = f"{subject(problem)}it reads axis 1 as features (channels_first), but in {source} axis 1 is time"
    else:
        message = f"{subject(problem)}its axis 1 is features (channels_first), but {reader} reads axis 1 as time"
    return message, set_on(
        context, problem.node, [("data_format", "channels_last")], "put the features last", safe=False
    )


def find_outer_merges(context: Context) -> Iterator[Problem]:
    """Elementwise merges of unequal ranks whose result is larger than each input."""
    for node in context.graph.nodes:
        if not isinstance(context.layer(node.name), ELEMENTWISE) or len(node.inputs) < 2:
            continue
        ports, outputs = [context.port(ref) for ref in node.inputs], context.outputs(node.name)
        shapes = tuple(port.type.shape for port in ports if port)
        if len(shapes) < len(ports) or not outputs or len({len(shape) for shape in shapes}) == 1:
            continue
        result = outputs[0].type.shape[TIME:]
        if not any(_covers(shape[TIME:], result) for shape in shapes):
            yield kinds.sequences.OuterMerge("inputs", node=node.name, shapes=shapes, result=outputs[0].type.shape)


def _covers(shape: Shape, result: Shape) -> bool:
    """Whether no axis of a shape is stretched to make the result."""
    return len(shape) == len(result) and all(one != 1 or other == 1 for one, other in zip(shape, result, strict=True))


@rule("RG544", kinds.sequences.OuterMerge, "warning", find_outer_merges)
def outer_merge(problem: kinds.sequences.OuterMerge, context: Context) -> Said:
    """Tensors that are merged element by element have as many axes, or one has all sizes of the result.

    Keras gives the smaller one an axis of size 1 at the front: (batch, n) with (batch, n, 1) becomes (batch, n, n), each
    number with each. A `Reshape` of the smaller one says where its axis belongs. Source: TensorFlow issue 39995 and
    Keras issue 9955.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "weights", "shape": [20]}, {"name": "x", "shape": [20, 1]}],
     "layers": [{"type": "Multiply", "inputs": ["weights", "x"]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "weights", "shape": [20]}, {"name": "x", "shape": [20, 1]}],
     "layers": [{"name": "each", "type": "Reshape", "target_shape": [20, 1], "inputs": "weights"},
                {"type": "Multiply", "inputs": ["each", "x"]}]}
    ```
    """
    shapes = " and ".join(map(shape_text, problem.shapes))
    result = shape_text(problem.result)
    return f"{subject(problem)}{shapes} broadcast to {result}: each value of one meets each of the other"


FAMILY = (end_of_bidirectional, equal_steps, reshape_for_permute, time_as_channels, outer_merge)
