"""Slips of the pen in a layer's entry: what a misspelt field may have meant, and what goes unsaid by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rnngraph.graph import Problem
from rnngraph.layers import LAYERS
from rnngraph.layers.base import Layer
from rnngraph.layers.errors import FEW, nearest
from rnngraph.spec.document import NodeSection
from rnngraph.spec.read import pointer

KINDS: dict[str, type[Layer]] = {kind.__name__: kind for kind in LAYERS}
NODE_FIELDS = frozenset(NodeSection.model_fields)
LAYER_FIELDS = frozenset(name for kind in LAYERS for name in kind.model_fields)


def fields_of_shared(name: str | None, keys: Iterable[str], at: tuple[object, ...]) -> Iterator[Problem]:
    """Fields beside `shares` that the shared layer has already, or that are no field at all."""
    for index, key in enumerate(keys):
        near = nearest(key, NODE_FIELDS) if key not in LAYER_FIELDS and index < FEW else None
        if near is None:
            yield Problem("field_of_shared", name, key, {"field": key}, pointer(*at, key))
        else:
            yield Problem("unknown_field", name, key, {"found": key, "nearest": near, "of": "layer"}, pointer(*at, key))


def with_guesses(problems: Sequence[Problem], type_name: str) -> Iterator[Problem]:
    """Fields that a layer has not, each with the one that may be meant: its own, or one of the entry around them."""
    known = (*NODE_FIELDS, *(KINDS[type_name].model_fields if type_name in KINDS else ()))
    for each in problems:
        if each.kind == "unknown_field" and "/" not in (each.field or "") and len(problems) <= FEW:
            yield replace(each, values={**each.values, "nearest": nearest(each.field, known)})
        else:
            yield each


def unnamed(problem: Problem) -> Problem:
    """A problem of what layers without a name would be named by."""
    lost = problem.field in ("type", "shares") or problem.values.get("nearest") in ("type", "shares")
    return replace(problem, values={**problem.values, "unnamed": True}) if lost else problem
