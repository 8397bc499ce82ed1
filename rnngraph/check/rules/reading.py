"""RG10: reading the document as a text."""

from __future__ import annotations

from rnngraph.check.rule import Context, Said, rule, shown
from rnngraph.graph import Problem


@rule("RG101", "syntax")
def syntax(problem: Problem, context: Context) -> Said:
    """A document is JSON.

    Strict JSON in UTF-8: no comments, no trailing commas, double quotes only.

    Bad:

    ```text
    {"rnngraph": 1, "name": "bad",
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good",
     "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return f"this is no JSON: {problem.values['message'][:1].lower()}{problem.values['message'][1:]}"


@rule("RG102", "encoding")
def encoding(problem: Problem, context: Context) -> Said:
    """A document is UTF-8.

    Bad (bytes, the last of them in Latin-1):

    ```text
    {"rnngraph": 1, "name": "bad", "description": "caf<E9>"}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "description": "café",
     "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return f"this is no UTF-8: {problem.values['found']} has no place here"


@rule("RG103", "too_large")
def too_large(problem: Problem, context: Context) -> Said:
    """A document has a size that a person could have written.

    Reading a document never takes unbounded memory: above `MAX_BYTES` (`rnngraph/spec/read.py`) it is not read.

    Bad:

    ```text
    17 MiB of JSON
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good",
     "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return (
        f"the document has {problem.values['found']:,} bytes, more than the {problem.values['limit']:,} that are read"
    )


@rule("RG104", "too_deep")
def too_deep(problem: Problem, context: Context) -> Said:
    """A document is nested no deeper than a model is.

    Bad:

    ```text
    [[[[[[ and so on, thousands of brackets deep
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good",
     "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return "the document is nested too deeply to be read"


@rule("RG105", "not_a_number")
def not_a_number(problem: Problem, context: Context) -> Said:
    """A number is finite, and of a length that can be read.

    JSON has no NaN and no Infinity, and 1e999 is one in disguise.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dropout", "rate": NaN}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dropout", "rate": 0.5}]}
    ```
    """
    return f"{problem.values['shown']} is no number that JSON has"


@rule("RG106", "duplicate_key")
def duplicate_key(problem: Problem, context: Context) -> Said:
    """An object has each key once.

    Of two equal keys JSON readers keep one, and do not agree which.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 2, "units": 3}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 3}]}
    ```
    """
    return f"the key {shown(problem.values['key'])} stands here a second time"


@rule("RG107", "version")
def version(problem: Problem, context: Context) -> Said:
    """A document says which version of the format it is in.

    Bad:

    ```json
    {"rnngraph": 2, "name": "bad", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return f"`rnngraph` is the format's version, which is 1, not {shown(problem.values['found'])}"


@rule("RG108", "not_a_spec")
def not_a_spec(problem: Problem, context: Context) -> Said:
    """A document is one of rnngraph's.

    It has `rnngraph`, the format's version, `inputs` and `layers`.

    Bad:

    ```json
    {"some": "other file"}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return "this is JSON, but no spec: it has no `rnngraph`, no `inputs` and no `layers`"


FAMILY = (
    syntax,
    encoding,
    too_large,
    too_deep,
    not_a_number,
    duplicate_key,
    version,
    not_a_spec,
)
