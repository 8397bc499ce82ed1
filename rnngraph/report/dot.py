"""The diagram as DOT: a box a layer, a line a connection, with classes and ids that CSS and links can hold on to."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from rnngraph.graph import Ref
from rnngraph.report.card import (
    Band,
    Text,
    body,
    clean,
    cut,
    edge_words,
    error_bands,
    errors_of,
    homeless,
    is_recurrent,
    lines_of,
    sizes,
    tip,
)
from rnngraph.report.label import box, tag
from rnngraph.report.palette import LIGHT
from rnngraph.report.text import shape_text
from rnngraph.report.view import Edge, Row, View

if TYPE_CHECKING:
    from graphviz import Digraph

FONT = {"fontname": "Helvetica,Arial,sans-serif", "fontsize": "9", "fontcolor": LIGHT["muted"]}
SPACING = {"ranksep": "0.22", "nodesep": "0.45", "pad": "0.1"}
GRAPH = {"bgcolor": "transparent", "outputorder": "edgesfirst", **SPACING, **FONT}
NODE = {"shape": "plain", **FONT}
EDGE = {"color": LIGHT["flow"], "penwidth": "0.9", "arrowsize": "0.6", **FONT}
STYLES: dict[str, dict[str, str]] = {
    "data": {},
    "state": {"style": "dashed", "arrowhead": "empty", "arrowtail": "odot", "dir": "both"},
    "mask": {"style": "dotted", "arrowhead": "diamond"},
}


def dot(view: View) -> str:
    """The DOT text of a view. Every text in it is escaped: a spec may say what it likes.

    Nodes are named by their layers, with what a name can't have encoded. The states that one layer hands to another
    share a line. Of boxes the ids are `layer-NAME`, `output-NAME`, `missing-NAME`, `note`; the classes `layer`, with
    `input`, `recurrent`, `cudnn` or `no-cudnn`, `error`, `unused`; `output`, `missing`, `note`. Of lines the ids are
    `edge-TARGET-FIELD` (`edge-decoder-inputs-0`) and `edge-NAME-output`; the classes `data`, `state` or `mask`, with
    `from-state`, `error`, `unused`. The SVG has each box's key as `data-node`, each line's two as `data-from` and
    `data-to`.
    """
    import graphviz

    graph = graphviz.Digraph(_key(view.name or "model"), graph_attr=GRAPH, node_attr=NODE, edge_attr=EDGE)
    for row in view.rows:
        _add_row(graph, row, faint=row.name in view.unused and not errors_of(row))
    for name in view.missing:
        _add_missing(graph, name)
    _add_note(graph, view)
    for edge in view.results:
        _add_output(graph, edge)
    _add_lines(graph, view)
    return str(graph.source)


def _key(name: str) -> str:
    """A name as DOT's and the SVG's: itself, but for characters that no valid name has.

    They are percent-encoded, with = for the sign: what begins with % is no name to Graphviz.
    """
    return quote(clean(name), safe="/").replace("%", "=")


def _names(id_: str, tip_: str, *classes: str) -> dict[str, str]:
    """Id, classes and tooltip, none of its text read as Graphviz's own escapes, entities or HTML."""
    lines = "\n".join(clean(line) for line in tip_.split("\n"))
    # Graphviz reads a tooltip's backslashes twice.
    tooltip = escape(lines, quote=False).replace("\\", "\\" * 4)
    return {"id": id_, "class": " ".join(filter(None, classes)), "tooltip": tooltip}


def _add_row(graph: Digraph, row: Row, *, faint: bool) -> None:
    errors = errors_of(row)
    recurrent = is_recurrent(row)
    classes = (
        "layer",
        "input" if row.is_input else "",
        "recurrent" if recurrent else "",
        "" if row.cudnn is None else "cudnn" if row.cudnn.eligible else "no-cudnn",
        "error" if errors else "",
        "unused" if faint else "",
    )
    border = "error" if errors else "faint" if faint else "recurrent" if recurrent else "line"
    ground = "terminal" if row.is_input else "tint" if recurrent and not faint else "card"
    align = "center" if row.is_input else "left"
    label = box([*body(row), *error_bands(errors)], border, ground, align=align, faint=faint)
    graph.node(_key(row.name), label, **_names(f"layer-{_key(row.name)}", tip(row), *classes))


