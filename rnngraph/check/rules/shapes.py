"""RG3: shapes and dtypes."""

from __future__ import annotations

from dataclasses import replace

from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.repairs import set_at, set_field
from rnngraph.check.rule import Context, Said, rule, shown, subject
from rnngraph.graph import Input, Node, Pointer, Problem, Ref, shape_text
from rnngraph.layers.base import Layer
from rnngraph.layers.core import Embedding
from rnngraph.layers.loop import Recurrent
from rnngraph.layers.wrappers import Bidirectional
from rnngraph.problems import kinds


@rule("RG301", kinds.shapes.WrongRank)
def rank(problem: kinds.shapes.WrongRank, context: Context) -> Said:
    """A layer is fed tensors with as many axes as it takes.

    Most often a recurrent layer is fed the last output of another, a vector, where it needs the whole sequence:
    `return_sequences` on the layer before gives it.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4}, {"type": "LSTM", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "return_sequences": true}, {"type": "LSTM", "units": 4}]}
    ```
    """
    found, expected = problem.found, problem.expected
    wanted = f"{expected} axes or more" if problem.or_more else f"{expected} axes"
    names = {2: "a vector a sample", 3: "a sequence, (batch, timesteps, features)"}
    meaning = f" ({names[expected]})" if expected in names and not problem.or_more else ""
    source = _source(problem, context)
    given = context.port(source) if source else None
    shape = f": {shape_text(given.type.shape)}" if given else ""
    what = f"{source} has {found}{shape}" if source else f"{found} are given"
    message = f"{subject(problem)}it takes an input of {wanted}{meaning}, {what}"
    batched = _batched(source, context) if source and found == expected + 1 else None
    if batched is not None:
        return f"{message}; does the `shape` of {batched.name} have the batch in it?", _without_batch(batched)
    way = _way_to_giver(source, context) if source and (found, expected) in {(2, 3), (3, 2)} else []
    giver = context.nodes.get(way[-1]) if way else None
    if source and giver and _gives_sequences(giver, whole=expected == 2):
        remedy = "gives every step with `return_sequences`" if expected == 3 else "gives the last step without it"
        fix = _return_sequences(giver, way, context, whole=expected == 3) if source.port is None else None
        return f"{message}; {giver.name} {remedy}", fix
    return message


def _gives_sequences(node: Node, *, whole: bool) -> bool:
    """Whether a layer, or one in it, has `return_sequences`, and has it so."""
    layer = node.layer if isinstance(node.layer, Layer) else None
    layers = [layer, *(inner for _, inner in layer.inner_layers())] if layer else []
    return any(getattr(each, "return_sequences", None) is whole for each in layers)


def _batched(source: Ref, context: Context) -> Input | None:
    """The input that a tensor comes from in a straight line, with as many axes: then that has one too many.

    An Embedding gives one more than it is given.
    """
    at = source
    for _ in context.graph.nodes:
        node, gives = context.nodes.get(at.node), context.port(at)
        if node is None:
            break
        given = context.port(node.inputs[0]) if len(node.inputs) == 1 else None
        if given is None or gives is None or given.type.rank != gives.type.rank - isinstance(node.layer, Embedding):
            return None
        at = node.inputs[0]
    found = next((each for each in context.graph.inputs if each.name == at.node), None)
    return found if found and found.shape and len(found.shape) > 1 else None


def _without_batch(given: Input) -> Fix | None:
    """Takes the first axis off an input's shape."""
    place = f"{given.origin.path}/shape" if isinstance(given.origin, Pointer) and given.shape else None
    return set_at(place, list((given.shape or ())[1:]), f"leave the batch out of {given.name}", safe=False)


def _source(problem: Problem, context: Context) -> Ref | None:
    """What feeds the input that a problem is about."""
    node = context.nodes.get(problem.node)
    index = (problem.field or "").partition("/")[2]
    at = int(index) if index.isdecimal() else 0
    return node.inputs[at] if node and at < len(node.inputs) else None


def _way_to_giver(source: Ref, context: Context) -> list[str]:
    """The layer that a tensor comes from, last, behind those passed by that only change its numbers, as Dropout does."""
    way = [source.node]
    for _ in context.graph.nodes:
        node, outputs = context.nodes.get(way[-1]), context.outputs(way[-1])
        given = context.port(node.inputs[0]) if node and len(node.inputs) == 1 else None
        same = given and outputs and given.type.shape == outputs[0].type.shape
        if node is None or not same or isinstance(node.layer, Recurrent | Bidirectional):
            break
        way.append(node.inputs[0].node)
    return way


