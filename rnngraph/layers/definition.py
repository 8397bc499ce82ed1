"""A cell as data: its section of a document, read, its formulas parsed, its shapes found."""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError
from pydantic_core import PydanticCustomError

from rnngraph import objects
from rnngraph.expressions import Demand, ExpressionError, Shape, Size, Typed, Unifier, Value, infer, parse_size, read
from rnngraph.graph import Problem
from rnngraph.layers import fields as f
from rnngraph.layers.cells import Cell
from rnngraph.layers.errors import InvalidSpec, problems_of

RESERVED = frozenset({"output", "states"})
"""Words that mean a port in every reference."""
NODE_WORDS = frozenset({"name", "description", "inputs", "initial_state", "mask", "training", "shares"})
"""Fields of a layer's place in a graph."""


def _size(value: object) -> Size:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise PydanticCustomError("wrong_type", "no size", {"found": value, "expected": "an integer, a name or a text"})
    try:
        size = parse_size(value)
    except ExpressionError as error:
        raise PydanticCustomError("formula", "no size", _said(error)) from None
    if size.constant is not None and not 1 <= size.constant < 2**31:
        raise PydanticCustomError("out_of_range", "no size", {"found": value, "limit": "at least 1"})
    return size


def _said(error: ExpressionError) -> dict[str, Any]:
    return {"message": error.message, "start": error.start, "end": error.end}


def _initializer(value: object) -> Any:
    if isinstance(value, Mapping) and value.get("type") == "Concatenate":
        try:
            return Parts.model_validate({key: each for key, each in value.items() if key != "type"})
        except ValidationError as error:
            raise InvalidSpec(problems_of(error, Parts, None)) from None
    return objects.checked(objects.INITIALIZERS, value)


SizeField = Annotated[Size, PlainValidator(_size)]
ShapeField = Annotated[tuple[SizeField, ...], Field(description="Sizes, without the batch.")]


class Section(BaseModel):
    """A part of a cell's definition."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, arbitrary_types_allowed=True)


class Parts(Section):
    """An initializer of pieces along the last axis, such as an LSTM's bias with its forget gate's at one."""

    parts: Annotated[
        tuple[tuple[objects.Initializer, SizeField], ...],
        Field(min_length=1, description="The pieces: an initializer and a size each."),
    ]


class WeightSection(Section):
    """A weight of a cell."""

    shape: ShapeField
    initializer: Annotated[
        Any,
        PlainValidator(_initializer),
        Field(description='As in a layer, or `{"type": "Concatenate", "parts": [["zeros", "units"], ...]}`.'),
    ] = "glorot_uniform"
    trainable: Annotated[f.Flag, Field(description="Whether training changes the weight.")] = True
    regularizer: Annotated[objects.Regularizer | None, Field(description="Regularizer of the weight.")] = None
    constraint: Annotated[objects.Constraint | None, Field(description="Constraint on the weight.")] = None


Shapes = dict[f.Name, ShapeField]


class Declaration(Section):
    """What a cell takes, keeps and learns."""

    description: Annotated[str | None, Field(description="Free text.")] = None
    parameters: Annotated[
        tuple[f.Name, ...], Field(description="The names of the numbers that each use of the cell gives.")
    ] = ()
    inputs: Annotated[Shapes, Field(min_length=1, description="The inputs of one time step, each with its sizes.")]
    states: Annotated[Shapes, Field(min_length=1, description="The states, each with its sizes.")]
    weights: Annotated[dict[f.Name, WeightSection], Field(description="The weights, by name.")] = {}


class CellSection(Declaration):
    """A cell written as data, as a document has it under `cells`."""

    step: Annotated[
        dict[str, str], Field(min_length=1, description="The formulas of one time step, from top to bottom.")
    ]
    outputs: Annotated[tuple[str, ...], Field(min_length=1, description="The names of what the cell gives.")]


class PythonCellSection(Declaration):
    """A cell written as a Keras layer: declared as data, imported at compile only."""

    outputs: Annotated[Shapes, Field(min_length=1, description="What the cell gives, each with its sizes.")]
    keras: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$", description="The Keras layer's class: `package.module:Class`."
        ),
    ]


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a step: the names on its left, what is on its right with its shapes, and its text."""

    targets: tuple[str, ...]
    typed: Typed
    text: str


