"""The inside of a cell as a Mermaid flowchart."""

from __future__ import annotations

from rnngraph.report.cell.dataflow import Piece
from rnngraph.report.cell.view import CellView
from rnngraph.report.drawing.mermaid import ARROWS, escaped, flowchart, node, styles
from rnngraph.report.drawing.style import Layout
from rnngraph.report.text import cut

CLASSES = {"affine": "recurrent", "function": "recurrent", "operator": "layer"}


def cell_mermaid(view: CellView, layout: Layout = "right") -> str:
    """The flowchart of a layer's step: a subgraph a cell, nodes `c0p0`, `c0p1`, ... as listed."""
    lines, links, colours = [], [], []
    ids: dict[tuple[int, str], str] = {}
    for at, step in enumerate(view.steps):
        ids |= {(at, piece.key): f"c{at}p{index}" for index, piece in enumerate(step.flow.pieces)}
        lines.append(f'subgraph c{at}["{escaped(" · ".join(filter(None, (step.place, step.title))))}"]')
        for piece in step.flow.pieces:
            style = CLASSES.get(piece.kind, "terminal")
            said = _said(piece)
            lines.append(f"    {node(ids[at, piece.key], said, style, pill=style == 'terminal' or len(said) == 1)}")
        lines.append("end")
        for wire in step.flow.wires:
            word = escaped(" ".join(filter(None, (wire.name, wire.role, wire.shape))))
            links.append(f'{ids[at, wire.source]} {ARROWS["data"]}|"{word}"| {ids[at, wire.target]}')
            colours.append("state" if wire.is_state else "flow")
    for at, (source, target) in view.links():
        links.append(f"{ids[at, source.key]} {ARROWS['data']} {ids[at + 1, target.key]}")
        colours.append("flow")
    return flowchart(view.path, "TD" if layout == "down" else "LR", [*lines, *links, *styles(colours)])


def _said(piece: Piece) -> list[str]:
    return [*([cut(piece.name)] if piece.name else []), *piece.lines]
