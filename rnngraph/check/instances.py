"""What is wrong in a block: said once, at the block's own line, however often the block stands in the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from rnngraph.check.diagnostic import Diagnostic, Fix
from rnngraph.graph import Graph

MOST = 4
"""So many places of a block are named; more are counted."""


def once(diagnostics: Iterable[Diagnostic], graph: Graph) -> Iterator[Diagnostic]:
    """The diagnostics, those that are the same but for the place of the block in one, under the first place.

    Where the places differ, in a size that flows in, say, each has a diagnostic of its own.
    """
    names = tuple(f"{each.name}/" for each in graph.blocks)
    groups: dict[object, list[Diagnostic]] = {}
    for each in diagnostics:
        around = scope(each)
        key = (each.code, each.origin, _local(each.message, around)) if around else each
        fixed = replace(each, fix=_as_written(each.fix, around, names)) if each.fix else each
        groups.setdefault(key, []).append(fixed)
    for first, *others in groups.values():
        places = [place for place in dict.fromkeys(map(scope, others)) if place != scope(first)]
        if places:
            more = f" and {len(places) - MOST:,} more" if len(places) > MOST else ""
            yield replace(first, message=f"{first.message} (so also in {', '.join(places[:MOST])}{more})")
        else:
            yield first


def scope(diagnostic: Diagnostic) -> str:
    """The place of the block that the layer stands in; empty for a layer that stands in none.

    Of a layer that holds a block, where the finding is about a layer in it, that is the layer itself.
    """
    layer = diagnostic.layer or ""
    return layer if layer and diagnostic.message.startswith(f"{layer}/") else layer.rpartition("/")[0]


def _local(message: str, around: str) -> str:
    """A message without the place of the block, nor of those around it."""
    while around:
        message = message.replace(f"{around}/", "")
        around = around.rpartition("/")[0]
    return message


def _as_written(fix: Fix, around: str, names: tuple[str, ...]) -> Fix | None:
    """A fix with the names that the block's own text has; None where it would name a layer inside another block."""
    edits = tuple(replace(edit, value=_unplaced(edit.value, f"{around}/")) for edit in fix.edits)
    if any(text.startswith(names) for edit in edits for text in _texts(edit.value)):
        return None
    others = tuple(filter(None, (_as_written(each, around, names) for each in fix.alternatives)))
    return replace(fix, title=_local(fix.title, around), edits=edits, alternatives=others)


def _unplaced(value: Any, before: str) -> Any:
    if isinstance(value, str):
        return value.removeprefix(before)
    if isinstance(value, list | tuple):
        return [_unplaced(each, before) for each in value]
    if isinstance(value, dict):
        return {key: _unplaced(each, before) for key, each in value.items()}
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