@dataclass(frozen=True)
class Definition:
    """A cell, understood. Two are equal if name and section are.

    `bound` has the sizes that the formulas give to free names, `demands` what has to hold once the numbers are known.
    `keras` names the class of a cell that is written in Python, which has no `statements`.
    """

    name: str
    section: str
    declared: Declaration = field(compare=False)
    outputs: Mapping[str, Value] = field(compare=False)
    statements: tuple[Statement, ...] = field(default=(), compare=False)
    bound: Mapping[str, Size] = field(default_factory=dict, compare=False)
    demands: tuple[Demand, ...] = field(default=(), compare=False)
    keras: str | None = field(default=None, compare=False)

    @property
    def data(self) -> dict[str, Any]:
        """The section as a document has it."""
        return json.loads(self.section)  # type: ignore[no-any-return]

    def idle_states(self) -> tuple[str, ...]:
        """The states that no formula assigns."""
        assigned = {name for statement in self.statements for name in statement.targets}
        return tuple(name for name in self.declared.states if name not in assigned)

    def sizes(self) -> Iterator[Size]:
        """Every size that is written in it."""
        for shapes in (self.declared.inputs, self.declared.states):
            yield from (size for shape in shapes.values() for size in shape)
        for weight in self.declared.weights.values():
            yield from weight.shape
            if isinstance(weight.initializer, Parts):
                yield from (size for _, size in weight.initializer.parts)
        yield from (size for value in self.outputs.values() for size in value.shape)
        yield from (size for demand in self.demands for size in (demand.left, demand.right))


def define(name: str, data: Mapping[str, Any], kind: type[Declaration] = CellSection) -> Definition:
    """The cell of a section.

    Raises:
        InvalidSpec: with every problem of the section; fields are paths inside it (`step/z`).
    """
    try:
        section = kind.model_validate(dict(data))
    except ValidationError as error:
        raise InvalidSpec(problems_of(error, kind, None)) from None
    text = json.dumps(data)
    problems = list(_name_problems(section))
    if isinstance(section, CellSection) and not problems:
        return _Reader(name, text, section).definition()
    if isinstance(section, PythonCellSection) and not problems:
        outputs = {key: Value(shape, True) for key, shape in section.outputs.items()}
        made = Definition(name, text, section, outputs, keras=section.keras)
        problems = list(_unknown_sizes(made))
        if not problems:
            return made
    raise InvalidSpec(problems)


def _name_problems(section: Declaration) -> Iterator[Problem]:
    """Names that mean two things, or something else already."""
    seen: dict[str, str] = {}
    for part in ("parameters", "inputs", "states", "weights"):
        for index, name in enumerate(getattr(section, part)):
            place = f"{part}/{index if part == 'parameters' else name}"
            is_field = part == "parameters" and (name in NODE_WORDS or name.startswith("_") or hasattr(Cell, name))
            if is_field or name in RESERVED or keyword.iskeyword(name):
                yield Problem("cell_name", None, place, {"found": name, "why": "is a word with another meaning here"})
            elif name in seen:
                yield Problem("cell_name", None, place, {"found": name, "why": f"stands in {seen[name]} already"})
            seen.setdefault(name, part)
    outputs = list(section.outputs) if isinstance(section, CellSection | PythonCellSection) else []
    for index, name in enumerate(outputs):
        twice = name in outputs[:index]
        if twice or (len(outputs) > 1 and (name in section.states or name in RESERVED)):
            why = "is an output already" if twice else "is a state, whose port has that name; assign it to another name"
            place = f"outputs/{index if isinstance(section, CellSection) else name}"
            yield Problem("cell_name", None, place, {"found": name, "why": why})


def _unknown_sizes(made: Definition) -> Iterator[Problem]:
    """Names of sizes that neither a parameter, nor an input, nor the formulas settle."""
    section = made.declared
    settled = {
        *section.parameters,
        *(name for shape in section.inputs.values() for size in shape for name in _bare(size)),
    }
    settled |= {name for name, size in made.bound.items() if set(size.names()) <= settled}
    places: dict[str, Shape] = {f"inputs/{name}": shape for name, shape in section.inputs.items()}
    places |= {f"states/{name}": shape for name, shape in section.states.items()}
    places |= {f"weights/{name}/shape": weight.shape for name, weight in section.weights.items()}
    if isinstance(section, PythonCellSection):
        places |= {f"outputs/{name}": shape for name, shape in section.outputs.items()}
    for place, shape in places.items():
        for index, size in enumerate(shape):
            unknown = sorted(set(size.names()) - settled)
            if unknown:
                yield Problem("cell_size", None, f"{place}/{index}", {"found": unknown[0], "size": str(size)})