def _return_sequences(node: Node, way: list[str], context: Context, *, whole: bool) -> Fix | None:
    """Makes a recurrent layer, at the end of the way back, give its whole sequence, or only its last output."""
    if not isinstance(node.layer, Layer) or not isinstance(node.origin, Pointer):
        return None
    places = [("", node.layer), *((f"/{path}", layer) for path, layer in node.layer.inner_layers())]
    edits = tuple(
        Edit(f"{node.origin.path}{path}/return_sequences", whole)
        for path, layer in places
        if getattr(layer, "return_sequences", None) is not whole and hasattr(layer, "return_sequences")
    )
    # Nobody else is given the sequence in place of its last step.
    safe = all(len(context.readers(name)) == 1 for name in way)
    return Fix(f"set return_sequences to {shown(whole)} on {node.name}", edits, safe) if edits else None


@rule("RG302", kinds.shapes.UnknownSize)
def unknown_size(problem: kinds.shapes.UnknownSize, context: Context) -> Said:
    """An axis that decides the size of a weight has a known size.

    Only lengths may be unknown (null): the number of features may not.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [5, null]}], "layers": [{"type": "GRU", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 5]}], "layers": [{"type": "GRU", "units": 4}]}
    ```
    """
    axis = problem.axis
    which = "the last axis" if axis == -1 else f"axis {axis}"
    return f"{subject(problem)}{which} of its input has no known size, and weights are made of it"


@rule("RG303", kinds.shapes.WrongAxis)
def axis(problem: kinds.shapes.WrongAxis, context: Context) -> Said:
    """An axis is one that the input has, the batch excepted.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "LayerNormalization", "axis": 2}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "LayerNormalization", "axis": -1}]}
    ```
    """
    found, count = problem.found, problem.rank
    if problem.twice:
        return f"{subject(problem)}axis {found} is given twice"
    if -count <= found < count:
        return f"{subject(problem)}axis {found} is the batch's"
    return f"{subject(problem)}its input has {count} axes, 0 to {count - 1}, and no axis {found}"


@rule("RG304", kinds.shapes.UnequalShapes)
def merge_shapes(problem: kinds.shapes.UnequalShapes, context: Context) -> Said:
    """Tensors that are merged fit together.

    `Concatenate` needs equal sizes on every axis but its own; the others need equal sizes, or 1, on every axis.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}, {"name": "y", "shape": [4]}],
     "layers": [{"type": "Add", "inputs": ["x", "y"]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}, {"name": "y", "shape": [4]}],
     "layers": [{"type": "Concatenate", "inputs": ["x", "y"]}]}
    ```
    """
    shapes = [shape_text(shape) for shape in problem.shapes]
    unless = f" on every axis but {problem.axis}" if problem.axis is not None else ""
    return f"{subject(problem)}its inputs have to agree{unless}: {', '.join(shapes[:4])}{', ...' if len(shapes) > 4 else ''}"


@rule("RG305", kinds.shapes.InvalidReshape)
def reshape(problem: kinds.shapes.InvalidReshape, context: Context) -> Said:
    """A tensor is reshaped to as many elements as it has.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Reshape", "target_shape": [3, -1]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Reshape", "target_shape": [4, -1]}]}
    ```
    """
    target = list(problem.target)
    if target.count(-1) > 1:
        return f"{subject(problem)}`target_shape` {shown(target)} has more than one -1"
    return f"{subject(problem)}{shape_text(problem.shape[1:])} can't be reshaped to {shape_text(target)}"


@rule("RG306", kinds.shapes.UnequalAttentionSizes)
def attention_size(problem: kinds.shapes.UnequalAttentionSizes, context: Context) -> Said:
    """The query and the key of an attention have one size.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}, {"name": "y", "shape": [null, 4]}],
     "layers": [{"type": "Attention", "inputs": ["x", "y"]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}, {"name": "y", "shape": [null, 8]}],
     "layers": [{"type": "Attention", "inputs": ["x", "y"]}]}
    ```
    """
    query, key = problem.query[-1], problem.key[-1]
    return f"{subject(problem)}the query's last axis is {query}, the {problem.role}'s {key}; they have to agree"


