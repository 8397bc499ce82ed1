"""The diagram as DOT: a box for each layer, a line for each connection, with ids and classes for CSS and links."""

from __future__ import annotations

from collections import Counter
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from rnngraph.graph import Ref, shape_text
from rnngraph.report.drawing.label import Band, Text, box, tag, text
from rnngraph.report.drawing.palette import LIGHT
from rnngraph.report.drawing.style import EDGE, GRAPH, NODE, STATE, Layout
from rnngraph.report.drawing.svg_attributes import key, svg_attributes, text_alternative
from rnngraph.report.model.edge_label import edge_shape, edge_words, grouped_edges
from rnngraph.report.model.frames import Frame, frames
from rnngraph.report.model.node_label import error_bands, layer_bands, tooltip
from rnngraph.report.model.rows import Cluster, Edge, Row
from rnngraph.report.model.view import View
from rnngraph.report.text import cut

if TYPE_CHECKING:
    from graphviz import Digraph

SPACING = {"ranksep": "0.22", "nodesep": "0.45"}
STYLES: dict[str, dict[str, str]] = {
    "data": {},
    "state": STATE,
    "mask": {"style": "dotted", "arrowhead": "diamond"},
}
TIE = {"style": "dotted", "dir": "none", "constraint": "false"}
DIRECTIONS: dict[Layout, dict[str, str]] = {"down": {}, "right": {"rankdir": "LR"}}


def model_dot(view: View, layout: Layout = "down") -> str:
    """The DOT text of a view. Every text of the spec is escaped.

    Nodes have the names of their layers, encoded by `key`. The states that one layer passes to another share a line.
    Ids of boxes are `layer-NAME`, `output-NAME`, `missing-NAME`, `note`; the classes `layer`, with
    `input`, `recurrent`, `cudnn` or `no-cudnn`, `error`, `unused`; `output`, `missing`, `note`. Ids of lines are
    `edge-TARGET-FIELD` (`edge-decoder-inputs-0`) and `edge-NAME-output`; the classes `data`, `state` or `mask`, with
    `from-state`, `error`, `unused`. Layers with the same weights have the class `shared`, and the lines between them
    the ids `shares-NAME` and the class `shares`. The frame of a block has the id `block-NAME` and the class `block`; a
    block drawn as one box is a `layer` with the class `block`. The SVG has the key of each box as `data-node`, the two
    keys of each line as `data-from` and `data-to`.
    """
    import graphviz

    # Curves of Graphviz make loops around frames.
    lines = {"splines": "polyline"} if view.blocks else {}
    settings = GRAPH | SPACING | lines | DIRECTIONS[layout] | text_alternative(view.sentences)
    graph = graphviz.Digraph(key(view.name or "model"), graph_attr=settings, node_attr=NODE, edge_attr=EDGE)
    _add_rows(graph, view, frames(view))
    for name in view.missing:
        _add_missing(graph, name)
    _add_note(graph, view)
    for edge in view.results:
        _add_output(graph, edge)
    _add_lines(graph, view, layout)
    _add_ties(graph, view)
    return str(graph.source)


def _add_rows(graph: Digraph, view: View, frame: Frame) -> None:
    """Adds the rows of a frame, then the blocks inside, each in its own frame."""
    for row in frame.rows:
        _add_row(graph, row, view)
    for each in frame.inside:
        if each.block:
            with graph.subgraph(name=f"cluster {key(each.block.name)}") as inner:
                inner.attr(**_look(each.block))
                _add_rows(inner, view, each)


def _look(block: Cluster) -> dict[str, str]:
    """Attributes of a block's frame: border and title."""
    copies = f"{block.copy} of {block.copies}" if block.copies > 1 else ""
    shares = f"shares {cut(block.shares)}" if block.shares else ""
    texts = [Text(cut(block.name), 11, "ink", bold=True)]
    title = f"block {block.block}" if block.block else cut(block.description or "")
    texts += [Text(cut(each), 9, "muted") for each in (title, copies) if each]
    texts += [Text(shares, 9, "shared")] if shares else []
    said = "\n".join(
        filter(
            None,
            (": ".join(filter(None, (block.name, title))), copies, shares, block.description if block.block else ""),
        )
    )
    classes = ("block", "shares" if block.shares else "")
    return {
        "label": text([Band((tuple(texts),))]),
        "labeljust": "l",
        "style": "rounded,filled",
        "color": LIGHT["line"],
        "fillcolor": LIGHT["ground"],
        "margin": "10",
        **svg_attributes(f"block-{key(block.name)}", said, *classes),
    }


def _add_row(graph: Digraph, row: Row, view: View) -> None:
    errors = row.errors
    shared, faint = row.name in view.shared, row.name in view.unused and not errors
    recurrent = row.is_recurrent
    classes = (
        "layer",
        "input" if row.is_input else "",
        "block" if row.collapsed else "",
        "shared" if shared or row.shares else "",
        "recurrent" if recurrent else "",
        "" if row.cudnn is None else "cudnn" if row.cudnn.eligible else "no-cudnn",
        "error" if errors else "",
        "unused" if faint else "",
    )
    border = "error" if errors else "faint" if faint else "recurrent" if recurrent else "line"
    ground = (
        "terminal" if row.is_input else "ground" if row.collapsed else "tint" if recurrent and not faint else "card"
    )
    align = "center" if row.is_input else "left"
    bands = [*layer_bands(row, shared=shared, hidden=view.hidden), *error_bands(errors)]
    label = box(bands, border, ground, align=align, faint=faint)
    graph.node(key(row.name), label, **svg_attributes(f"layer-{key(row.name)}", tooltip(row), *classes))


