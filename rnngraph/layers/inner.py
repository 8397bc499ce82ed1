"""Layers inside layers: reading a wrapper's `layer` or an RNN's `cell` from the document, with every error's place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator

from rnngraph.graph import Problem
from rnngraph.layers.base import Layer
from rnngraph.layers.cells import Cell
from rnngraph.layers.errors import InvalidSpec, nearest

L = TypeVar("L", bound=Layer)
NODE_FIELDS = ("name", "inputs", "initial_state", "description")


def make(kinds: Mapping[str, type[L]], value: Mapping[str, Any]) -> L:
    """The layer that an object of a document describes, of one of `kinds`.

    Raises:
        InvalidSpec: with every problem of its type and fields.
    """
    if "type" not in value:
        raise InvalidSpec([Problem("missing_field", None, "type", {"of": "layer"})])
    kind = kinds.get(value["type"]) if isinstance(value["type"], str) else None
    if kind is None:
        found = value["type"]
        values = {"found": found, "nearest": nearest(found, kinds), "known": list(kinds)}
        raise InvalidSpec([Problem("unknown_type", None, "type", values)])
    return kind(**{str(key): each for key, each in value.items() if key != "type"})


def inner(kinds: Iterable[type[L]], value: object, what: str) -> L:
    """A layer inside a layer: one that is made already, or an object of a document."""
    table = {kind.__name__: kind for kind in kinds}
    for kind in table.values():
        if isinstance(value, kind):
            return value
    if isinstance(value, Layer):
        values = {"found": value.type, "nearest": None, "known": list(table)}
        raise InvalidSpec([Problem("unknown_type", None, None, values)])
    if not isinstance(value, Mapping):
        raise InvalidSpec(
            [Problem("wrong_type", None, None, {"found": value, "expected": f"{what}, an object with `type`"})]
        )
    problems = [Problem("inner_node_field", None, key, {"found": key}) for key in NODE_FIELDS if key in value]
    try:
        layer = make(table, {key: each for key, each in value.items() if key not in NODE_FIELDS})
    except InvalidSpec as error:
        raise InvalidSpec([*problems, *error.problems]) from None
    if problems:
        raise InvalidSpec(problems)
    return layer


def read_layer(value: object) -> Layer:
    """A layer that `TimeDistributed` can apply to a timestep: any of one input."""
    from rnngraph.layers import LAYERS  # the catalogue holds the wrappers, which hold this

    return inner([kind for kind in LAYERS if kind.arity == (1, 1)], value, "a layer")


def read_recurrent(value: object) -> Layer:
    """A layer that `Bidirectional` can run in both directions."""
    from rnngraph.layers.recurrent import SEQUENCE_LAYERS

    return inner(SEQUENCE_LAYERS, value, "a recurrent layer")


def read_cells(value: object) -> Cell | tuple[Cell, ...]:
    """One cell, or a list of cells to stack."""
    from rnngraph.layers import CELLS

    if not isinstance(value, list | tuple):
        return inner(CELLS, value, "a cell or a list of cells")
    if not value:
        raise InvalidSpec([Problem("out_of_range", None, None, {"found": [], "limit": "a list of at least one cell"})])
    cells, problems = [], []
    for index, each in enumerate(value):
        try:
            cells.append(inner(CELLS, each, "a cell"))
        except InvalidSpec as error:
            for problem in error.problems:
                path = "/".join(filter(None, (str(index), problem.field)))
                problems.append(Problem(problem.kind, None, path, problem.values))
    if problems:
        raise InvalidSpec(problems)
    return tuple(cells)


InnerLayer = Annotated[Layer, BeforeValidator(read_layer)]
InnerRecurrent = Annotated[Layer, BeforeValidator(read_recurrent)]
InnerCells = Annotated[Cell | tuple[Cell, ...] | list[Cell], BeforeValidator(read_cells)]
