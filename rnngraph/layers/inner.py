"""Layers inside layers: reading a wrapper's `layer` or an RNN's `cell` from the document, with every error's place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, WithJsonSchema

from rnngraph.graph import MAX_STACK, Problem
from rnngraph.layers.base import Layer
from rnngraph.layers.cells import Cell
from rnngraph.layers.errors import InvalidSpec, bounded, nearest

L = TypeVar("L", bound=Layer)
CUSTOM: ContextVar[Mapping[str, type[Cell] | None]] = ContextVar("CUSTOM", default=MappingProxyType({}))
"""The cells of the document that is being read; None for one that is wrong, which has been said."""

NODE_FIELDS = frozenset(
    {
        *("name", "description", "shares", "inputs", "initial_state", "mask", "training"),
        *("use_causal_mask", "return_attention_scores", "reverse"),
    }
)
"""Fields of an entry of `layers` that say its place in the graph: no layer inside another has them."""


@contextmanager
def knowing(cells: Mapping[str, type[Cell] | None]) -> Iterator[None]:
    """Lets layers be read that use these cells."""
    token = CUSTOM.set(cells)
    try:
        yield
    finally:
        CUSTOM.reset(token)


def make(kinds: Mapping[str, type[L] | None], value: Mapping[str, Any]) -> L:
    """The layer that an object of a document describes, of one of `kinds`.

    Raises:
        InvalidSpec: with every problem of its type and fields; with none where its kind has been found wrong already.
    """
    if "type" not in value:
        raise InvalidSpec([Problem("missing_field", None, "type", {"of": "layer"})])
    known = isinstance(value["type"], str) and value["type"] in kinds
    kind = kinds[value["type"]] if known else None
    if known and kind is None:
        raise InvalidSpec([])
    if kind is None:
        found = value["type"]
        values = {"found": found, "nearest": nearest(found, kinds), "known": list(kinds)}
        raise InvalidSpec([Problem("unknown_type", None, "type", values)])
    fields = bounded(value, kind.model_fields)
    return kind(**{str(key): each for key, each in fields.items() if key != "type"})


def inner(kinds: Iterable[type[L]], value: object, what: str) -> L:
    """A layer inside a layer: one that is made already, or an object of a document."""
    known = tuple(kinds)
    if isinstance(value, known):
        return value
    return from_object({kind.__name__: kind for kind in known}, value, what)


def from_object(table: Mapping[str, type[L] | None], value: object, what: str) -> L:
    """A layer inside a layer, from an object of a document."""
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
    from rnngraph.layers import LAYERS
    from rnngraph.layers.loop import Recurrent

    return inner([kind for kind in LAYERS if issubclass(kind, Recurrent)], value, "a recurrent layer")


def read_cell(value: object, what: str) -> Cell:
    """A cell: of the catalogue, of a plugin, or of the document's own."""
    from rnngraph.layers import CELLS
    from rnngraph.layers.plugins import REGISTERED

    if isinstance(value, Cell):
        return value
    table = {**{kind.__name__: kind for kind in CELLS}, **REGISTERED, **CUSTOM.get()}
    try:
        return from_object(table, value, what)
    except InvalidSpec as error:
        # The sentence names plugins that may have it.
        own = [each.kind == "unknown_type" and each.field == "type" for each in error.problems]
        told = zip(error.problems, own, strict=True)
        raise InvalidSpec(
            replace(each, values={**each.values, "of": "cell"}) if mine else each for each, mine in told
        ) from None


def read_cells(value: object) -> Cell | tuple[Cell, ...]:
    """One cell, or a list of cells to stack."""
    if not isinstance(value, list | tuple):
        return read_cell(value, "a cell or a list of cells")
    if not value:
        raise InvalidSpec([Problem("out_of_range", None, None, {"found": [], "limit": "a list of at least one cell"})])
    if len(value) > MAX_STACK:
        limit = f"a list of at most {MAX_STACK:,} cells"
        raise InvalidSpec([Problem("out_of_range", None, None, {"found": value, "limit": limit})])
    cells, problems = [], []
    for index, each in enumerate(value):
        try:
            cells.append(read_cell(each, "a cell"))
        except InvalidSpec as error:
            for problem in error.problems:
                path = "/".join(filter(None, (str(index), problem.field)))
                problems.append(Problem(problem.kind, None, path, problem.values))
    if len(cells) < len(value):
        raise InvalidSpec(problems)
    return tuple(cells)


InnerLayer = Annotated[Layer, BeforeValidator(read_layer), WithJsonSchema({"x-rnngraph": "wrapped layer"})]
InnerRecurrent = Annotated[Layer, BeforeValidator(read_recurrent), WithJsonSchema({"x-rnngraph": "recurrent layer"})]
InnerCells = Annotated[
    Cell | tuple[Cell, ...] | list[Cell], BeforeValidator(read_cells), WithJsonSchema({"x-rnngraph": "cells"})
]
