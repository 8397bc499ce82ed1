"""Layers inside layers: reading a wrapper's `layer` or an RNN's `cell` from the document, with every error's place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, WithJsonSchema

from rnngraph.graph import MAX_STACK, Problem
from rnngraph.layers.aliases import ALIASES
from rnngraph.layers.base import Layer
from rnngraph.layers.cells import Cell
from rnngraph.problems import Rejected, kinds
from rnngraph.problems.nearest import bare, nearest
from rnngraph.problems.validation import bounded

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


def make(types: Mapping[str, type[L] | None], value: Mapping[str, Any]) -> L:
    """The layer that an object of a document describes, of one of the `types`.

    Raises:
        Rejected: with every problem of its type and fields; with none if its type was found to be wrong already.
    """
    if "type" not in value:
        raise Rejected(kinds.fields.MissingField("type", of="layer"))
    found = value["type"]
    name = ALIASES.get(found, found) if isinstance(found, str) else None
    if name is None or name not in types:
        raise Rejected(unknown_type(found, types))
    layer = types[name]
    if layer is None:
        raise Rejected
    fields = bounded(value, layer.model_fields)
    return layer(**{str(key): each for key, each in fields.items() if key != "type"})


def unknown_type(found: object, types: Collection[str]) -> kinds.fields.UnknownType:
    """The problem of a type that is not one of these, with the one that was meant, if that is known."""
    from rnngraph.problems.words import MISSING_LAYERS, TYPES  # what is right needs no words

    name = ALIASES.get(bare(found), bare(found))
    near = name if name in types else None if name in MISSING_LAYERS else nearest(name, types, TYPES)
    return kinds.fields.UnknownType("type", found=found, nearest=near, known=tuple(types))


def inner(types: Iterable[type[L]], value: object, what: str) -> L:
    """A layer inside a layer: one that is made already, or an object of a document."""
    known = tuple(types)
    if isinstance(value, known):
        return value
    return from_object({kind.__name__: kind for kind in known}, value, what)


def from_object(table: Mapping[str, type[L] | None], value: object, what: str) -> L:
    """A layer inside a layer, from an object of a document."""
    if isinstance(value, Layer):
        raise Rejected(kinds.fields.UnknownType(found=value.type, nearest=None, known=tuple(table)))
    if not isinstance(value, Mapping):
        raise Rejected(kinds.fields.WrongType(found=value, expected=f"{what}, an object with `type`"))
    # Keras writes a name of each layer inside another, which nothing refers to.
    ignored = {"name"} if isinstance(value.get("name"), str) else set()
    extra = [kinds.fields.InnerNodeField(key, found=key) for key in NODE_FIELDS - ignored if key in value]
    try:
        layer = make(table, {key: each for key, each in value.items() if key not in NODE_FIELDS})
    except Rejected as error:
        raise Rejected(*extra, *error.problems) from None
    if extra:
        raise Rejected(*extra)
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
    except Rejected as error:
        raise Rejected(*map(_of_cell, error.problems)) from None


def _of_cell(problem: Problem) -> Problem:
    """The problem of a cell's own type marked as such: the sentence then names plugins that may have the cell."""
    if isinstance(problem, kinds.fields.UnknownType) and problem.field == "type":
        return replace(problem, cell=True)
    return problem


def read_cells(value: object) -> Cell | tuple[Cell, ...]:
    """One cell, or a list of cells to stack."""
    if not isinstance(value, list | tuple):
        return read_cell(value, "a cell or a list of cells")
    if not value:
        raise Rejected(kinds.fields.OutOfRange(found=[], limit="a list of at least one cell"))
    if len(value) > MAX_STACK:
        limit = f"a list of at most {MAX_STACK:,} cells"
        raise Rejected(kinds.fields.OutOfRange(found=value, limit=limit))
    cells: list[Cell] = []
    problems: list[Problem] = []
    for index, each in enumerate(value):
        try:
            cells.append(read_cell(each, "a cell"))
        except Rejected as error:
            problems += error.inside(index).problems
    if len(cells) < len(value):
        raise Rejected(*problems)
    return tuple(cells)


InnerLayer = Annotated[Layer, BeforeValidator(read_layer), WithJsonSchema({"x-rnngraph": "wrapped layer"})]
InnerRecurrent = Annotated[Layer, BeforeValidator(read_recurrent), WithJsonSchema({"x-rnngraph": "recurrent layer"})]
InnerCells = Annotated[
    Cell | tuple[Cell, ...] | list[Cell], BeforeValidator(read_cells), WithJsonSchema({"x-rnngraph": "cells"})
]
