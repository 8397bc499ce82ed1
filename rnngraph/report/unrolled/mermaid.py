"""A model over time steps as a Mermaid flowchart, with a subgraph for each step."""

from __future__ import annotations

from rnngraph.report.drawing.mermaid import ARROWS, escaped, flowchart, node, styles
from rnngraph.report.text import cut
from rnngraph.report.unrolled.view import GridBox, Unrolled

CLASSES = {"recurrent": "recurrent", "input": "terminal", "output": "terminal"}


def unrolled_mermaid(view: Unrolled) -> str:
    """The flowchart of an unrolled model; nodes are `n0`, `n1`, ... as listed.

    States that one layer passes to another are dotted.
    """
    ids = {each.key: f"n{index}" for index, each in enumerate(view.boxes)}
    rows = {each.key: each.row for each in view.boxes}
    lines = []
    for column, step in enumerate(view.columns):
        inside = [each for each in view.boxes if each.first == each.last == column]
        said = f"t = {step + 1}" if step is not None else "before"
        lines += [f'subgraph t{column}["{escaped(said)}"]', *(f"    {_node(ids, each)}" for each in inside), "end"]
    lines += [_node(ids, each) for each in view.boxes if each.first != each.last]
    colours = []
    for line in view.lines:
        handed = line.kind == "state" and rows[line.source] != rows[line.target]
        arrow = ARROWS["state" if handed else "mask" if line.kind == "mask" else "data"]
        word = f'|"{escaped(line.word)}"|' if line.word else ""
        lines.append(f"{ids[line.source]} {arrow}{word} {ids[line.target]}")
        colours.append("state" if line.from_state else {"data": "flow"}.get(line.kind, line.kind))
    return flowchart(f"{view.name} over {view.steps} steps", "LR", [*lines, *styles(colours)])


def _node(ids: dict[str, str], each: GridBox) -> str:
    lines = [cut(each.name), each.detail] if each.name else [each.detail]
    return node(ids[each.key], lines, CLASSES.get(each.kind, "layer"), pill=each.kind in ("input", "output"))
