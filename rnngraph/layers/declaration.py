"""What a document or a registration writes of a cell: the fields of its section, each described."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from rnngraph import objects
from rnngraph.expressions import ExpressionError, Size, parse_size
from rnngraph.layers import fields as f
from rnngraph.problems import Rejected, kinds
from rnngraph.problems.validation import problems_of

MAX_RANK = 6
"""Axes of one timestep: with batch and time as many as TensorFlow's kernels take."""
MAX_NAMES = 200
"""Inputs, states, weights, outputs and parameters that a cell may have, of each."""
MAX_STEP = 500
"""Formulas of a step."""


def invalid_formula(error: ExpressionError, field: str | None = None) -> kinds.cells.InvalidFormula:
    """The problem of a formula, or of a size, that can't be read."""
    return kinds.cells.InvalidFormula(field, message=error.message, span=(error.start, error.end))


def check_size(value: object) -> Size:
    """A size: an integer of at least one, a name, or arithmetic on those."""
    if isinstance(value, Size):
        return value
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Rejected(kinds.fields.WrongType(found=value, expected="an integer, a name or a text"))
    try:
        size = parse_size(value)
    except ExpressionError as error:
        raise Rejected(invalid_formula(error)) from None
    if size.constant is not None and not 1 <= size.constant < 2**31:
        limit = "at least 1" if size.constant < 1 else f"at most {2**31 - 1:,}"
        raise Rejected(kinds.fields.OutOfRange(found=value, limit=limit))
    return size


def check_initializer(value: object) -> Any:
    """An initializer, or one of pieces."""
    if isinstance(value, Parts):
        return value
    if isinstance(value, Mapping) and value.get("type") == "Concatenate":
        try:
            return Parts.model_validate({key: each for key, each in value.items() if key != "type"})
        except ValidationError as error:
            raise Rejected(*problems_of(error, Parts, None)) from None
    return objects.checked(objects.INITIALIZERS, value)


def check_piece(value: object) -> tuple[Any, Size]:
    """A piece of an initializer: what makes it, and its size."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        pair = 'a pair of an initializer and a size, as in ["zeros", "units"]'
        raise Rejected(kinds.fields.WrongType(found=value, expected=pair))
    checks: tuple[Callable[[object], Any], ...] = (partial(objects.checked, objects.INITIALIZERS), check_size)
    made = []
    for index, check in enumerate(checks):
        try:
            made.append(check(value[index]))
        except Rejected as error:
            raise error.inside(index) from None
    return made[0], made[1]


SizeField = Annotated[Size, PlainValidator(check_size, json_schema_input_type=int | str)]
Sizes = Annotated[tuple[SizeField, ...], Field(max_length=MAX_RANK)]
Axes = Annotated[tuple[SizeField, ...], Field(min_length=1, max_length=MAX_RANK)]
Piece = Annotated[
    tuple[Any, Size], PlainValidator(check_piece, json_schema_input_type=tuple[objects.Initializer, int | str])
]


class Section(BaseModel):
    """A part of a cell's section."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, arbitrary_types_allowed=True)


class Parts(Section):
    """An initializer of pieces along the last axis, such as an LSTM's bias with its forget gate's at one."""

    parts: Annotated[
        tuple[Piece, ...],
        Field(min_length=1, max_length=MAX_NAMES, description="The pieces: an initializer and a size each."),
    ]


class DeclaredWeight(Section):
    """A weight of a cell that is written in Python."""

    shape: Annotated[Sizes, Field(description="Its sizes.")]
    trainable: Annotated[f.Flag, Field(description="Whether training changes the weight.")] = True


class WeightSection(DeclaredWeight):
    """A weight of a cell."""

    initializer: Annotated[
        Any,
        PlainValidator(check_initializer, json_schema_input_type=objects.Initializer | Parts),
        Field(description='As in a layer, or `{"type": "Concatenate", "parts": [["zeros", "units"], ...]}`.'),
    ] = "glorot_uniform"
    regularizer: Annotated[objects.Regularizer | None, Field(description="Regularizer of the weight.")] = None
    constraint: Annotated[objects.Constraint | None, Field(description="Constraint on the weight.")] = None


FieldKind = Literal[
    "count",
    "integer",
    "number",
    "rate",
    "flag",
    "text",
    "activation",
    "initializer",
    "regularizer",
    "constraint",
]


class FieldSection(Section):
    """A field of a cell that is written in Python, besides its parameters."""

    kind: Annotated[
        FieldKind,
        Field(description="What its values are. A count may stand in sizes."),
    ]
    default: Annotated[Any, Field(description="Its default; without one the field has to be given.")] = None
    description: Annotated[str | None, Field(description="Free text.")] = None

    @property
    def required(self) -> bool:
        """Whether it has no default, null not being one unless it is written."""
        return "default" not in self.model_fields_set


Shapes = Annotated[dict[f.Name, Axes], Field(max_length=MAX_NAMES)]


class Declaration(Section):
    """What a cell takes, keeps and learns."""

    description: Annotated[str | None, Field(description="Free text.")] = None
    parameters: Annotated[
        tuple[f.Name, ...],
        Field(max_length=MAX_NAMES, description="The names of the numbers that each use of the cell gives."),
    ] = ()
    inputs: Annotated[Shapes, Field(min_length=1, description="The inputs of one timestep, each with its sizes.")]
    states: Annotated[Shapes, Field(min_length=1, description="The states, each with its sizes.")]


class CellSection(Declaration):
    """A cell written as data, as a document has it under `cells`."""

    weights: Annotated[
        dict[f.Name, WeightSection], Field(max_length=MAX_NAMES, description="The weights, by name.")
    ] = {}
    step: Annotated[
        dict[str, str],
        Field(
            min_length=1, max_length=MAX_STEP, description="The formulas of one timestep, from top to bottom, by name."
        ),
    ]
    outputs: Annotated[
        tuple[str, ...],
        Field(min_length=1, max_length=MAX_NAMES, description="What the cell gives: names of the step, or states."),
    ]


class PythonCellSection(Declaration):
    """A cell written as a Keras layer: declared as data, imported at compile only."""

    fields: Annotated[
        dict[f.Name, FieldSection],
        Field(max_length=MAX_NAMES, description="The fields that a use of the cell may give, besides parameters."),
    ] = {}
    weights: Annotated[
        dict[f.Name, DeclaredWeight], Field(max_length=MAX_NAMES, description="The weights, by the layer's own names.")
    ] = {}
    outputs: Annotated[Shapes, Field(min_length=1, description="What the cell gives, each with its sizes.")]
    keras: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$", description="The Keras layer's class: `package.module:Class`."
        ),
    ]


AnyCell = CellSection | PythonCellSection
