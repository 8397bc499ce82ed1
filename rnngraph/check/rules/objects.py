"""RG121 to RG123: initializers, activations, losses, ... and their arguments."""

from __future__ import annotations

from rnngraph.check.elsewhere import field_answer, object_answer
from rnngraph.check.repairs import as_meant
from rnngraph.check.rule import Context, Said, as_written, place_of, rule, subject
from rnngraph.problems import kinds
from rnngraph.problems.nearest import nearest
from rnngraph.problems.words import FIELDS


@rule("RG121", kinds.objects.UnknownObject)
def unknown_object(problem: kinds.objects.UnknownObject, context: Context) -> Said:
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
    article = "an" if problem.family[0] in "aeiou" else "a"
    answer, fix = object_answer(problem, context)
    of_keras = "here" if answer.startswith("; Keras has") else "of Keras"
    found = as_written(problem, problem.found, context)
    message = f"{subject(problem)}{place_of(problem)}: {found} is not {article} {problem.family} {of_keras}{answer}"
    return message, fix


@rule("RG122", kinds.objects.UnknownArgument)
def unknown_argument(problem: kinds.objects.UnknownArgument, context: Context) -> Said:
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
    near = nearest(problem.found, problem.known, FIELDS)
    answer, fix = field_answer(problem, near, context, of_layer=True)
    return f"{subject(problem)}{problem.of} takes no `{problem.found}`{answer}", fix


@rule("RG123", kinds.objects.WrongArgument)
def argument_type(problem: kinds.objects.WrongArgument, context: Context) -> Said:
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
    expected = problem.expected
    message = f"{subject(problem)}{place_of(problem)} is {expected}, not {as_written(problem, problem.found, context)}"
    return message, as_meant(problem, context)


FAMILY = (unknown_object, unknown_argument, argument_type)
