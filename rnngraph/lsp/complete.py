"""What may be written at the cursor: fields, values, and references."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lsprotocol import types

from rnngraph.lsp import fields
from rnngraph.lsp.document import Cursor, Document
from rnngraph.lsp.names import is_reference, references
from rnngraph.lsp.places import Places

Kind = types.CompletionItemKind


def complete(document: Document, cursor: Cursor, places: Places) -> list[types.CompletionItem]:
    """Everything that may stand at the cursor, likeliest first."""
    found = _keys(document, cursor) if cursor.is_key else _values(document, cursor)
    span = places.range(cursor.start, cursor.end)
    items = []
    for index, (label, new, kind, detail, about) in enumerate(found):
        items.append(
            types.CompletionItem(
                label=label,
                kind=kind,
                detail=detail or None,
                documentation=types.MarkupContent(types.MarkupKind.Markdown, about) if about else None,
                sort_text=f"{index:04}",
                # An editor compares what is typed with this: the quote is typed too.
                filter_text=new if cursor.text or cursor.in_token else None,
                text_edit=types.TextEdit(span, new),
            )
        )
    return items


Item = tuple[str, str, types.CompletionItemKind, str, str]


def _keys(document: Document, cursor: Cursor) -> Iterator[Item]:
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
            yield name, new, Kind.Field, shown, fields.described(below)


def _values(document: Document, cursor: Cursor) -> Iterator[Item]:
    path = cursor.path
    if is_reference(path):
        for each in references(document, path):
            yield each.text, _written(each.text), Kind.Reference, each.detail, ""
        return
    if path and path[-1] == "block":
        for name in _names(document, "blocks"):
            yield name, _written(name), Kind.Module, "block", ""
    in_cell = "cell" in path and path[-1] == "type"
    for name in _names(document, "cells") if in_cell else ():
        yield name, _written(name), Kind.Class, "cell", ""
    found = fields.at(path, document.tree.value)
    for value, about in fields.values(found).items():
        kind = Kind.Class if path[-1:] == ("type",) else Kind.EnumMember
        yield _label(value), _written(value), kind, "", about
    if any(each.get("pattern") == "^\\$" for each in found):
        for name, value in (document.at((*document.scope(path), "parameters")) or {}).items():
            yield f"${name}", _written(f"${name}"), Kind.Variable, _written(value), ""


def _names(document: Document, section: str) -> list[str]:
    found = document.value.get(section)
    return list(found) if isinstance(found, dict) else []


def _label(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
