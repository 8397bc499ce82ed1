"""The diagram as a Mermaid flowchart, which GitHub, GitLab and many editors draw from text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rnngraph.check import Diagnostic
from rnngraph.report.drawing.label import Text
from rnngraph.report.drawing.mermaid import ARROWS, escaped, flowchart, node, styles
from rnngraph.report.drawing.style import Layout
from rnngraph.report.model.edge_label import edge_shape, edge_words, grouped_edges
from rnngraph.report.model.frames import Frame, frames
from rnngraph.report.model.node_label import error_text, layer_bands
from rnngraph.report.model.rows import Edge, Row
from rnngraph.report.model.view import View
from rnngraph.report.text import cut


def model_mermaid(view: View, layout: Layout = "down") -> str:
    """The flowchart of a view, as Mermaid 11 parses it. Every text is escaped; nodes are `n0`, `n1`, ... as listed."""
    ids = {name: f"n{index}" for index, name in enumerate((*(row.name for row in view.rows), *view.missing))}
    rows = {row.name: row for row in view.rows}
    links, colours = [], []
    for edges in grouped_edges(view):
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
        *(
            node(f"e{index}", [each.code, _message(each)], "error")
            for index, each in enumerate(view.errors_without_row)
        ),
        *links,
        *styles(colours),
    ]
    return flowchart(view.name, "LR" if layout == "right" else "TD", lines)


def _boxes(view: View, ids: dict[str, str], frame: Frame) -> Iterator[str]:
    """The rows of a frame, then the blocks inside, each as a subgraph."""
    for row in frame.rows:
        yield node(ids[row.name], _said(row, view), _class(row, view), pill=row.is_input)
    for each in frame.inside:
        block = each.block
        if block:
            times = f" ({block.copy} of {block.copies})" if block.copies > 1 else ""
            yield f'subgraph b{each.number}["{escaped(f"{cut(block.name)} · block {cut(block.block)}{times}")}"]'
            yield from (f"    {line}" for line in _boxes(view, ids, each))
            yield "end"


def _message(error: Diagnostic) -> str:
    return cut(error_text(error), 200)


def _said(row: Row, view: View) -> Iterator[str]:
    """The label of a layer as lines, with the directions of a Bidirectional below each other."""
    head, kind, *rest = layer_bands(row, hidden=view.hidden)
    yield cut(row.name)
    marks = head.columns[1:]
    yield _joined(kind.columns[0] + sum((*marks, *kind.columns[1:]), ()))
    for band in rest:
        yield from map(_joined, band.columns if band.divided else [sum(band.columns, ())])
    for each in row.errors:
        yield f"{each.code} {_message(each)}"


def _joined(texts: Iterable[Text]) -> str:
    return " · ".join(text.text for text in texts)


def _class(row: Row, view: View) -> str:
    if row.errors:
        return "error"
    if row.name in view.unused:
        return "unused"
    return "terminal" if row.is_input else "recurrent" if row.is_recurrent else "layer"


def _colour(view: View, edges: list[Edge]) -> str:
    kind = edges[0].kind
    if any(map(view.is_wrong, edges)):
        return "error"
    return "faint" if view.is_unused(edges[0]) else "flow" if kind == "data" else kind


def _link(source: str, target: str, edges: list[Edge], row: Row | None, view: View) -> str:
    words = [f"{edge_words(edge, row)} {edge_shape(view, edge)}".strip() for edge in edges]
    said = f'|"{"<br/>".join(map(escaped, words))}"|' if any(words) else ""
    return f"{source} {ARROWS[edges[0].kind]}{said} {target}"
