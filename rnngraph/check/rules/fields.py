"""RG110 to RG120: the fields of a document, and their values."""

from __future__ import annotations

from rnngraph.build.sections import VERSION
from rnngraph.build.training import Training
from rnngraph.build.wiring import CALL_ARGUMENTS
from rnngraph.check.elsewhere import field_answer, type_answer
from rnngraph.check.repairs import (
    as_meant,
    as_name,
    moved,
    nearest_key,
    nearest_value,
    remove_field,
    set_field,
)
from rnngraph.check.rule import Context, Said, as_written, hint, place_of, rule, shown, subject
from rnngraph.layers.plugins import installed
from rnngraph.problems import kinds


@rule("RG110", kinds.fields.UnknownField)
def unknown_field(problem: kinds.fields.UnknownField, context: Context) -> Said:
    """Every field is one that the format has.

    A mistyped argument that is ignored is a model other than the one that was meant.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "return_sequence": true}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "return_sequences": true}]}
    ```
    """
    message = f"{subject(problem)}{_owner(problem.of)} has no field {shown(problem.found)}"
    if context.graph.source is None and problem.found in IN_CALLS:
        return f"{message}; it is given in the call, {problem.of}(...)(x, {problem.found}=...)"
    if problem.of == "Document" and problem.found in Training.model_fields:
        return f"{message}; it belongs in `training`", moved(problem, context, "training")
    if problem.belongs:
        return f"{message}; it belongs in `{problem.belongs}`", moved(problem, context, problem.belongs)
    answer, fix = field_answer(problem, problem.nearest, context, of_layer=problem.of not in SECTIONS)
    return f"{message}{answer}", fix


IN_CALLS = ("initial_state", *CALL_ARGUMENTS)
"""Fields of a layer's entry that in Python are arguments of its call."""
SECTIONS = {
    "Document": "a document",
    "InputSection": "an input",
    "BlockSection": "a block",
    "NodeSection": "a layer",
    "Training": "`training`",
    "CellSection": "a cell",
    "PythonCellSection": "a cell in Python",
    "WeightSection": "a cell's weight",
    "DeclaredWeight": "a cell's weight",
    "FieldSection": "a cell's field",
    "Parts": "an initializer of pieces",
    "layer": "a layer",
}


def _owner(name: str) -> str:
    return SECTIONS.get(name, name)


@rule("RG111", kinds.fields.MissingField)
def missing_field(problem: kinds.fields.MissingField, context: Context) -> Said:
    """A field without a default is given.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}], "layers": [{"type": "LSTM"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4}]}
    ```
    """
    field = (problem.field or "").rpartition("/")[2]
    fix = set_field(problem, context, VERSION, "add the version") if problem.field == "rnngraph" else None
    # PyTorch's RNN is a whole layer.
    advice = "; a layer that needs only `units` is SimpleRNN" if (problem.of, field) == ("RNN", "cell") else ""
    return f"{subject(problem)}{_owner(problem.of)} needs `{field}`{advice}", fix


@rule("RG112", kinds.fields.WrongType)
def wrong_type(problem: kinds.fields.WrongType, context: Context) -> Said:
    """A value is of its field's type.

    Nothing is converted: "64" is no number, and true is none either.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": "64"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 64}]}
    ```
    """
    expected = problem.expected
    message = f"{subject(problem)}{place_of(problem)} is {expected}, not {as_written(problem, problem.found, context)}"
    return message, as_meant(problem, context)


@rule("RG113", kinds.fields.OutOfRange)
def out_of_range(problem: kinds.fields.OutOfRange, context: Context) -> Said:
    """A number is within its field's limits.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 0}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 1}]}
    ```
    """
    limit = problem.limit
    return f"{subject(problem)}{place_of(problem)} has to be {limit}, not {as_written(problem, problem.found, context)}"


@rule("RG114", kinds.fields.UnknownChoice)
def unknown_choice(problem: kinds.fields.UnknownChoice, context: Context) -> Said:
    """A field with a closed list of values has one of them.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "cudnn": "always"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "cudnn": "require"}]}
    ```
    """
    null = problem.null
    known = ", ".join([*(f'"{each}"' for each in problem.known), *(["null"] if null else [])])
    if problem.output:
        section = ".".join((problem.field or "").split("/")[:2])
        message = (
            f"`{section}` names {shown(problem.found)}, which is no output (there are: {known}){hint(problem.nearest)}"
        )
        return message, nearest_key(problem, context, problem.found, problem.nearest, free=True)
    message = (
        f"{subject(problem)}{place_of(problem)} is one of {known}, not {as_written(problem, problem.found, context)}"
    )
    if null and problem.found in ("none", "None", "null"):
        return f"{message}; did you mean null?", set_field(problem, context, None, "write null")
    return message + hint(problem.nearest), nearest_value(problem, context, problem.found, problem.nearest)


