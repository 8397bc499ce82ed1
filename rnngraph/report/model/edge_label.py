"""The labels of edges in pictures: the same words in DOT and in Mermaid."""

from __future__ import annotations

from rnngraph.report.model.rows import Edge, Row
from rnngraph.report.model.view import View
from rnngraph.report.text import cut, short_shape, state_text


def grouped_edges(view: View) -> list[list[Edge]]:
    """The edges, those to outputs last, grouped into the lines of a picture.

    The states that one layer passes to another share a line.
    """
    lines: dict[tuple[str, str, str], list[Edge]] = {}
    for edge in view.edges:
        field = "initial_state" if edge.kind == "state" else edge.field
        lines.setdefault((edge.source, edge.target, field), []).append(edge)
    return [*lines.values(), *([edge] for edge in view.results)]


def edge_shape(view: View, edge: Edge) -> str:
    """The shape of the tensor of an edge; empty if shapes are left out."""
    return "" if "shapes" in view.hidden else short_shape(edge.shape)


def edge_words(edge: Edge, source: Row | None) -> str:
    """The state that an edge starts, the input that it is, the port that it leaves; empty if none needs a name."""
    first = source.ports[0] if source and source.ports[0] != "output" else None
    port, role = (state_text(each) if each else "" for each in (edge.port or first, edge.role))
    return cut(port or role if port == role or not (port and role) else f"{port} → {role}")
