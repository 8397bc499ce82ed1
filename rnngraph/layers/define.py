"""A cell's section read and understood: the one way from what an author writes to a definition."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from rnngraph.expressions import ExpressionError, Value, read
from rnngraph.graph import Problem
from rnngraph.layers.cells import Cell
from rnngraph.layers.declaration import AnyCell, CellSection, PythonCellSection, invalid_formula
from rnngraph.layers.definition import RESERVED, Definition, meaning, unknown_sizes
from rnngraph.layers.step import Step
from rnngraph.problems import InvalidSpec, kinds
from rnngraph.problems.validation import problems_of

NODE_WORDS = frozenset({"name", "description", "inputs", "initial_state", "mask", "training", "shares"})
"""Fields of a layer's place in a graph."""
TAKEN = NODE_WORDS | {"definition", "parameters"}
"""Names that no field of a cell may have, besides those that every cell has."""


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
    for part in ("parameters", "fields", "inputs", "states", "weights"):
        is_field = part in ("parameters", "fields")
        for index, name in enumerate(getattr(section, part, ())):
            place = f"{part}/{index if part == 'parameters' else name}"
            own = name in Cell.model_fields or hasattr(Cell, name)
            taken = is_field and (name in TAKEN or name.startswith("_") or own)
            if taken or name in RESERVED or keyword.iskeyword(name):
                yield kinds.cells.InvalidCellName(place, found=name, why="has another meaning here already")
            elif name in seen:
                yield kinds.cells.InvalidCellName(place, found=name, why=f"stands in {seen[name]} already")
            seen.setdefault(name, part)


def _output_problems(section: AnyCell) -> Iterator[Problem]:
    """Names of outputs that mean two things."""
    for index, name in enumerate(section.outputs):
        place = f"outputs/{index if isinstance(section, CellSection) else name}"
        why = None
        if name in list(section.outputs)[:index]:
            why = "is an output already"
        elif name in RESERVED:
            why = "has another meaning here already"
        elif len(section.outputs) > 1 and name in section.states:
            why = "is a state, whose port has that name; assign it to another name"
        if why:
            yield kinds.cells.InvalidCellName(place, found=name, why=why)
