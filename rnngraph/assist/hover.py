"""What is shown for the thing under the cursor: a layer's facts, or a field's description."""

from __future__ import annotations

import json
from collections.abc import Iterator

from rnngraph.analysis import Fact
from rnngraph.assist import fields
from rnngraph.assist.document import Cursor, Document, Entry, Path_
from rnngraph.assist.names import kind_of, target
from rnngraph.graph import Mask, shape_text
from rnngraph.report.text import count_text


def hover(document: Document, cursor: Cursor) -> str | None:
    """Markdown for what stands under the cursor; None where there is nothing to say."""
    if not cursor.in_token:
        return None
    if cursor.is_key:
        return _field(document, (*cursor.path, cursor.text))
    aim = target(document, cursor)
    entry = entry_at(document, aim) if aim else None
    if entry is None and cursor.path[-1:] in (("name",), ("type",)):
        entry = entry_at(document, cursor.path[:-1])
    if entry:
        return "\n".join(card(document, entry))
    if aim and aim[-2] == "parameters":
        return f"parameter `{aim[-1]}` = `{json.dumps(document.at(aim), ensure_ascii=False)}`"
    return _value(document, cursor) or _field(document, cursor.path)


def entry_at(document: Document, path: Path_) -> Entry | None:
    """The input or the layer at a path."""
    return next((each for each in document.entries(document.scope(path)) if each.path == path), None)


def card(document: Document, entry: Entry) -> Iterator[str]:
    """A layer's facts, or an input's."""
    yield f"**{entry.name}** {kind_of(entry)}\n"
    if entry.path[-2] == "inputs":
        found = document.analysis.inputs.get(entry.name)
        if found:
            yield f"- `{shape_text(found.shape)}` {found.dtype}"
        return
    if entry.copies:
        yield from _block(document, entry)
    fact = document.analysis.nodes.get(entry.node.name) if entry.node else None
    if fact is not None and fact.facts is not None:
        yield from _facts(fact)
    if entry.node and entry.node.layer and entry.node.shares:
        yield f"- shares the weights of `{entry.node.shares}`"


def _block(document: Document, entry: Entry) -> Iterator[str]:
    """A block where it stands: its outputs, and what all of its copies come to."""
    for port in entry.copies[-1].layer.port_names():
        found = document.type_of(entry, port)
        if found:
            yield f"- `{port}`: `{shape_text(found.shape)}` {found.dtype}"
    names = tuple(f"{each.name}/" for each in entry.copies)
    inside = [fact for name, fact in document.analysis.nodes.items() if name.startswith(names)]
    copies = f"{len(entry.copies)} copies of `{entry.copies[0].block}`, " if len(entry.copies) > 1 else ""
    yield f"- {copies}{len(inside)} layers, {count_text(sum(fact.params or 0 for fact in inside))} parameters"


def _facts(fact: Fact) -> Iterator[str]:
    facts, layer = fact.facts, fact.node.layer
    if facts is None or layer is None:
        return
    states = layer.state_names()
    for port in facts.outputs:
        if port.name not in states:
            name = "output" if port.name == "output" else f"`{port.name}`"
            yield f"- {name}: `{shape_text(port.type.shape)}` {port.type.dtype}{_mask(port.mask)}"
    for port in facts.outputs:
        if port.name in states:
            yield f"- state `{port.name}`: `{shape_text(port.type.shape)}`"
    if not fact.node.shares:
        yield f"- {count_text(fact.params)} parameters"
    if facts.cudnn is not None:
        yield "- cuDNN: eligible" if facts.cudnn.eligible else "- no cuDNN:"
        yield from (f"  - {reason.text}" for reason in facts.cudnn.reasons)


def _mask(mask: Mask | None) -> str:
    return f", masked by `{mask.source}`" if mask else ""


def _field(document: Document, path: Path_) -> str | None:
    """A field: what it means, and its default."""
    found = fields.at(path, document.tree.value)
    about = fields.described(found)
    default = next((each["default"] for each in found if each.get("default") is not None), None)
    if not about:
        return None
    told = f"**{path[-1]}**: {about}" if path and isinstance(path[-1], str) else about
    return told if default is None else f"{told}\n\nDefault: `{json.dumps(default, ensure_ascii=False)}`"


def _value(document: Document, cursor: Cursor) -> str | None:
    about = fields.values(fields.at(cursor.path, document.tree.value)).get(cursor.text)
    return f"**{cursor.text}**: {about}" if about else None
