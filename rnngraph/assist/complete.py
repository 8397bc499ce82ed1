"""What may be written at the cursor: fields, values, and references."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from rnngraph.assist import fields
from rnngraph.assist.document import Cursor, Document
from rnngraph.assist.names import is_reference, references

Kind = Literal["field", "reference", "block", "type", "value", "parameter"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be written: what is shown for it, its text, what it is, a few words of detail, Markdown about it."""

    label: str
    new: str
    kind: Kind
    detail: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """What may stand in place of the text between two offsets, likeliest first; `typed` where some stands there."""

    start: int
    end: int
    typed: bool
    suggestions: tuple[Suggestion, ...]


def complete(document: Document, cursor: Cursor) -> Completion:
    """Everything that may stand at the cursor."""
    found = _keys(document, cursor) if cursor.is_key else _values(document, cursor)
    return Completion(cursor.start, cursor.end, bool(cursor.text) or cursor.in_token, tuple(found))


def _keys(document: Document, cursor: Cursor) -> Iterator[Suggestion]:
    here = document.at(cursor.path)
    present = set(here) - {cursor.text} if isinstance(here, dict) else set()
    found = fields.at(cursor.path, document.tree.value)
    required = {name for each in found for name in each.get("required", ())}
    known = fields.properties(found)
    for name in sorted(known, key=lambda name: name not in required):
        if name not in present:
            below = fields.at((*cursor.path, name), document.tree.value)
            default = known[name].get("default")
            shown = "required" if name in required else "" if default is None else f"default {json.dumps(default)}"
            new = json.dumps(name) if cursor.has_value else f"{json.dumps(name)}: "
            yield Suggestion(name, new, "field", shown, fields.described(below))


def _values(document: Document, cursor: Cursor) -> Iterator[Suggestion]:
    path = cursor.path
    if is_reference(path):
        for each in references(document, path):
            yield Suggestion(each.text, _written(each.text), "reference", each.detail)
        return
    if path and path[-1] == "block":
        for name in _names(document, "blocks"):
            yield Suggestion(name, _written(name), "block", "block")
    in_cell = "cell" in path and path[-1] == "type"
    for name in _names(document, "cells") if in_cell else ():
        yield Suggestion(name, _written(name), "type", "cell")
    found = fields.at(path, document.tree.value)
    for value, about in fields.values(found).items():
        kind: Kind = "type" if path[-1:] == ("type",) else "value"
        yield Suggestion(_label(value), _written(value), kind, about=about)
    if any(each.get("pattern") == "^\\$" for each in found):
        for name, value in (document.at((*document.scope(path), "parameters")) or {}).items():
            yield Suggestion(f"${name}", _written(f"${name}"), "parameter", _written(value))


def _names(document: Document, section: str) -> list[str]:
    found = document.value.get(section)
    return list(found) if isinstance(found, dict) else []


def _label(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