def _add_missing(graph: Digraph, name: str) -> None:
    """Adds a box for a name that does not exist, so that references to it are visible."""
    lines = (Text(cut(name), 12, "error", bold=True), Text("not in the graph", 9, "error"))
    label = box([Band(((line,),)) for line in lines], "error", "card", style="rounded,dashed")
    graph.node(
        key(name), label, **svg_attributes(f"missing-{key(name)}", f"{name}: not in the graph", "missing", "error")
    )


def _add_note(graph: Digraph, view: View) -> None:
    """Adds a box with the errors that are about none of the rows."""
    errors = view.errors_without_row
    if errors:
        said = "\n".join(f"{each.code} {each.message}" for each in errors)
        graph.node(
            "note of errors", box(error_bands(errors), "error", "card"), **svg_attributes("note", said, "note", "error")
        )


def _add_output(graph: Digraph, edge: Edge) -> None:
    lines = (Text(cut(edge.target), 11, "ink", bold=True), Text("Output"))
    label = box([Band(((line,),)) for line in lines], "line", "terminal", align="center")
    said = f"Output {edge.target}: {Ref(edge.source, edge.port)} {shape_text(edge.shape)}"
    graph.node(_head(edge), label, **svg_attributes(f"output-{key(edge.target)}", said, "output"))


def _head(edge: Edge) -> str:
    """The key of the node that an edge leads to; that of an output has a space, which no layer has."""
    return f"output {key(edge.target)}" if edge.to_output else key(edge.target)


def _add_lines(graph: Digraph, view: View, layout: Layout) -> None:
    rows = {row.name: row for row in view.rows}
    lines = grouped_edges(view)
    pairs = [(edges[0].source, edges[0].target) for edges in lines if edges[0].kind == "state"]
    gives, takes = Counter(source for source, _ in pairs), Counter(target for _, target in pairs)
    depths = _depths(view) if view.blocks else {}
    for edges in lines:
        first, source = edges[0], rows.get(edges[0].source)
        # Two layers that pass states only to each other may be side by side, as papers draw encoder and decoder.
        alone = first.kind == "state" and gives[first.source] == takes[first.target] == 1
        level = {"minlen": "0"} if alone and source is not None and source.is_recurrent else {}
        # Keeps copies of a block straight below each other, and leads lines that pass a layer around it.
        if depths and depths[_head(first)] == depths[key(first.source)] + 1:
            level["weight"] = "20"
        _add_line(graph, view, edges, source, level, upright=layout == "right" and "minlen" in level)


def _depths(view: View) -> dict[str, int]:
    """Length of the longest path to each box; empty if the graph has a cycle."""
    before: dict[str, set[str]] = {}
    for edges in grouped_edges(view):
        before.setdefault(_head(edges[0]), set()).add(key(edges[0].source))
    depths: dict[str, int] = {}
    try:
        for each in TopologicalSorter(before).static_order():
            depths[each] = 1 + max((depths[one] for one in before.get(each, ())), default=0)
    except CycleError:
        return {}
    return depths


def _add_ties(graph: Digraph, view: View) -> None:
    """Adds a dotted line between layers with the same weights. For whole blocks, the frame names the other block."""
    told = {name for block in view.blocks if block.shares for name in block.rows}
    for row in view.rows:
        if row.shares in view.shared and row.name not in told:
            said = f"{row.name} has the weights of {row.shares}"
            svg = svg_attributes(f"shares-{key(row.name)}", said, "shares")
            label = tag([(Text("same weights", 8, "shared"), Text("", 8))])
            graph.edge(key(row.shares), key(row.name), label, color=LIGHT["shared"], **TIE, **svg)


def _add_line(
    graph: Digraph, view: View, edges: list[Edge], source: Row | None, level: dict[str, str], *, upright: bool
) -> None:
    first = edges[0]
    wrong, faint = any(map(view.is_wrong, edges)), view.is_unused(first)
    from_state = first.kind == "data" and source is not None and first.port in source.states
    meaning = {"data": "state" if from_state else "flow"}.get(first.kind, first.kind)
    colour = "error" if wrong else "faint" if faint else meaning
    ends = [f"{Ref(edge.source, edge.port)} → {Ref(edge.target, edge.role)} {shape_text(edge.shape)}" for edge in edges]
    at = "output" if first.to_output else key(first.field).replace("/", "-")
    svg = svg_attributes(
        f"edge-{key(first.target)}-{at}",
        "\n".join(ends),
        first.kind,
        "from-state" if from_state else "",
        "error" if wrong else "",
        "unused" if faint else "",
    )
    word, shape = "muted" if colour == "flow" else colour, "faint" if colour == "faint" else "muted"
    said = [(Text(edge_words(e, source), 9, word, bold=True), Text(edge_shape(view, e), 8, shape)) for e in edges]
    label = tag(said, aside=upright) if any(text.text for line in said for text in line) else None
    graph.edge(key(first.source), _head(first), label, color=LIGHT[colour], **STYLES[first.kind], **level, **svg)
