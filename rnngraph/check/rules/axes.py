"""RG32: axes that an equation, a product or a normalization names."""

from __future__ import annotations

from rnngraph.check.rule import Context, Said, rule, shown, subject
from rnngraph.graph import shape_text
from rnngraph.problems import kinds

WRONG = {
    "form": "it has to be of the form ab,bc->ac, ...b,bc->...c or ab...,bc->ac...",
    "twice": "a letter stands twice in one of its parts",
    "output": "its output has a letter that neither the input nor the kernel has",
    "kernel": "its kernel has a letter that neither the input nor the output has",
    "batch": "the first letter of the input is the batch's, and has to be the output's first and not the kernel's",
}


@rule("RG320", kinds.axes.InvalidEquation)
def equation(problem: kinds.axes.InvalidEquation, context: Context) -> Said:
    """An equation of `EinsumDense` names the axes of the input, of the kernel, and of the output.

    The first letter is the batch's, unless `...` stands for it. `bias_axes` are letters of the output.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "EinsumDense", "equation": "abc,cd->abe", "output_shape": [null, 4]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "EinsumDense", "equation": "abc,cd->abd", "output_shape": [null, 4]}]}
    ```
    """
    if problem.wrong == "bias":
        return f"{subject(problem)}`bias_axes` {shown(problem.bias_axes)} has to be letters of the output, each once"
    return f"{subject(problem)}`equation` {shown(problem.equation)}: {WRONG[problem.wrong]}"


@rule("RG321", kinds.axes.WrongOutputShape)
def einsum_shape(problem: kinds.axes.WrongOutputShape, context: Context) -> Said:
    """`output_shape` has a size for each letter of the output, the batch and what `...` stands for excepted.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "EinsumDense", "equation": "abc,cd->abd", "output_shape": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "EinsumDense", "equation": "abc,cd->abd", "output_shape": [null, 4]}]}
    ```
    """
    return f"{subject(problem)}`output_shape` has to have {problem.expected} sizes, it has {problem.found}"


@rule("RG322", kinds.axes.UnequalLetterSizes)
def einsum_size(problem: kinds.axes.UnequalLetterSizes, context: Context) -> Said:
    """A letter that the input and the output of an equation have in common has one size.

    Where the input's is unknown, `output_shape` says null.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [10, 8]}],
     "layers": [{"type": "EinsumDense", "equation": "abc,cd->abd", "output_shape": [5, 4]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [10, 8]}],
     "layers": [{"type": "EinsumDense", "equation": "abc,cd->abd", "output_shape": [10, 4]}]}
    ```
    """
    given = "unknown" if problem.input is None else problem.input
    return f"{subject(problem)}{problem.letter!r} is {problem.output} in `output_shape`, and {given} in the input"


@rule("RG323", kinds.axes.UnknownLetterSize)
def einsum_unknown(problem: kinds.axes.UnknownLetterSize, context: Context) -> Said:
    """An axis that the kernel makes has a size.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "EinsumDense", "equation": "ab,bc->ac", "output_shape": [null]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "EinsumDense", "equation": "ab,bc->ac", "output_shape": [4]}]}
    ```
    """
    letter = problem.letter
    return f"{subject(problem)}{letter!r} is new in the output, so `output_shape` has to give its size"


@rule("RG324", kinds.axes.UnequalDotSizes)
def dot_sizes(problem: kinds.axes.UnequalDotSizes, context: Context) -> Said:
    """The axes that a `Dot` sums over are of one size.

    An unknown size goes with an unknown one only: Keras 3.15 refuses it beside a known one.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [3, 8]}, {"name": "y", "shape": [5, 8]}],
     "layers": [{"type": "Dot", "axes": 1, "inputs": ["x", "y"]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [3, 8]}, {"name": "y", "shape": [5, 8]}],
     "layers": [{"type": "Dot", "axes": 2, "inputs": ["x", "y"]}]}
    ```
    """
    one, other = problem.shapes
    at, to = problem.axes
    found = f"axis {at} of {shape_text(one)} and axis {to} of {shape_text(other)}"
    return f"{subject(problem)}it sums over {found}, which have to be of one size"


