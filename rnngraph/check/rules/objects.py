"""RG121 to RG123: initializers, activations, losses, ... and their arguments."""

from __future__ import annotations

from rnngraph.check.repairs import as_meant, nearest_key, nearest_object
from rnngraph.check.rule import Context, Said, found, hint, place_of, rule, subject
from rnngraph.graph import Problem
from rnngraph.layers.errors import nearest


@rule("RG121", "unknown_object")
def unknown_object(problem: Problem, context: Context) -> Said:
    """An initializer, an activation, a loss, ... is one of Keras's own.

    They are a closed list, by name: nothing is imported, so a document never runs code.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "GRU", "units": 4, "activation": "tahn"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "GRU", "units": 4, "activation": "tanh"}]}
    ```
    """
    values = problem.values
    near = nearest(values["found"], values["known"])
    article = "an" if values["family"][0] in "aeiou" else "a"
    message = (
        f"{subject(problem)}{place_of(problem)}: {found(problem, context)} is not {article} {values['family']} of Keras"
    )
    if near is None:
        ends = f"_{str(values['found']).lower()}"
        several = [each for each in values["known"] if each.endswith(ends)]
        return f"{message}; there are {', '.join(several)}" if several else message
    return f"{message}{hint({'nearest': near})}", nearest_object(problem, context, near)


@rule("RG122", "unknown_argument")
def unknown_argument(problem: Problem, context: Context) -> Said:
    """An object has arguments that Keras's own has.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 2, "kernel_initializer": {"type": "RandomNormal", "std": 0.1}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 2, "kernel_initializer": {"type": "RandomNormal", "stddev": 0.1}}]}
    ```
    """
    values = problem.values
    near = nearest(values["found"], values["known"])
    message = f"{subject(problem)}{values['of']} takes no `{values['found']}`{hint({'nearest': near})}"
    return message, nearest_key(problem, context, near)


@rule("RG123", "argument_type")
def argument_type(problem: Problem, context: Context) -> Said:
    """An argument of an object is of the type that Keras wants.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 2, "kernel_initializer": {"type": "RandomNormal", "stddev": "0.1"}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 2, "kernel_initializer": {"type": "RandomNormal", "stddev": 0.1}}]}
    ```
    """
    expected = problem.values["expected"]
    message = f"{subject(problem)}{place_of(problem)} is {expected}, not {found(problem, context)}"
    return message, as_meant(problem, context)


FAMILY = (unknown_object, unknown_argument, argument_type)
