"""The diagram as a Mermaid flowchart, which GitHub, GitLab and many editors draw from text."""

from __future__ import annotations

import json
import string
from collections.abc import Iterable, Iterator

from rnngraph.check import Diagnostic
from rnngraph.report.card import (
    Text,
    body,
    clean,
    cut,
    edge_size,
    edge_words,
    error_text,
    errors_of,
    homeless,
    is_recurrent,
    lines_of,
)
from rnngraph.report.frames import Frame, frames
from rnngraph.report.marks import Layout
from rnngraph.report.palette import LIGHT
from rnngraph.report.view import Edge, Row, View

ARROWS = {"data": "-->", "state": "-.->", "mask": "--o"}
PLAIN = frozenset(string.ascii_letters + string.digits + " _.,:()/?")
"""What a quoted text may hold as it is; all else is written as an entity."""
STYLES = {
    "layer": ("card", "line", "ink"),
    "recurrent": ("tint", "recurrent", "ink"),
    "terminal": ("terminal", "line", "ink"),
    "unused": ("card", "faint", "faint"),
    "error": ("card", "error", "error"),
}
"""Fill, stroke and text of each class, by their names in the palette."""


def mermaid(view: View, layout: Layout = "down") -> str:
    """The flowchart of a view, as Mermaid 11 parses it. Every text is escaped; nodes are `n0`, `n1`, ... as listed."""
    ids = {name: f"n{index}" for index, name in enumerate((*(row.name for row in view.rows), *view.missing))}
    rows = {row.name: row for row in view.rows}
    links, colours = [], []
    for edges in lines_of(view):
        first = edges[0]
        target = f"o{first.field.removeprefix('outputs/')}" if first.to_output else ids[first.target]
        links.append(_link(ids[first.source], target, edges, rows.get(first.source), view))
        colours.append(_colour(view, edges))
    lines = [
        *_boxes(view, ids, frames(view)),
        *(node(ids[name], [cut(name), "not in the graph"], "error") for name in view.missing),
        *(
            node(f"o{index}", [cut(name), "Output"], "terminal", pill=True)
            for index, (name, _) in enumerate(view.outputs)
        ),
        *(node(f"e{index}", [each.code, _message(each)], "error") for index, each in enumerate(homeless(view))),
        *links,
        *styles(colours),
    ]
    return flowchart(view.name, "LR" if layout == "right" else "TD", lines)


def _boxes(view: View, ids: dict[str, str], frame: Frame) -> Iterator[str]:
    """The rows of a frame, and then the blocks inside, each a subgraph."""
    for row in frame.rows:
        yield node(ids[row.name], _said(row, view), _class(row, view), pill=row.is_input)
    for each in frame.inside:
        block = each.block
        if block:
            times = f" ({block.copy} of {block.copies})" if block.copies > 1 else ""
            yield f'subgraph b{each.number}["{escaped(f"{cut(block.name)} · block {cut(block.block)}{times}")}"]'
            yield from (f"    {line}" for line in _boxes(view, ids, each))
            yield "end"


def flowchart(title: str, direction: str, lines: Iterable[str]) -> str:
    """A whole flowchart."""
    # JSON is YAML, whatever the title holds.
    head = ["---", f"title: {json.dumps(clean(title))}", "config: {flowchart: {wrappingWidth: 400}}", "---"]
    return "\n".join([*head, f"flowchart {direction}", *(f"    {line}" for line in lines)]) + "\n"


def escaped(text: str) -> str:
    """Text that Mermaid shows as it is."""
    return "".join(each if each in PLAIN else f"#{ord(each)};" for each in clean(text))


def node(key: str, lines: Iterable[str], style: str, *, pill: bool = False) -> str:
    """A node: its lines, the first bold, and its class."""
    first, *rest = map(escaped, lines)
    label = "<br/>".join([f"<b>{first}</b>", *rest])
    return f'{key}(["{label}"]):::{style}' if pill else f'{key}("{label}"):::{style}'


def _message(error: Diagnostic) -> str:
    return cut(error_text(error), 200)


def _said(row: Row, view: View) -> Iterator[str]:
    """A layer's box as lines; the two directions of a Bidirectional under each other."""
    head, kind, *rest = body(row, hidden=view.hidden)
    yield cut(row.name)
    marks = head.columns[1:]
    yield _joined(kind.columns[0] + sum((*marks, *kind.columns[1:]), ()))
    for band in rest:
        yield from map(_joined, band.columns if band.divided else [sum(band.columns, ())])
    for each in errors_of(row):
        yield f"{each.code} {_message(each)}"


def _joined(texts: Iterable[Text]) -> str:
    return " · ".join(text.text for text in texts)


def _class(row: Row, view: View) -> str:
    if errors_of(row):
        return "error"
    if row.name in view.unused:
        return "unused"
    return "terminal" if row.is_input else "recurrent" if is_recurrent(row) else "layer"


def _colour(view: View, edges: list[Edge]) -> str:
    kind = edges[0].kind
    if any(map(view.is_wrong, edges)):
        return "error"
    return "faint" if view.is_unused(edges[0]) else "flow" if kind == "data" else kind


def _link(source: str, target: str, edges: list[Edge], row: Row | None, view: View) -> str:
    words = [f"{edge_words(edge, row)} {edge_size(view, edge)}".strip() for edge in edges]
    said = f'|"{"<br/>".join(map(escaped, words))}"|' if any(words) else ""
    return f"{source} {ARROWS[edges[0].kind]}{said} {target}"


def styles(colours: list[str]) -> Iterator[str]:
    """The classes of nodes, and the colour of each link that is no plain flow of data."""
    for name, (fill, stroke, text) in STYLES.items():
        yield f"classDef {name} fill:{LIGHT[fill]},stroke:{LIGHT[stroke]},color:{LIGHT[text]}"
    for colour in sorted(set(colours) - {"flow"}):
        at = ",".join(str(index) for index, each in enumerate(colours) if each == colour)
        yield f"linkStyle {at} stroke:{LIGHT[colour]},color:{LIGHT[colour]}"
