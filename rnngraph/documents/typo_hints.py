"""Slips of the pen in a layer's entry: what a misspelt field may have meant, and what goes unsaid by it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rnngraph.build.wiring import CALL_ARGUMENTS
from rnngraph.graph import Pointer, Problem, pointer
from rnngraph.graph.places import escaped
from rnngraph.layers import CELLS, LAYERS
from rnngraph.layers.aliases import ALIASES
from rnngraph.layers.base import Layer
from rnngraph.layers.inner import NODE_FIELDS
from rnngraph.problems import kinds
from rnngraph.problems.nearest import likely, nearest
from rnngraph.problems.validation import FEW

LAYER_TYPES: dict[str, type[Layer]] = {kind.__name__: kind for kind in LAYERS}
ENTRY_FIELDS = NODE_FIELDS | {"type"}
"""What an entry of `layers` may say besides its layer's own fields."""
INNER: dict[str, type[Layer]] = {**LAYER_TYPES, **{kind.__name__: kind for kind in CELLS}}
LAYER_FIELDS = frozenset(name for kind in LAYERS for name in kind.model_fields)


def fields_of_shared(name: str | None, keys: Iterable[str], at: tuple[object, ...]) -> Iterator[Problem]:
    """Fields beside `shares` that the shared layer has already, or that are no field at all."""
    from rnngraph.problems.words import FIELDS

    for index, key in enumerate(keys):
        near = nearest(key, ENTRY_FIELDS, FIELDS) if key not in LAYER_FIELDS and key != "type" and index < FEW else None
        if near is None:
            yield kinds.fields.FieldOfShared(key, node=name, name=key, origin=pointer(*at, key))
        else:
            yield kinds.fields.UnknownField(
                key, node=name, found=key, nearest=near, of="layer", origin=pointer(*at, key)
            )


def with_guesses(problems: Sequence[Problem], entry: Mapping[str, Any], type_name: str) -> Iterator[Problem]:
    """Fields that a layer has not, each with what may be meant.

    That is one of its own, or of the entry around them, or the same field of the layer inside, which `belongs` names.
    """
    if not problems:
        return
    from rnngraph.problems.words import FIELDS  # what is right needs no words

    kind = LAYER_TYPES.get(ALIASES.get(type_name, type_name))
    idle = set(CALL_ARGUMENTS) - kind.takes if kind else set()
    known = (*(ENTRY_FIELDS - idle), *(kind.model_fields if kind else ()))
    for each in problems:
        if isinstance(each, kinds.fields.MissingField) and each.field == "type":
            yield _untyped(each, entry)
            continue
        if not isinstance(each, kinds.fields.UnknownField) or "/" in (each.field or "") or len(problems) > FEW:
            yield each
            continue
        field = each.field or ""
        inside = next((name for name in ("layer", "cell") if field in _fields_of(entry.get(name))), None)
        near = None if inside else nearest(field, known, FIELDS)
        yield replace(each, nearest=near, belongs=inside)


def _untyped(problem: Problem, entry: Mapping[str, Any]) -> Problem:
    """A layer without a type, or the field that was to say it, or whose weights it shares, misspelt."""
    from rnngraph.problems.words import FIELDS

    for key in [key for key in entry if key not in LAYER_FIELDS][:FEW]:
        near = nearest(key, ("type", "shares"), FIELDS)
        if near and likely(key, near, FIELDS) and isinstance(problem.origin, Pointer):
            place = replace(problem.origin, path=f"{problem.origin.path.rpartition('/')[0]}/{escaped(key)}")
            return kinds.fields.UnknownField(key, node=problem.node, found=key, nearest=near, of="layer", origin=place)
    return problem


def _fields_of(inner: Any) -> Collection[str]:
    """The fields that a layer inside another may have besides those that it has."""
    type_name = inner.get("type") if isinstance(inner, dict) else None
    kind = INNER.get(ALIASES.get(type_name, type_name)) if isinstance(type_name, str) else None
    return kind.model_fields.keys() - inner.keys() if kind else ()


def unnamed(problem: Problem) -> Problem:
    """A problem of what layers without a name would be named by."""
    if not isinstance(problem, kinds.fields.FieldProblem):
        return problem
    meant = problem.nearest if isinstance(problem, kinds.fields.UnknownField) else None
    return replace(problem, unnamed=True) if {problem.field, meant} & {"type", "shares"} else problem
