"""Rules of what a layer computes with: dtypes, and what weights are made and held by."""

from __future__ import annotations

from rnngraph.check.rule import Context, Said, rule, subject
from rnngraph.graph import shape_text
from rnngraph.problems import kinds


@rule("RG340", kinds.weights.WrongCellDtype)
def cell_dtype(problem: kinds.weights.WrongCellDtype, context: Context) -> Said:
    """Stacked cells compute in the dtype of the RNN around them.

    Their first states have the layer's dtype, the next ones the cell's: TensorFlow's loop fails where these differ, when
    the model trains or predicts. Leave the cell's `dtype` out, and it has the layer's.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "RNN", "cell": [{"type": "GRUCell", "units": 4, "dtype": "float64"}, {"type": "GRUCell", "units": 4}]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "RNN", "dtype": "float64", "cell": [{"type": "GRUCell", "units": 4}, {"type": "GRUCell", "units": 4}]}]}
    ```
    """
    found, expected = problem.found, problem.expected
    return f"{subject(problem)}its cells compute in {expected}, as the layer does, and one in {found}"


@rule("RG341", kinds.weights.WrongObjectShape)
def object_shape(problem: kinds.weights.WrongObjectShape, context: Context) -> Said:
    """Initializers, regularizers and constraints are given weights of shapes that they support.

    `Orthogonal` and `Identity` make matrices, so not a bias; `STFT` makes only the kernel of a spectrogram;
    `OrthogonalRegularizer` measures matrices; the `axis` of a constraint is an axis of the weight. The same holds for the
    weights of cells under `cells`, and for MultiHeadAttention, whose one `kernel_initializer` makes the kernels of all its
    projections. Keras raises only when it builds the model or trains it.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 4, "bias_initializer": "orthogonal"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 4, "kernel_initializer": "orthogonal"}]}
    ```
    """
    what = f"the {problem.target}" if problem.target == "output" else problem.target
    return f"{subject(problem)}{problem.class_name} is for {problem.wanted}, and {what} is {shape_text(problem.found)}"


@rule("RG342", kinds.weights.WrongSharedShape)
def shared_weights(problem: kinds.weights.WrongSharedShape, context: Context) -> Said:
    """A layer is applied again to inputs that its weights fit.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}, {"name": "y", "shape": [16]}],
     "layers": [{"name": "first", "type": "Dense", "units": 4, "inputs": "x"},
                {"name": "again", "shares": "first", "inputs": "y"}], "outputs": ["first", "again"]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}, {"name": "y", "shape": [8]}],
     "layers": [{"name": "first", "type": "Dense", "units": 4, "inputs": "x"},
                {"name": "again", "shares": "first", "inputs": "y"}], "outputs": ["first", "again"]}
    ```
    """
    need, has = shape_text(problem.found), shape_text(problem.expected)
    return f"{subject(problem)}on these inputs {problem.weight} would be {need}, and that of {problem.owner} is {has}"


FAMILY = (cell_dtype, object_shape, shared_weights)
