"""A cell's section read and understood: the one way from what an author writes to a definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from rnngraph.expressions import ExpressionError, Value, read
from rnngraph.graph import Problem
from rnngraph.layers.cells import Cell
from rnngraph.layers.declaration import AnyCell, CellSection, PythonCellSection, invalid_formula
from rnngraph.layers.definition import PARTS, Definition, meaning, reserved, unknown_sizes
from rnngraph.layers.step import Step
from rnngraph.problems import InvalidSpec, kinds
from rnngraph.problems.validation import problems_of

NODE_WORDS = frozenset(
    {
        *("name", "description", "shares", "inputs", "initial_state", "mask", "training"),
        *("use_causal_mask", "return_attention_scores", "reverse"),
    }
)
"""Fields of a layer's place in a graph."""
TAKEN = frozenset({"definition", "parameters"})
"""Names that no field of a cell may have, besides those of `Cell`: every cell of an author has them."""


def define(name: str, data: Mapping[str, Any], *, python: bool = False) -> Definition:
    """The cell of a section, which names a class if it is one in `python`: no document's may.

    Raises:
        InvalidSpec: with every problem of the section; fields are paths inside it (`step/z`).
    """
    kind = PythonCellSection if python else CellSection
    try:
        section = kind.model_validate(dict(data))
    except ValidationError as error:
        raise InvalidSpec([*problems_of(error, kind, None), *_no_formulas(data.get("step"))]) from None
    problems = list(_name_problems(section))
    if problems:
        raise InvalidSpec([*problems, *_no_formulas(data.get("step"))])
    problems = list(_output_problems(section))
    if isinstance(section, CellSection):
        return Step(name, data, section, problems).definition()
    outputs = {key: Value(shape, True) for key, shape in section.outputs.items()}
    made = Definition(name, meaning(section, ()), data, section, outputs)
    problems += unknown_sizes(made)
    if problems:
        raise InvalidSpec(problems)
    return made


def _no_formulas(step: object) -> Iterator[Problem]:
    """What is no formula at all, whatever the names stand for: told where the names themselves are wrong."""
    for key, text in step.items() if isinstance(step, dict) else ():
        try:
            if isinstance(text, str):
                read(text)
        except ExpressionError as error:
            yield invalid_formula(error, f"step/{key}")


def _name_problems(section: AnyCell) -> Iterator[Problem]:
    """Names that mean two things, or something else already."""
    seen: dict[str, str] = {}
    for part, what in PARTS.items():
        for index, name in enumerate(getattr(section, part, ())):
            place = f"{part}/{index if part == 'parameters' else name}"
            why = reserved(name)
            if part in ("parameters", "fields"):
                why = why or _field_objection(name)
            if name in seen:
                why = why or f"is {seen[name]} already"
            if why:
                yield kinds.cells.InvalidCellName(place, found=name, why=why)
            seen.setdefault(name, what)


def reserved_for_fields() -> tuple[list[str], list[str]]:
    """The names that no parameter and no field can have: fields of every layer and cell; what rnngraph itself uses.

    Not among them are those of pydantic's BaseModel, which differ from version to version.
    """
    fields = {*NODE_WORDS, *Cell.model_fields, "type"}
    own = {*TAKEN, *(name for name in dir(Cell) if not name.startswith("_"))}
    return sorted(fields), sorted(own - fields - set(dir(BaseModel)))


def _field_objection(name: str) -> str | None:
    """Why no field of a cell, nor a parameter, can have a name."""
    if name in NODE_WORDS or name == "type":
        return "is a field of every layer already"
    if name in Cell.model_fields:
        return "is a field of every cell already"
    if name.startswith("_"):
        return "starts with an underscore, as the name of a parameter or a field can't"
    taken = name in TAKEN or hasattr(Cell, name)
    return "is a reserved word: rnngraph uses it in every cell" if taken else None


def _output_problems(section: AnyCell) -> Iterator[Problem]:
    """Names of outputs that mean two things."""
    for index, name in enumerate(section.outputs):
        place = f"outputs/{index if isinstance(section, CellSection) else name}"
        why = reserved(name)
        if name in list(section.outputs)[:index]:
            why = "is an output already"
        elif len(section.outputs) > 1 and name in section.states:
            why = why or "is a state, whose port has that name; assign it to another name"
        if why:
            yield kinds.cells.InvalidCellName(place, found=name, why=why)
