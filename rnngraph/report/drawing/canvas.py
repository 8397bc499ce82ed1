"""Pictures that are laid out here: boxes and lines at given places, as DOT that Graphviz draws without moving them.

Lengths are points; x grows to the right and y downwards, as on a page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from rnngraph.report.drawing.label import Text, tag, width
from rnngraph.report.drawing.palette import LIGHT
from rnngraph.report.drawing.style import EDGE, GRAPH, NODE
from rnngraph.report.drawing.svg_attributes import key, text_alternative

Point = tuple[float, float]

HEAD = 6.0
"""Length of an arrow's head."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box by its middle. `look` are its DOT attributes, with the label; `svg` its id, class and tooltip."""

    key: str
    x: float
    y: float
    width: float
    height: float
    look: dict[str, str]
    svg: dict[str, str] = field(default_factory=dict)

    @property
    def left(self) -> float:
        """Its left side."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """Its right side."""
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        """Its upper side."""
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        """Its lower side."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line along cubic Bézier curves: a first point, then three for each curve. `label` is a word and a shape."""

    source: str
    target: str
    points: Sequence[Point]
    svg: dict[str, str]
    colour: str = "flow"
    look: dict[str, str] = field(default_factory=dict)
    label: tuple[Text, Text] | None = None
    label_at: Point = (0, 0)
    headless: bool = False


def straight(*corners: Point) -> list[Point]:
    """Straight pieces from corner to corner."""
    points = [corners[0]]
    for (x0, y0), (x1, y1) in pairwise(corners):
        points += [((2 * x0 + x1) / 3, (2 * y0 + y1) / 3), ((x0 + 2 * x1) / 3, (y0 + 2 * y1) / 3), (x1, y1)]
    return points


def rounded(*corners: Point, radius: float = 10) -> list[Point]:
    """Straight pieces whose corners are rounded."""
    points = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        near = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        into, out = _towards(corner, before, near), _towards(corner, after, near)
        points += straight(points[-1], into)[1:]
        points += [_towards(into, corner, near * 0.55), _towards(out, corner, near * 0.55), out]
    return points + straight(points[-1], corners[-1])[1:]


def _towards(start: Point, end: Point, length: float) -> Point:
    whole = math.dist(start, end) or 1
    return (start[0] + (end[0] - start[0]) * length / whole, start[1] + (end[1] - start[1]) * length / whole)


def label_size(label: tuple[Text, Text]) -> Point:
    """Width and height of a line's label."""
    word, shape = label
    return (width(word) + width(shape) + (12 if word.text else 8), 13)


def dot_of(
    name: str, boxes: Sequence[Box], lines: Sequence[Line], sentences: Sequence[str], *, lines_over: bool = True
) -> str:
    """The DOT text. Boxes are drawn in the given order, and lines over them or, without `lines_over`, under them."""
    import graphviz

    # Layouts of Graphviz start at (0, 0), and readers of coordinates rely on that.
    points = [point for line in lines for point in line.points]
    left = min((*(each.left for each in boxes), *(x for x, _ in points)))
    bottom = max((*(each.bottom for each in boxes), *(y for _, y in points)))
    boxes = [replace(each, x=each.x - left, y=each.y - bottom) for each in boxes]
    lines = [moved(each, -left, -bottom) for each in lines]
    order = "nodesfirst" if lines_over else "edgesfirst"
    settings = GRAPH | {"layout": "nop2", "outputorder": order, "splines": "true"} | text_alternative(sentences)
    graph = graphviz.Digraph(key(name), graph_attr=settings, node_attr=NODE, edge_attr=EDGE)
    for each in boxes:
        graph.node(each.key, pos=_at((each.x, each.y)), **each.look, **each.svg)
    for line in lines:
        label = {}
        if line.label:
            label = {"label": tag([line.label]), "lp": _at(line.label_at)}
        graph.edge(
            line.source, line.target, pos=_path(line), color=LIGHT[line.colour], **line.look, **label, **line.svg
        )
    return str(graph.source)


def moved(line: Line, dx: float, dy: float) -> Line:
    """The line, moved by `dx` and `dy`."""
    points = [(x + dx, y + dy) for x, y in line.points]
    return replace(line, points=points, label_at=(line.label_at[0] + dx, line.label_at[1] + dy))


def panel(width: float, height: float, border: str, ground: str, label: str = "") -> dict[str, str]:
    """The look of a plain box of a size, with its label in the middle."""
    size = {"width": f"{width / 72:.3f}", "height": f"{height / 72:.3f}", "fixedsize": "true"}
    colours = {"fillcolor": LIGHT[ground], "color": LIGHT[border]}
    return {"shape": "box", "style": "rounded,filled", "label": label, **size, **colours}


def _at(point: Point) -> str:
    return f"{point[0]:.1f},{-point[1]:.1f}"


def _path(line: Line) -> str:
    """The line as Graphviz writes it: the tips of its arrows first."""
    points = list(line.points)
    tips = ""
    if not line.headless:
        tips = f"e,{_at(points[-1])} "
        points[-1] = _towards(points[-1], points[-2], HEAD)
    if line.look.get("dir") == "both":
        tips = f"s,{_at(points[0])} {tips}"
        points[0] = _towards(points[0], points[1], HEAD)
    return tips + " ".join(map(_at, points))
