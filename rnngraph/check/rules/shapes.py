"""RG3: shapes and dtypes."""

from __future__ import annotations

from dataclasses import replace

from rnngraph.check.diagnostic import Fix
from rnngraph.check.ranks import harmless, remedy
from rnngraph.check.repairs import set_at, set_field
from rnngraph.check.rule import Context, Said, rule, shown, subject
from rnngraph.graph import Problem, Ref, shape_text
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
    said, fix = remedy(problem, source, context) if source else ("", None)
    return (f"{message}; {said}" if said else message), fix


def _source(problem: Problem, context: Context) -> Ref | None:
    """What feeds the input that a problem is about."""
    node = context.nodes.get(problem.node)
    index = (problem.field or "").partition("/")[2]
    at = int(index) if index.isdecimal() else 0
    return node.inputs[at] if node and at < len(node.inputs) else None


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

    Floats are cut to integers by Keras, without a word. An Embedding is for symbols, such as words, that are numbered;
    measured features are numbers already, and the next layer reads them as they are.

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
    fix = _input_dtype(problem, context, "int32")
    return f"{message}; measured features need no Embedding, numbered symbols need the dtype int32", fix


def _input_dtype(problem: Problem, context: Context, dtype: str) -> Fix | None:
    """Another dtype for the model's input that a layer is fed, where it is fed one, and no other layer minds."""
    source, graph = _source(problem, context), context.graph
    given = next((each for each in graph.inputs if source and each.name == source.node), None)
    if given is None:
        return None
    inputs = tuple(replace(each, dtype=dtype) if each is given else each for each in graph.inputs)
    if not harmless(replace(graph, inputs=inputs), context):
        return None
    # What the numbers are, only the author knows.
    at = context.pointer(given.name, "dtype")
    return set_at(at, dtype, f"make the input {given.name} {dtype}", safe=False)


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
    return message, _input_dtype(problem, context, "float32") if expected == "floats" else None


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
