"""References of a document: where they may stand, what they may say, and where they lead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rnngraph.assist.document import Cursor, Document, Entry, Path_
from rnngraph.graph import shape_text

REFERENCES = ("inputs", "initial_state", "mask", "shares")
"""Fields of a layer that hold references."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A text that may stand in a place, and what it stands for."""

    text: str
    detail: str = ""


def is_reference(path: Path_) -> bool:
    """Whether a reference stands at a path: in a layer's fields, or among the outputs."""
    inside = path[2:] if path[:1] == ("blocks",) else path
    if inside[:1] == ("outputs",):
        return len(inside) <= 2
    in_layer = len(inside) in (3, 4) and inside[0] == "layers"
    return in_layer and inside[2] in REFERENCES and (len(inside) == 3 or inside[2] in ("inputs", "initial_state"))


def references(document: Document, path: Path_) -> Iterator[Choice]:
    """Every reference that may stand at a path: inputs, layers, and their ports."""
    inside = path[2:] if path[:1] == ("blocks",) else path
    own = (*path[: len(path) - len(inside)], *inside[:2]) if inside[:1] == ("layers",) else None
    for each in document.entries(document.scope(path)):
        if each.path == own:
            continue
        if "shares" in inside:
            if each.path[-2] == "layers":
                yield Choice(each.name, kind_of(each))
            continue
        yield Choice(each.name, _type_text(document, each, None) or kind_of(each))
        for port in ports(each):
            yield Choice(f"{each.name}.{port}", _type_text(document, each, port))


def ports(entry: Entry) -> tuple[str, ...]:
    """The ports of a layer that need a name, and `states` where there are several."""
    layer = entry.layer
    if layer is None:
        return ()
    states = layer.state_names()
    named = tuple(name for name in layer.port_names() if name != "output")
    return (*named, "states") if len(states) > 1 else named


def kind_of(entry: Entry) -> str:
    """What an entry is: an input, or a layer of some type."""
    if entry.path[-2] == "inputs":
        return "Input"
    return entry.node.type if entry.node else str(entry.fields.get("type", ""))


def _type_text(document: Document, entry: Entry, port: str | None) -> str:
    found = document.type_of(entry, port)
    return f"{shape_text(found.shape)} {found.dtype}" if found else ""


def target(document: Document, cursor: Cursor) -> Path_ | None:
    """The path of what a text leads to: a layer, an input, a cell, a block, or a parameter."""
    path, text = cursor.path, cursor.text
    if cursor.is_key or not path:
        return None
    if text.startswith("$"):
        return _parameter(document, path, text, cursor)
    if path[-1] == "type" and text in (document.value.get("cells") or {}):
        return ("cells", text)
    if path[-1] == "block" and text in (document.value.get("blocks") or {}):
        return ("blocks", text)
    if is_reference(path):
        entry = document.entry(document.scope(path), text.partition(".")[0])
        return entry.path if entry else None
    return None


def _parameter(document: Document, path: Path_, text: str, cursor: Cursor) -> Path_ | None:
    scope = document.scope(path)
    known = document.at((*scope, "parameters"))
    name = text[1:].strip("()").split()[0] if text[1:].strip("() ") else ""
    return (*scope, "parameters", name) if isinstance(known, dict) and name in known else None