@rule("RG307", kinds.shapes.UnequalAttentionLengths)
def attention_length(problem: kinds.shapes.UnequalAttentionLengths, context: Context) -> Said:
    """The value and the key of an attention have one length.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [3, 8]}, {"name": "y", "shape": [4, 8]}],
     "layers": [{"type": "Attention", "inputs": {"query": "x", "value": "x", "key": "y"}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [3, 8]}, {"name": "y", "shape": [4, 8]}],
     "layers": [{"type": "Attention", "inputs": {"query": "x", "value": "y", "key": "y"}}]}
    ```
    """
    value, key = problem.value[1], problem.key[1]
    return f"{subject(problem)}the value has {value} timesteps, the key {key}; they have to agree"


@rule("RG308", kinds.shapes.UnknownUnrollLength)
def unroll_length(problem: kinds.shapes.UnknownUnrollLength, context: Context) -> Said:
    """A loop is unrolled over a sequence of known length.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "SimpleRNN", "units": 4, "unroll": true}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [10, 8]}],
     "layers": [{"type": "SimpleRNN", "units": 4, "unroll": true}]}
    ```
    """
    message = f"{subject(problem)}`unroll` needs to know the number of timesteps, which is null here"
    return message, set_field(problem, context, False)


@rule("RG309", kinds.shapes.FloatIndices, "warning")
def float_indices(problem: kinds.shapes.FloatIndices, context: Context) -> Said:
    """An embedding reads integers.

    Floats are cut to integers by Keras, without a word.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "tokens", "shape": [null], "dtype": "float32"}],
     "layers": [{"type": "Embedding", "input_dim": 100, "output_dim": 8}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "tokens", "shape": [null]}],
     "layers": [{"type": "Embedding", "input_dim": 100, "output_dim": 8}]}
    ```
    """
    message = f"{subject(problem)}an embedding reads integers, {problem.found} is given and will be cut to them"
    return message, _input_dtype(problem, context, "int32")


def _input_dtype(problem: Problem, context: Context, dtype: str) -> Fix | None:
    """Another dtype for the model's input that a layer is fed, where it is fed one."""
    source = _source(problem, context)
    given = [each for each in context.graph.inputs if source and each.name == source.node]
    at = context.pointer(given[0].name, "dtype") if given else None
    safe = bool(given) and len(context.readers(given[0].name)) == 1
    return set_at(at, dtype, f"make the input {given[0].name} {dtype}", safe=safe) if given else None


@rule("RG312", kinds.shapes.IntegerInput)
def integer_input(problem: kinds.shapes.IntegerInput, context: Context) -> Said:
    """What computes in floats is fed floats: recurrent layers, attention, convolutions, activations, means, noise.

    Keras casts floats to a layer's dtype, and leaves integers as they are: a recurrent layer runs on a CPU and fails
    on a GPU, the others fail on both, or give another dtype than Keras says. Booleans can't be added or compared.
    Integers that are symbols want an `Embedding`.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8], "dtype": "int32"}],
     "layers": [{"type": "LSTM", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8], "dtype": "float32"}],
     "layers": [{"type": "LSTM", "units": 4}]}
    ```
    """
    expected, found = problem.expected, problem.found
    message = f"{subject(problem)}it computes in {expected}, and is fed {found}"
    fix = _input_dtype(problem, context, "float32") if expected == "floats" else None
    return message, replace(fix, safe=False) if fix else None


@rule("RG314", kinds.shapes.InvalidNoiseShape)
def noise_shape(problem: kinds.shapes.InvalidNoiseShape, context: Context) -> Said:
    """A dropped pattern has the input's axes, each of the input's size, or 1.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Dropout", "rate": 0.5, "noise_shape": [null, 8]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Dropout", "rate": 0.5, "noise_shape": [null, 1, 8]}]}
    ```
    """
    found, shape = shape_text(problem.found), shape_text(problem.shape)
    return f"{subject(problem)}`noise_shape` {found} does not fit an input of {shape}"


FAMILY = (
    rank,
    unknown_size,
    axis,
    merge_shapes,
    reshape,
    attention_size,
    attention_length,
    unroll_length,
    float_indices,
    integer_input,
    noise_shape,
)
