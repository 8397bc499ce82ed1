"""Slips of the pen in a layer's entry: what a misspelt field may have meant, and what goes unsaid by it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rnngraph.graph import Pointer, Problem
from rnngraph.layers import CELLS, LAYERS
from rnngraph.layers.base import Layer
from rnngraph.layers.errors import FEW, escaped, likely, nearest
from rnngraph.layers.inner import NODE_FIELDS
from rnngraph.spec.read import pointer
from rnngraph.spec.wiring import CALL_ARGUMENTS

KINDS: dict[str, type[Layer]] = {kind.__name__: kind for kind in LAYERS}
ENTRY_FIELDS = NODE_FIELDS | {"type"}
"""What an entry of `layers` may say besides its layer's own fields."""
INNER: dict[str, type[Layer]] = {**KINDS, **{kind.__name__: kind for kind in CELLS}}
KERAS_2 = frozenset({"input_shape", "input_dim", "batch_input_shape", "batch_shape"})
"""What older Keras says of inputs in the first layer: like no field of ours, whatever the letters say."""
LAYER_FIELDS = frozenset(name for kind in LAYERS for name in kind.model_fields)


def fields_of_shared(name: str | None, keys: Iterable[str], at: tuple[object, ...]) -> Iterator[Problem]:
    """Fields beside `shares` that the shared layer has already, or that are no field at all."""
    for index, key in enumerate(keys):
        near = nearest(key, ENTRY_FIELDS) if key not in LAYER_FIELDS and key != "type" and index < FEW else None
        if near is None:
            yield Problem("field_of_shared", name, key, {"field": key}, pointer(*at, key))
        else:
            yield Problem("unknown_field", name, key, {"found": key, "nearest": near, "of": "layer"}, pointer(*at, key))


def with_guesses(problems: Sequence[Problem], entry: Mapping[str, Any], type_name: str) -> Iterator[Problem]:
    """Fields that a layer has not, each with what may be meant.

    That is one of its own, or of the entry around them, or the same field of the layer inside, which `belongs` names.
    """
    kind = KINDS.get(type_name)
    idle = set(CALL_ARGUMENTS) - kind.takes if kind else set()
    known = (*(ENTRY_FIELDS - idle), *(kind.model_fields if kind else ()))
    for each in problems:
        if each.kind == "missing_field" and each.field == "type":
            yield _untyped(each, entry)
            continue
        if each.kind != "unknown_field" or "/" in (each.field or "") or len(problems) > FEW:
            yield each
            continue
        field = each.field or ""
        inside = next((name for name in ("layer", "cell") if field in _fields_of(entry.get(name))), None)
        near = None if inside or field in KERAS_2 else nearest(field, known)
        yield replace(each, values={**each.values, "nearest": near, "belongs": inside})


def _untyped(problem: Problem, entry: Mapping[str, Any]) -> Problem:
    """A layer without a type, or the field that was to say it, or whose weights it shares, misspelt."""
    for key in [key for key in entry if key not in LAYER_FIELDS][:FEW]:
        near = nearest(key, ("type", "shares"))
        if near and likely(key, near) and isinstance(problem.origin, Pointer):
            values = {"found": key, "nearest": near, "of": "layer"}
            place = replace(problem.origin, path=f"{problem.origin.path.rpartition('/')[0]}/{escaped(key)}")
            return Problem("unknown_field", problem.node, key, values, place)
    return problem


def _fields_of(inner: Any) -> Collection[str]:
    """The fields that a layer inside another may have besides those that it has."""
    type_name = inner.get("type") if isinstance(inner, dict) else None
    kind = INNER.get(type_name) if isinstance(type_name, str) else None
    return kind.model_fields.keys() - inner.keys() if kind else ()


def unnamed(problem: Problem) -> Problem:
    """A problem of what layers without a name would be named by."""
    lost = problem.field in ("type", "shares") or problem.values.get("nearest") in ("type", "shares")
    return replace(problem, values={**problem.values, "unnamed": True}) if lost else problem
