"""A model over time steps as DOT: columns of steps, levels of layers, states from step to step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from rnngraph.report.drawing.canvas import Box, Line, Point, dot_of, label_size, panel, rounded
from rnngraph.report.drawing.label import Band, Text, extent, text
from rnngraph.report.drawing.style import STATE, Layout
from rnngraph.report.drawing.svg_attributes import key, svg_attributes
from rnngraph.report.text import cut
from rnngraph.report.unrolled.places import Places
from rnngraph.report.unrolled.routes import Routes
from rnngraph.report.unrolled.view import GridBox, GridLine, Unrolled

MAX_NAME = 20
MAX_DETAIL = 24
LOOKS = {
    "input": ("line", "terminal"),
    "output": ("line", "terminal"),
    "layer": ("line", "card"),
    "recurrent": ("recurrent", "tint"),
    "merge": ("line", "card"),
}
"""Border and ground of each kind of box."""
TURNS: dict[Layout | None, Callable[[Point], Point]] = {
    None: lambda point: (point[0], -point[1]),
    "down": lambda point: point,
    "right": lambda point: (point[1], point[0]),
}
"""From (time, data) to coordinates on the page."""


def unrolled_dot(view: Unrolled, layout: Layout | None = None) -> str:
    """The DOT text of a model over time steps. Time runs to the right and data up; `down` and `right` turn the data.

    Of boxes the ids are `at-LAYER-STEP-...`, counted from 0; the classes `step`, `once` or `span`, with `input`,
    `layer`, `recurrent`, `merge` or `output`. Of lines the ids are `flow-N`, the classes `data`, `state` or `mask`.
    """
    picture = _Picture(view, layout)
    boxes = [*map(picture.box, view.boxes), *picture.captions()]
    lines = [picture.line(index, line) for index, line in enumerate(view.lines)]
    return dot_of(view.name or "model", boxes, lines, view.sentences, lines_over=False)


class _Picture:
    def __init__(self, view: Unrolled, layout: Layout | None) -> None:
        self.view, self.layout, self.turn = view, layout, TURNS[layout]
        self.bands = {each.key: _bands(each) for each in view.boxes}
        sizes = {name: self._turned(extent(bands)) for name, bands in self.bands.items()}
        # Twice: the number of lines beside a column is known once all have been routed.
        first = Routes(view, Places(view, sizes, {}))
        tracks = {column: len(lines) for column, lines in first.tracks.items()}
        self.places = Places(view, sizes, tracks)
        self.routes = Routes(view, self.places)

    def _turned(self, size: Point) -> Point:
        return (size[1], size[0]) if self.layout == "right" else size

    def box(self, each: GridBox) -> Box:
        """A box on the page."""
        place = self.places.at[each.key]
        x, y = self.turn((place.u, place.v))
        width, height = self._turned((place.su, place.sv))
        look = panel(width, height, *LOOKS[each.kind], text(self.bands[each.key], "center"))
        when = "span" if each.first != each.last else "once" if each.step is None else "step"
        svg = svg_attributes(f"at-{key(each.key).replace('=20', '-')}", each.tip, when, each.kind)
        return Box(key(each.key), x, y, width, height, look, svg)

    def line(self, index: int, line: GridLine) -> Line:
        """A line on the page."""
        corners = self.routes.corners[index]
        colour = "state" if line.kind == "state" or line.from_state else {"mask": "mask"}.get(line.kind, "flow")
        tip = line.tip or f"{line.source} → {line.target}"
        svg = svg_attributes(f"flow-{index}", tip, line.kind, "from-state" if line.from_state else "")
        word = Text(cut(line.word), 9, "muted" if colour == "flow" else colour, bold=True)
        label = (word, Text("", 8)) if line.word else None
        beside = self._beside_state if line.kind == "state" else self._beside_end
        at = beside(corners, label_size(label), line) if label else (0.0, 0.0)
        handed = line.kind == "state" and self.places.box[line.source].row != self.places.box[line.target].row
        look = STATE if handed else {"style": "dotted"} if line.kind == "mask" else {}
        points = rounded(*map(self.turn, corners), radius=9)
        return Line(key(line.source), key(line.target), points, svg, colour, look, label, at)

    def _beside_state(self, corners: list[Point], size: Point, line: GridLine) -> Point:
        """The middle of a state's name: above the first part of the line along time that is long enough."""
        along = [(one, other) for one, other in pairwise(corners) if abs(one[1] - other[1]) < 1]
        roomy = [(one, other) for one, other in along if abs(one[0] - other[0]) >= size[0]]
        one, other = (roomy or along or [(corners[0], corners[-1])])[0]
        left, right = sorted((one[0], other[0]))
        x, y = self.turn((self.routes.middle_of(left, right), one[1]))
        return (x + size[0] / 2 + 2, y) if self.layout == "right" else (x, y - size[1] / 2 - 1)

    def _beside_end(self, corners: list[Point], size: Point, line: GridLine) -> Point:
        """The middle of an input's name: where the line arrives, on the side without other lines."""
        x, y = self.turn(corners[-1])
        before = not self.places.spans(line.target) and self.routes.order[line.target][-1] is not line
        if self.layout == "right":
            return (x - size[0] / 2 - 6, y - size[1] / 2 if before else y + size[1] / 2)
        return (x - size[0] / 2 - 1 if before else x + size[0] / 2 + 1, y + (11 if self.layout is None else -11))

    def captions(self) -> Iterator[Box]:
        """The numbers of the steps, below the lowest box of their axis, and the title."""
        for index, step in enumerate(self.view.columns):
            if step is not None and self.places.has_steps(index):
                bands = [Band(((Text(f"t = {step + 1}"),),))]
                width, height = extent(bands)
                x, y = self.turn((self.places.middle[index], self.places.foot(index) - 14))
                x = x - width / 2 if self.layout == "right" else x
                look, svg = {"label": text(bands, "center")}, svg_attributes(f"time-{index}", "", "time")
                yield Box(f"time {index}", x, y, width, height, look, svg)
        steps = f"over {self.view.steps} time step{'s'[: self.view.steps - 1]}"
        bands = [Band(((Text(cut(self.view.name), 12, "ink", bold=True), Text(steps, 10)),))]
        width, height = extent(bands)
        places = self.places.at.values()
        corners = [self.turn(at) for each in places for at in ((each.left, each.low), (each.right, each.high))]
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        # If data flow down, the numbers of the steps are between.
        top -= height / 2 + (26 if self.layout == "down" else 12)
        yield Box(
            "title", left + width / 2, top, width, height, {"label": text(bands)}, svg_attributes("title", "", "title")
        )


def _bands(each: GridBox) -> list[Band]:
    if each.kind == "merge":
        return [Band(((Text(cut(each.detail)),),))]
    kind = "recurrent" if each.kind == "recurrent" else "muted"
    lines = [Text(cut(each.name, MAX_NAME), 10, "ink", bold=True), Text(cut(each.detail, MAX_DETAIL), 9, kind)]
    lines += [Text(f"shares {cut(each.shares, MAX_NAME)}", 8, "shared")] if each.shares else []
    return [Band((tuple(lines),))]
