"""RG32: axes that an equation, a product or a normalization names."""

from __future__ import annotations

from rnngraph.check.rule import Context, Said, rule, shown, subject
from rnngraph.graph import Problem, shape_text

WRONG = {
    "form": "it has to be of the form ab,bc->ac, ...b,bc->...c or ab...,bc->ac...",
    "twice": "a letter stands twice in one of its parts",
    "output": "its output has a letter that neither the input nor the kernel has",
    "kernel": "its kernel has a letter that neither the input nor the output has",
    "batch": "the first letter of the input is the batch's, and has to be the output's first and not the kernel's",
}


@rule("RG320", "equation")
def equation(problem: Problem, context: Context) -> Said:
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
    values = problem.values
    if values["wrong"] == "bias":
        return f"{subject(problem)}`bias_axes` {shown(values['bias_axes'])} has to be letters of the output, each once"
    return f"{subject(problem)}`equation` {shown(values['equation'])}: {WRONG[values['wrong']]}"


@rule("RG321", "einsum_shape")
def einsum_shape(problem: Problem, context: Context) -> Said:
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
    found, wanted = len(problem.values["found"]), problem.values["wanted"]
    return f"{subject(problem)}`output_shape` has to have {wanted} sizes, it has {found}"


@rule("RG322", "einsum_size")
def einsum_size(problem: Problem, context: Context) -> Said:
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
    values = problem.values
    given = "unknown" if values["input"] is None else values["input"]
    return f"{subject(problem)}{values['letter']!r} is {values['output']} in `output_shape`, and {given} in the input"


@rule("RG323", "einsum_unknown")
def einsum_unknown(problem: Problem, context: Context) -> Said:
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
    letter = problem.values["letter"]
    return f"{subject(problem)}{letter!r} is new in the output, so `output_shape` has to give its size"


@rule("RG324", "dot_sizes")
def dot_sizes(problem: Problem, context: Context) -> Said:
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
    one, other = problem.values["shapes"]
    at, to = problem.values["axes"]
    found = f"axis {at} of {shape_text(one)} and axis {to} of {shape_text(other)}"
    return f"{subject(problem)}it sums over {found}, which have to be of one size"


@rule("RG325", "last_axes")
def last_axes(problem: Problem, context: Context) -> Said:
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
    last = problem.values["rank"] - 1
    found = shown(problem.values["found"])
    return f"{subject(problem)}`axis` has to be the last axis, {last}, or several up to it, and is {found}"


@rule("RG326", "normalization")
def given_moments(problem: Problem, context: Context) -> Said:
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
    values = problem.values
    if values["mean"] != values["variance"]:
        return f"{subject(problem)}`mean` is of shape {shape_text(values['mean'])}, `variance` of {shape_text(values['variance'])}"
    return f"{subject(problem)}`mean` is of shape {shape_text(values['mean'])}, and its axes of {shape_text(values['sizes'])}"


@rule("RG327", "reverse_size")
def reverse_size(problem: Problem, context: Context) -> Said:
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
    values = problem.values
    return f"{subject(problem)}it goes back from vectors of length {values['expected']}, and is given {values['found']}"


@rule("RG328", "attention_axes")
def attention_axes(problem: Problem, context: Context) -> Said:
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
    what, axes = problem.values["what"], problem.values["axes"]
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