@rule("RG325", kinds.axes.NotLastAxes)
def last_axes(problem: kinds.axes.NotLastAxes, context: Context) -> Said:
    """`RMSNormalization` is over the last axes.

    Keras 3.15 does not align its weight with others: it fails, or scales the wrong axis where sizes are equal.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [4, 8]}], "layers": [{"type": "RMSNormalization", "axis": 1}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [4, 8]}], "layers": [{"type": "RMSNormalization", "axis": [1, 2]}]}
    ```
    """
    last = problem.rank - 1
    found = shown(problem.found)
    return f"{subject(problem)}`axis` has to be the last axis, {last}, or several up to it, and is {found}"


@rule("RG326", kinds.axes.UnequalMoments)
def given_moments(problem: kinds.axes.UnequalMoments, context: Context) -> Said:
    """The mean and the variance of a `Normalization` are of one shape, which fits the axes that have their own.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [4, 8]}],
     "layers": [{"type": "Normalization", "mean": [0, 1], "variance": [1, 1]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [4, 2]}],
     "layers": [{"type": "Normalization", "mean": [0, 1], "variance": [1, 1]}]}
    ```
    """
    if problem.mean != problem.variance:
        return f"{subject(problem)}`mean` is of shape {shape_text(problem.mean)}, `variance` of {shape_text(problem.variance)}"
    return (
        f"{subject(problem)}`mean` is of shape {shape_text(problem.mean)}, and its axes of {shape_text(problem.sizes)}"
    )


@rule("RG327", kinds.axes.WrongReverseSize)
def reverse_size(problem: kinds.axes.WrongReverseSize, context: Context) -> Said:
    """A `ReversibleEmbedding` goes back from vectors of its own length.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null]}],
     "layers": [{"name": "symbols", "type": "ReversibleEmbedding", "input_dim": 100, "output_dim": 16},
                {"type": "GRU", "units": 8}, {"shares": "symbols", "reverse": true}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null]}],
     "layers": [{"name": "symbols", "type": "ReversibleEmbedding", "input_dim": 100, "output_dim": 16},
                {"type": "GRU", "units": 16}, {"shares": "symbols", "reverse": true}]}
    ```
    """
    return f"{subject(problem)}it goes back from vectors of length {problem.expected}, and is given {problem.found}"


@rule("RG328", kinds.axes.InvalidAttentionAxes)
def attention_axes(problem: kinds.axes.InvalidAttentionAxes, context: Context) -> Said:
    """`MultiHeadAttention` is over axes between the batch and the features; with a mask over one of them.

    Keras 3.15 lays a causal mask and a sliding window on axis 1, and a mask that comes along on the last axis that it
    has: over several axes, or over one in the middle, they would fail or hide the wrong places.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [6, 5, 8]}],
     "layers": [{"type": "MultiHeadAttention", "num_heads": 2, "key_dim": 4, "attention_axes": 2, "inputs": ["x", "x"], "use_causal_mask": true}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [6, 5, 8]}],
     "layers": [{"type": "MultiHeadAttention", "num_heads": 2, "key_dim": 4, "attention_axes": 1, "inputs": ["x", "x"], "use_causal_mask": true}]}
    ```
    """
    what, axes = problem.what, problem.axes
    named = f"axis {axes[0]}" if len(axes) == 1 else f"axes {', '.join(map(str, axes))}"
    if what == "features":
        return f"{subject(problem)}attention over {named} takes in the features' own, the last"
    noun = "a mask" if what == "mask" else f"`{what}`"
    where = "one axis, the first or the last before the features" if what == "mask" else "axis 1 alone"
    return f"{subject(problem)}{noun} goes with attention over {where}, and this is over {named}"


FAMILY = (
    equation,
    einsum_shape,
    einsum_size,
    einsum_unknown,
    dot_sizes,
    last_axes,
    given_moments,
    reverse_size,
    attention_axes,
)