def _bare(size: Size) -> tuple[str, ...]:
    return (size.bare,) if size.bare else ()


class _Reader:
    """Goes through the formulas of a section, from top to bottom, and keeps what each name stands for."""

    def __init__(self, name: str, text: str, section: CellSection) -> None:
        self.name, self.text, self.section = name, text, section
        self.problems: list[Problem] = []
        written = [*section.inputs.values(), *section.states.values(), *(w.shape for w in section.weights.values())]
        named = {each for shape in written for size in shape for each in size.names()}
        self.unifier = Unifier(frozenset(named - set(section.parameters)))
        self.values: dict[str, Value | None] = {
            **{each: Value() for each in section.parameters},
            **{each: Value(shape, True) for each, shape in section.inputs.items()},
            **{each: Value(shape, True) for each, shape in section.states.items()},
            **{each: Value(weight.shape) for each, weight in section.weights.items()},
        }
        self.assigned: set[str] = set()

    def definition(self) -> Definition:
        """The cell, or every problem of its formulas."""
        statements = [self.statement(key, text) for key, text in self.section.step.items()]
        outputs = {}
        for index, name in enumerate(self.section.outputs):
            if name not in self.assigned and name not in self.section.states:
                known = [each for each in self.values if each in self.assigned or each in self.section.states]
                why = "is nothing that the step makes" if name in self.values else "is not there"
                values = {"found": name, "why": why, "known": known}
                self.problems.append(Problem("cell_output", None, f"outputs/{index}", values))
                continue
            value = self.values[name]
            if value is not None:
                settled = tuple(self.unifier.settled(size) for size in value.shape)
                outputs[name] = Value(settled, value.batched)
        demands = tuple(self.unifier.demands)
        kept = tuple(each for each in statements if each is not None)
        made = Definition(self.name, self.text, self.section, outputs, kept, self.unifier.bound, demands)
        if not self.problems:
            self.problems += _unknown_sizes(made)
        if self.problems:
            raise InvalidSpec(self.problems)
        return made

    def statement(self, key: str, text: str) -> Statement | None:
        """One line; names whose value can't be told, because the line is wrong, stand for anything below."""
        place = f"step/{key}"
        targets = tuple(each.strip() for each in key.split(","))
        for name in targets:
            why = self.objection(name)
            if why:
                self.problems.append(Problem("cell_name", None, place, {"found": name, "why": why}))
        try:
            term = read(text)
            waits = any(name in self.values and self.values[name] is None for name in term.names())
            known = {name: value for name, value in self.values.items() if value is not None}
            typed = None if waits else infer(term, known, self.unifier)
            if typed and len(typed.values) != len(targets):
                message = f"{len(typed.values)} values for {len(targets)} names"
                raise ExpressionError(message, 0, len(text))
            if typed:
                self.fit_states(targets, typed, text)
        except ExpressionError as error:
            self.problems.append(Problem("formula", None, place, _said(error)))
            typed = None
        values = typed.values if typed else (None,) * len(targets)
        for name, value in zip(targets, values, strict=True):
            state = name in self.section.states
            self.values[name] = Value(self.section.states[name], True) if state else value
            self.assigned.add(name)
        return Statement(targets, typed, text) if typed else None

    def objection(self, name: str) -> str | None:
        """Why a name can't be assigned."""
        if not f.NAME.fullmatch(name) or keyword.iskeyword(name) or name in RESERVED:
            return "can't be assigned: a name is a letter or _, then letters, digits and _, and not a reserved word"
        if name in self.assigned:
            return "is assigned already"
        for part in ("inputs", "weights", "parameters"):
            if name in getattr(self.section, part):
                return f"stands in {part}, and can't be assigned"
        return None

    def fit_states(self, targets: tuple[str, ...], typed: Typed, text: str) -> None:
        """A state keeps its shape from step to step."""
        for name, value in zip(targets, typed.values, strict=True):
            if value.boolean:
                raise ExpressionError("a comparison stands in where's condition only", 0, len(text))
            wanted = self.section.states.get(name)
            if wanted is not None and not self.unifier.same(value.shape, wanted, (0, len(text))):
                raise ExpressionError(f"the state {name} is {Value(wanted)}, this is {value}", 0, len(text))
