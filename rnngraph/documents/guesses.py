"""Layers that an entry may describe whose fields are wrong: two of them, which differ in all that is not known.

What is true of a model with either of them is true whatever the author meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from rnngraph.documents.read import unescaped
from rnngraph.graph import Problem
from rnngraph.layers.base import Layer
from rnngraph.layers.inner import NODE_FIELDS, make
from rnngraph.problems import Rejected, kinds
from rnngraph.problems.validation import FEW

GUESS: ContextVar[int | None] = ContextVar("GUESS", default=None)
"""Which of the two guesses a document is read with; None: it is read as it is."""
PAIRS: tuple[tuple[Any, Any], ...] = (
    *((12, 35), (False, True), (0.0, 0.5), ("tanh", "softsign"), ("zeros", "orthogonal"), ("l1", "l2")),
    *(("non_neg", "unit_norm"), ("valid", "same"), ("auto", "never"), ("concat", None)),
)
"""Two values for each kind of field, in the order in which they are tried."""
INNER = ("layer", "backward_layer", "cell")


@contextmanager
def guessing(which: int) -> Iterator[None]:
    """Lets documents be read with one of the two guesses, 0 or 1, in place of each layer that is wrong."""
    token = GUESS.set(which)
    try:
        yield
    finally:
        GUESS.reset(token)


def guess(
    types: Mapping[str, type[Layer]], described: Mapping[str, Any], problems: Sequence[Problem], which: int
) -> Layer | None:
    """One of the two layers that the fields, which have these problems, may describe; None if it may be any layer."""
    fields = _copied(dict(described))
    open_: list[tuple[str, ...]] = []
    for problem in problems if len(problems) <= FEW else ():
        path = tuple(map(unescaped, (problem.field or "").split("/")))
        if isinstance(problem, kinds.fields.UnknownType | kinds.fields.BareCell) or path == ("",):
            return None
        if isinstance(problem, kinds.fields.UnknownField | kinds.fields.InnerNodeField):
            value = _removed(fields, path)
            meant = _meant(problem, path, value) if isinstance(problem, kinds.fields.UnknownField) else ()
            if meant is None:
                return None
            open_ += meant
        elif path[0] not in NODE_FIELDS:
            open_.append(_field(path))
    return _made(types, fields, list(dict.fromkeys(open_)), which)


def _copied(value: Any) -> Any:
    """A document's value, its objects and lists copied; what is made already, as a block's graph is, stays."""
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


def _field(path: tuple[str, ...]) -> tuple[str, ...]:
    """The path to the layer's field that a path leads into: a wrong argument leaves the whole object open."""
    depth = 0
    while depth + 1 < len(path) and (path[depth] in INNER or path[depth].isdecimal()):
        depth += 1
    return path[: depth + 1]


def _meant(
    problem: kinds.fields.UnknownField, path: tuple[str, ...], value: object
) -> tuple[tuple[str, ...], ...] | None:
    """The paths of the fields that an unknown field, now removed, may have been meant for; None if that is open."""
    from rnngraph.problems.words import FIELDS

    if problem.belongs:
        return ((problem.belongs, path[-1]),)
    if problem.nearest:
        return () if problem.nearest in NODE_FIELDS else ((*path[:-1], problem.nearest),)
    word = FIELDS.get(path[-1])
    if word is not None and not word.is_superfluous:
        return None
    # No number says whether a layer returns its sequence; another unknown field might.
    is_open = word is None and isinstance(value, bool | str)
    return ((*path[:-1], "return_sequences"),) if is_open else ()


def _made(
    types: Mapping[str, type[Layer]], fields: dict[str, Any], open_: Sequence[tuple[str, ...]], which: int
) -> Layer | None:
    """The layer, each open field with the value that fits it: of its pair that of this guess."""
    for path in open_:
        holder = _holder(fields, path)
        if holder is None:
            return None
        for pair in PAIRS:
            holder[path[-1]] = pair[which]
            if path not in _wrong(types, fields):
                break
        else:
            # A layer without the field that was thought of is not wrong by it.
            if path[-1] != "return_sequences":
                return None
            del holder[path[-1]]
    try:
        return make(types, fields)
    except Rejected:
        return None


def _wrong(types: Mapping[str, type[Layer]], fields: Mapping[str, Any]) -> set[tuple[str, ...]]:
    try:
        make(types, fields)
    except Rejected as error:
        return {_field(tuple(map(unescaped, (each.field or "").split("/")))) for each in error.problems}
    return set()


def _holder(fields: Any, path: tuple[str, ...]) -> dict[str, Any] | None:
    """The object that a path's last part is a key of."""
    for part in path[:-1]:
        fields = fields[int(part)] if isinstance(fields, list) and part.isdecimal() else fields
        fields = fields.get(part) if isinstance(fields, dict) else fields
    return fields if isinstance(fields, dict) else None


def _removed(fields: Any, path: tuple[str, ...]) -> object:
    holder = _holder(fields, path)
    return holder.pop(path[-1], None) if holder is not None else None