@rule("RG116", kinds.fields.InvalidName)
def bad_name(problem: kinds.fields.InvalidName, context: Context) -> Said:
    """A name is an ASCII letter or `_`, then letters, digits and `_`, 64 at most.

    Such names are safe in Keras, in files, in diagrams and in references.

    Bad:

    ```json
    {"rnngraph": 1, "name": "my model", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "my_model", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    message = f"{shown(problem.found)} is no name: a letter or _, then letters, digits and _, at most 64 of them"
    return message, as_name(problem, context)


@rule("RG117", kinds.fields.UnknownType)
def unknown_type(problem: kinds.fields.UnknownType, context: Context) -> Said:
    """A layer's type is one that rnngraph has.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Ltsm", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTM", "units": 4}]}
    ```
    """
    answer, fix = type_answer(problem, context)
    known = "" if answer else f"; there are {', '.join(problem.known)}" if len(problem.known) < 8 else ""
    return f"{subject(problem)}there is no type {shown(problem.found)} here{answer}{known}{_plugins(problem)}", fix


def _plugins(problem: kinds.fields.UnknownType) -> str:
    """The installed modules that a cell of another name might come from: they are used where they are asked for."""
    modules = installed() if problem.cell else {}
    asked = ", ".join(f"--plugin {module}" for module in modules)
    return f"; installed packages have further cells: {asked}" if asked else ""


@rule("RG118", kinds.fields.BareCell)
def bare_cell(problem: kinds.fields.BareCell, context: Context) -> Said:
    """A cell stands inside an RNN.

    A cell computes one time step; `RNN` is the loop around it.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "LSTMCell", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "RNN", "cell": {"type": "LSTMCell", "units": 4}}]}
    ```
    """
    message = f'{subject(problem)}a cell is no layer by itself; put it into {{"type": "RNN", "cell": ...}}'
    cell = str(problem.found)
    whole = cell.removesuffix("Cell")
    loop = whole in {"SimpleRNN", "GRU", "LSTM"} and cell.endswith("Cell")
    return message, set_field(problem, context, whole, f"use {whole}, the loop with this cell") if loop else None


@rule("RG119", kinds.fields.InnerNodeField)
def inner_node_field(problem: kinds.fields.InnerNodeField, context: Context) -> Said:
    """A layer inside a layer has layer fields only.

    Inputs, initial state and mask are the wrapper's. A name, which Keras writes of each layer, is accepted and ignored.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Bidirectional", "layer": {"type": "LSTM", "units": 4, "inputs": "x"}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Bidirectional", "inputs": "x", "layer": {"type": "LSTM", "units": 4}}]}
    ```
    """
    message = f"{subject(problem)}a layer inside another has no `{problem.found}` of its own; give it to the outer one"
    return message, remove_field(problem, context, safe=False)


@rule("RG120", kinds.fields.FieldOfShared)
def field_of_shared(problem: kinds.fields.FieldOfShared, context: Context) -> Said:
    """A layer that shares another's weights has no fields of its own.

    It is the same layer, called again.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}, {"name": "y", "shape": [8]}],
     "layers": [{"name": "left", "type": "Dense", "units": 2, "inputs": "x"},
                {"name": "right", "shares": "left", "units": 2, "inputs": "y"}],
     "outputs": ["left", "right"]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}, {"name": "y", "shape": [8]}],
     "layers": [{"name": "left", "type": "Dense", "units": 2, "inputs": "x"},
                {"name": "right", "shares": "left", "inputs": "y"}],
     "outputs": ["left", "right"]}
    ```
    """
    message = f"{subject(problem)}`{problem.name}` is the shared layer's, which has it already"
    return message, remove_field(problem, context, safe=False)


FAMILY = (
    unknown_field,
    missing_field,
    wrong_type,
    out_of_range,
    unknown_choice,
    bad_name,
    unknown_type,
    bare_cell,
    inner_node_field,
    field_of_shared,
)
