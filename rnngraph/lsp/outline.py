"""A document's symbols: its inputs, layers, cells and blocks, as an outline."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from rnngraph.assist.document import Document, Entry, Path_
from rnngraph.assist.names import kind_of
from rnngraph.graph import pointer, shape_text
from rnngraph.lsp.places import Places

Kind = types.SymbolKind


def outline(document: Document, places: Places) -> list[types.DocumentSymbol]:
    """Inputs and layers, then cells, and blocks with what is in them."""
    symbols = list(_entries(document, (), places))
    for section, kind in (("cells", Kind.Class), ("blocks", Kind.Module)):
        named = document.value.get(section)
        for name in named if isinstance(named, dict) else ():
            inside = list(_entries(document, (section, name), places)) if section == "blocks" else []
            symbols.append(_symbol(document, places, (section, name), name, section[:-1], kind, inside))
    return symbols


def _entries(document: Document, scope: Path_, places: Places) -> Iterator[types.DocumentSymbol]:
    for each in document.entries(scope):
        kind = Kind.Variable if each.path[-2] == "inputs" else Kind.Function
        yield _symbol(document, places, each.path, each.name, _detail(document, each), kind, [])


def _detail(document: Document, entry: Entry) -> str:
    found = document.type_of(entry, None)
    return f"{kind_of(entry)} {shape_text(found.shape)}" if found else kind_of(entry)


def _symbol(
    document: Document,
    places: Places,
    path: Path_,
    name: str,
    detail: str,
    kind: types.SymbolKind,
    inside: list[types.DocumentSymbol],
) -> types.DocumentSymbol:
    at = pointer(*path).path
    whole = places.of(document.positions.span(at, whole=True))
    inner = places.of(document.name_place(path))
    if (inner.start.line, inner.start.character) < (whole.start.line, whole.start.character):
        whole = types.Range(inner.start, whole.end)
    return types.DocumentSymbol(name or "?", kind, whole, inner, detail=detail, children=inside or None)
