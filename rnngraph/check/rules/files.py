"""RG12, once more: files that a document names, which are opened when it is compiled."""

from __future__ import annotations

from rnngraph.check.rule import Context, Said, rule, shown, subject
from rnngraph.graph import shape_text
from rnngraph.problems import kinds

WHY = {
    "folder": "the spec was not read from a file, so it has no folder",
    "missing": "there is no such file",
    "outside": "it leads out of the spec's folder",
    "unreadable": "it can't be read as NumPy's arrays",
}


@rule("RG124", kinds.files.UnusableFile)
def weights_file(problem: kinds.files.UnusableFile, context: Context) -> Said:
    """A file that weights are in is there, in the spec's folder or below it, with an array of the weight's shape.

    Files are opened when the model is compiled, and by nothing else: `check` looks at the path only. An array is of
    numbers; what would have to be unpickled is not read. A saved model has the weights, and needs the file no more.

    Bad:

    ```text
    {"type": "Embedding", ..., "embeddings_initializer": {"type": "File", "path": "vectors.npz", "array": "vectors"}}
    where vectors.npz is not beside the spec, or has no array `vectors` of (input_dim, output_dim)
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null]}],
     "layers": [{"type": "Embedding", "input_dim": 400, "output_dim": 50,
                 "embeddings_initializer": {"type": "File", "path": "vectors.npz", "array": "vectors"}}]}
    ```
    """
    array = f" has an array {shown(problem.array)}" if problem.array is not None else " has an array"
    named = f"{subject(problem)}the weights file {shown(problem.path)}"
    match problem.cause:
        case "array":
            return f"{named} has no array {shown(problem.array)}; it has {', '.join(problem.arrays) or 'none'}"
        case "dtype":
            return f"{named}{array} of {problem.dtype}, not of numbers"
        case "shape":
            return (
                f"{named}{array} of shape {shape_text(problem.found)}, the weight is of {shape_text(problem.expected)}"
            )
        case why:
            return f"{named}: {WHY[why]}"


FAMILY = (weights_file,)
