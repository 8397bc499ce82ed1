"""RG110 to RG120: the fields of a document, and their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnngraph.check.repairs import (
    as_meant,
    as_name,
    moved,
    nearest_key,
    nearest_value,
    remove_field,
    set_field,
)
from rnngraph.check.rule import Context, Said, found, hint, place_of, rule, shown, subject
from rnngraph.graph import Problem
from rnngraph.layers.plugins import installed
from rnngraph.spec.document import VERSION
from rnngraph.spec.training import Training
from rnngraph.spec.wiring import CALL_ARGUMENTS


@rule("RG110", "unknown_field")
def unknown_field(problem: Problem, context: Context) -> Said:
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
    values = problem.values
    message = f"{subject(problem)}{_owner(values['of'])} has no field {shown(values['found'])}"
    if context.graph.source is None and values["found"] in IN_CALLS:
        return f"{message}; it is given in the call, {values['of']}(...)(x, {values['found']}=...)"
    if values["of"] == "Document" and values["found"] in Training.model_fields:
        return f"{message}; it belongs in `training`", moved(problem, context, "training")
    if values.get("belongs"):
        return f"{message}; it belongs in `{values['belongs']}`", moved(problem, context, values["belongs"])
    return f"{message}{hint(values)}", nearest_key(problem, context, values["nearest"])


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


@rule("RG111", "missing_field")
def missing_field(problem: Problem, context: Context) -> Said:
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
    return f"{subject(problem)}{_owner(problem.values['of'])} needs `{field}`", fix


@rule("RG112", "wrong_type")
def wrong_type(problem: Problem, context: Context) -> Said:
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
    expected = problem.values["expected"]
    message = f"{subject(problem)}{place_of(problem)} is {expected}, not {found(problem, context)}"
    return message, as_meant(problem, context)


@rule("RG113", "out_of_range")
def out_of_range(problem: Problem, context: Context) -> Said:
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
    limit = problem.values["limit"]
    return f"{subject(problem)}{place_of(problem)} has to be {limit}, not {found(problem, context)}"


@rule("RG114", "unknown_choice")
def unknown_choice(problem: Problem, context: Context) -> Said:
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
    values = problem.values
    null = values.get("null", False)
    known = ", ".join([*(f'"{each}"' for each in values["known"]), *(["null"] if null else [])])
    if values.get("of") == "output":
        section = ".".join((problem.field or "").split("/")[:2])
        message = f"`{section}` names {shown(values['found'])}, which is no output (there are: {known}){hint(values)}"
        return message, nearest_key(problem, context, values["nearest"], free=True)
    message = f"{subject(problem)}{place_of(problem)} is one of {known}, not {found(problem, context)}"
    if null and values["found"] in ("none", "None", "null"):
        return f"{message}; did you mean null?", set_field(problem, context, None, "write null")
    return message + hint(values), nearest_value(problem, context, values["nearest"])


@rule("RG116", "bad_name")
def bad_name(problem: Problem, context: Context) -> Said:
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
    message = (
        f"{shown(problem.values['found'])} is no name: a letter or _, then letters, digits and _, at most 64 of them"
    )
    return message, as_name(problem, context)


@rule("RG117", "unknown_type")
def unknown_type(problem: Problem, context: Context) -> Said:
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
    values = problem.values
    near = values["nearest"]
    known = "" if near else f"; there are {', '.join(values['known'])}" if len(values["known"]) < 8 else ""
    message = f"{subject(problem)}there is no type {shown(values['found'])} here{hint(values)}{known}{_plugins(values)}"
    return message, nearest_value(problem, context, near)


def _plugins(values: Mapping[str, Any]) -> str:
    """The installed modules that a cell of another name might come from: they are used where they are asked for."""
    modules = installed() if values.get("of") == "cell" else {}
    asked = ", ".join(f"--plugin {module}" for module in modules)
    return f"; installed packages have further cells: {asked}" if asked else ""


@rule("RG118", "bare_cell")
def bare_cell(problem: Problem, context: Context) -> Said:
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
    cell = str(problem.values["found"])
    whole = cell.removesuffix("Cell")
    loop = whole in {"SimpleRNN", "GRU", "LSTM"} and cell.endswith("Cell")
    return message, set_field(problem, context, whole, f"use {whole}, the loop with this cell") if loop else None


@rule("RG119", "inner_node_field")
def inner_node_field(problem: Problem, context: Context) -> Said:
    """A layer inside a layer has layer fields only.

    Name, inputs and initial state are the wrapper's.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Bidirectional", "layer": {"type": "LSTM", "units": 4, "name": "both"}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"name": "both", "type": "Bidirectional", "layer": {"type": "LSTM", "units": 4}}]}
    ```
    """
    message = f"{subject(problem)}a layer inside another has no `{problem.values['found']}` of its own; give it to the outer one"
    return message, remove_field(problem, context, safe=False)


@rule("RG120", "field_of_shared")
def field_of_shared(problem: Problem, context: Context) -> Said:
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
    message = f"{subject(problem)}`{problem.values['field']}` is the shared layer's, which has it already"
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
