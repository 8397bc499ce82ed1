"""The section `cells` of a document: each entry a cell of the document's own, wrong ones told where they are wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rnngraph.graph import Pointer, Problem, pointer
from rnngraph.layers.custom import CustomCell, cell_class, name_problem
from rnngraph.layers.define import define
from rnngraph.layers.plugins import REGISTERED
from rnngraph.problems import Rejected, kinds

Cells = dict[str, type[CustomCell] | None]
"""Cells by name: None for one that is wrong, of which nothing more is said where it is used."""


def read_cells(section: Any) -> tuple[Cells, list[Problem]]:
    """The cells of a document, and everything that is wrong with them."""
    cells: Cells = {}
    problems: list[Problem] = []
    for name, data in section.items() if isinstance(section, dict) else ():
        cells[name] = None
        at = pointer("cells", name)
        wrong = name_problem(name)
        if wrong:
            problems.append(replace(wrong, field="cells", origin=at.at_key()))
        elif not isinstance(data, dict):
            problems.append(kinds.fields.WrongType(f"cells/{name}", found=data, expected="an object", origin=at))
        else:
            cells[name], found = _read(name, data)
            problems += found
            problems += _twice(name, cells[name])
    return cells, problems


def _read(name: str, data: Mapping[str, Any]) -> tuple[type[CustomCell] | None, list[Problem]]:
    try:
        return cell_class(define(name, data)), []
    except Rejected as error:
        return None, [_placed(name, each) for each in error.problems]


def _twice(name: str, cell: type[CustomCell] | None) -> Iterator[Problem]:
    """A name that stands for another cell in a plugin."""
    known = REGISTERED.get(name)
    if cell is not None and known is not None and known.definition != cell.definition:
        yield kinds.cells.InvalidCellName(
            f"cells/{name}",
            found=name,
            why="is a plugin's cell already",
            origin=pointer("cells", name).at_key(),
        )


def _placed(name: str, problem: Problem) -> Problem:
    """A problem of a section under its place in the document."""
    path = problem.field.split("/") if problem.field else []
    span = problem.span if isinstance(problem, kinds.cells.InvalidFormula) else None
    origin = Pointer(pointer("cells", name, *path).path, span, key=isinstance(problem, kinds.fields.InvalidName))
    return replace(problem.inside("cells", name), origin=origin)