def _add_missing(graph: Digraph, name: str) -> None:
    """A box for a name that something refers to, so that the reference has an end to be seen."""
    lines = (Text(cut(name), 12, "error", bold=True), Text("not in the graph", 9, "error"))
    label = box([Band(((line,),)) for line in lines], "error", "card", style="rounded,dashed")
    graph.node(_key(name), label, **_names(f"missing-{_key(name)}", f"{name}: not in the graph", "missing", "error"))


def _add_note(graph: Digraph, view: View) -> None:
    """The errors that no layer can show, in a box of their own."""
    errors = homeless(view)
    if errors:
        said = "\n".join(f"{each.code} {each.message}" for each in errors)
        graph.node("note of errors", box(error_bands(errors), "error", "card"), **_names("note", said, "note", "error"))


def _add_output(graph: Digraph, edge: Edge) -> None:
    lines = (Text(cut(edge.target), 11, "ink", bold=True), Text("Output"))
    label = box([Band(((line,),)) for line in lines], "line", "terminal", align="center")
    said = f"Output {edge.target}: {Ref(edge.source, edge.port)} {shape_text(edge.shape)}"
    graph.node(_head(edge), label, **_names(f"output-{_key(edge.target)}", said, "output"))


def _head(edge: Edge) -> str:
    """The node that an edge leads to; an output's has a space, which no layer's has."""
    return f"output {_key(edge.target)}" if edge.to_output else _key(edge.target)


def _add_lines(graph: Digraph, view: View) -> None:
    rows = {row.name: row for row in view.rows}
    lines = lines_of(view)
    pairs = [(edges[0].source, edges[0].target) for edges in lines if edges[0].kind == "state"]
    gives, takes = Counter(source for source, _ in pairs), Counter(target for _, target in pairs)
    for edges in lines:
        first, source = edges[0], rows.get(edges[0].source)
        # Two layers that hand states to no one else may stand side by side, as papers draw an encoder and its decoder.
        alone = first.kind == "state" and gives[first.source] == takes[first.target] == 1
        level = {"minlen": "0"} if alone and source is not None and is_recurrent(source) else {}
        wrong = any(map(view.is_wrong, edges))
        _add_line(graph, edges, source, level, wrong=wrong, faint=view.is_unused(first))


def _add_line(
    graph: Digraph, edges: list[Edge], source: Row | None, level: dict[str, str], *, wrong: bool, faint: bool
) -> None:
    first = edges[0]
    from_state = first.kind == "data" and source is not None and first.port in source.states
    meaning = {"data": "state" if from_state else "flow"}.get(first.kind, first.kind)
    colour = "error" if wrong else "faint" if faint else meaning
    ends = [f"{Ref(edge.source, edge.port)} → {Ref(edge.target, edge.role)} {shape_text(edge.shape)}" for edge in edges]
    at = "output" if first.to_output else _key(first.field).replace("/", "-")
    names = _names(
        f"edge-{_key(first.target)}-{at}",
        "\n".join(ends),
        first.kind,
        "from-state" if from_state else "",
        "error" if wrong else "",
        "unused" if faint else "",
    )
    word, shape = "muted" if colour == "flow" else colour, "faint" if colour == "faint" else "muted"
    said = [(Text(edge_words(edge, source), 9, word, bold=True), Text(sizes(edge.shape), 8, shape)) for edge in edges]
    graph.edge(_key(first.source), _head(first), tag(said), color=LIGHT[colour], **STYLES[first.kind], **level, **names)
