"""The inside of a cell as DOT: inputs on one side, outputs on the other, states on straight lines where possible."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rnngraph.report.cell.dataflow import Flow, Piece, Wire
from rnngraph.report.cell.layered import Layering, Places, ranked
from rnngraph.report.cell.view import CellView, Step
from rnngraph.report.drawing.canvas import Box, Line, Point, dot_of, label_size, moved, panel, rounded
from rnngraph.report.drawing.label import Band, Text, box, extent, text
from rnngraph.report.drawing.palette import LIGHT
from rnngraph.report.drawing.style import FONT, Layout
from rnngraph.report.drawing.svg_attributes import key, svg_attributes
from rnngraph.report.text import cut

MAX_LINE = 60
"""Characters of a line in a box."""
BORDERS = ("input", "state", "result")
"""Kinds of pieces outside the frame of the cell."""
CIRCLE = 22.0
MARGIN = 16.0
"""Distance between the frame and its content."""
APART = 46.0
"""Distance between the cells of a stack."""
SLOPE = 34.0
"""Length along the flow within which a line changes its track."""


def cell_dot(view: CellView, layout: Layout = "right") -> str:
    """The DOT text of a layer's step.

    Of boxes the ids are `piece-input-NAME`, `piece-state-NAME`, `piece-result-NAME` and `piece-pN`, in a stack with the
    cell's place before (`piece-cell_0-p3`); the classes `piece` with `input`, `state`, `affine`, `function`,
    `operator` or `result`, and `state` where a state is in it. Of lines the ids are `wire-N`; the classes `wire` with
    `data` or `state`. A cell's frame has the class `cell`, the formulas `formulas`, the title `title`.
    """
    drawings = [_Drawing(step, down=layout == "down") for step in view.steps]
    boxes: list[Box] = []
    lines: list[Line] = []
    at = 0.0
    # The input enters at the bottom of a stack, as papers draw it, or at its left.
    for drawing in reversed(drawings) if layout == "right" else drawings:
        drawing.move(*((0.0, at) if layout == "right" else (at, 0.0)))
        at = drawing.bounds[3 if layout == "right" else 2] + APART
        boxes += drawing.boxes
        lines += drawing.lines
    for index, (at_, (output, taken)) in enumerate(view.links()):
        lines.append(_link(drawings[at_], drawings[at_ + 1], output, taken, index))
    boxes.append(_title(view, min(each.left for each in boxes), min(each.top for each in boxes)))
    return dot_of(view.path, boxes, lines, view.sentences)


def _title(view: CellView, left: float, top: float) -> Box:
    said = [
        Text(cut(view.path, MAX_LINE), 12, "ink", bold=True),
        Text(f"{cut(view.title)}: one time step", 10, "recurrent"),
    ]
    said += [Text(view.note)] if view.note else []
    bands = [Band((tuple(said),))]
    width, height = extent(bands)
    look = {"label": text(bands)}
    return Box(
        "title", left + width / 2, top - height / 2 - 8, width, height, look, svg_attributes("title", "", "title")
    )


def _look(piece: Piece) -> tuple[dict[str, str], Point]:
    """A piece's DOT attributes and its size."""
    if piece.kind == "operator" and len(piece.lines[0]) == 1:
        shape = {
            "shape": "circle",
            "fixedsize": "true",
            "width": f"{CIRCLE / 72:.3f}",
            "style": "filled",
            "penwidth": "1",
        }
        colours = {"fillcolor": LIGHT["card"], "color": LIGHT["muted"], "fontcolor": LIGHT["ink"]}
        return {"label": piece.lines[0], **FONT, "fontsize": "14", **shape, **colours}, (CIRCLE, CIRCLE)
    name = [Band(((Text(cut(piece.name), 12, "ink", bold=True),),))] if piece.name else []
    border, ground, align = "recurrent", "card", "center"
    match piece.kind:
        case "operator":
            bands, border = [Band(((Text(cut(piece.lines[0]), 10, "ink"),),))], "muted"
        case "function":
            sizes = [(11, "recurrent"), *[(8, "muted")] * len(piece.lines)]
            lines = (Text(cut(line, 30), *look) for line, look in zip(piece.lines, sizes, strict=False))
            bands = [Band((tuple(lines),)), *name]
        case "affine":
            bands, align = [*name, Band((tuple(Text(cut(line, MAX_LINE), 9, "ink") for line in piece.lines),))], "left"
        case _:
            bands = [*name, Band((tuple(map(Text, piece.lines)),))]
            border, ground = "state" if piece.is_state else "line", "terminal"
    size = extent(bands)
    return {"label": box(bands, border, ground, align=align, size=size)}, size


@dataclass
class _Drawing:
    """The step of one cell, laid out. Points are (along the flow, across it) until they are put on the page."""

    step: Step
    down: bool

    def __post_init__(self) -> None:
        flow = self.step.flow
        self.looks = {piece.key: _look(piece) for piece in flow.pieces}
        self.labels = [self._label(wire) for wire in flow.wires]
        self.sizes = {each: self._turned(size) for each, (_, size) in self.looks.items()}
        edges = [(wire.source, wire.target) for wire in flow.wires]
        ends = {piece.key for piece in flow.pieces if piece.kind == "result"}
        ranks = ranked([piece.key for piece in flow.pieces], edges, ends)
        kinds = {piece.key: piece.kind for piece in flow.pieces}
        self.crosses = [kinds[wire.source] in BORDERS or kinds[wire.target] in BORDERS for wire in flow.wires]
        gaps = [
            SLOPE + 12 + self._turned(label_size(label))[0] + (MARGIN if crosses else 0)
            for label, crosses in zip(self.labels, self.crosses, strict=True)
        ]
        inputs = frozenset(piece.key for piece in flow.pieces if piece.kind == "input")
        self.lanes = _lanes(flow)
        rooms = [2 * label_size(label)[0] - 8 for label in self.labels] if self.down else []
        self.places = Layering(self.sizes, edges, ranks, gaps, self.lanes, inputs, rooms).places()
        self.boxes = list(self._boxes())
        self.lines = list(self._lines())
        self.boxes = [*self._frame(), *self.boxes]

    def _turned(self, point: Point) -> Point:
        return (point[1], point[0]) if self.down else point

    def _label(self, wire: Wire) -> tuple[Text, Text]:
        source = next(each for each in self.step.flow.pieces if each.key == wire.source)
        named = source.kind != "operator" or len(source.lines[0]) > 1
        shown = None if named and wire.name == source.name else wire.name
        word = " · ".join(filter(None, (shown, wire.role)))
        return Text(cut(word), 9, "state" if wire.is_state else "muted", bold=True), Text(wire.shape, 8)

    def name(self, piece: str) -> str:
        """The key of a piece in the whole picture."""
        return f"{self.step.place} {piece}".strip()

    def _id(self, word: str, what: str) -> str:
        return key("-".join(filter(None, (word, self.step.place, what.replace(" ", "-")))))

    def _boxes(self) -> Iterator[Box]:
        for piece in self.step.flow.pieces:
            look, (width, height) = self.looks[piece.key]
            x, y = self._turned(self.places.boxes[piece.key])
            classes = ("piece", piece.kind, "state" if piece.is_state and piece.kind != "state" else "")
            svg = svg_attributes(self._id("piece", piece.key), piece.formula or piece.name or "", *classes)
            yield Box(self.name(piece.key), x, y, width, height, look, svg)

    def _frame(self) -> Iterator[Box]:
        """The border of the cell, its title if there are several cells, and the formulas."""
        pieces = [piece for piece in self.step.flow.pieces if piece.kind not in BORDERS]
        if not pieces:
            return
        left, top, right, bottom = self._hull(pieces)
        title = [Band(((Text(cut(f"{self.step.place} · {self.step.title}", MAX_LINE), 10, "recurrent"),),))]
        width, height = extent(title)
        top -= height if self.step.place else 0
        yield self._panel(left, top, right - left, bottom - top)
        if self.step.place:
            yield self._caption("title", title, left + width / 2 + 4, top + height / 2)
        formulas = [Band(((Text(cut(each, 90), 8),),)) for each in self.step.flow.formulas]
        width, height = extent(formulas)
        x, y = (right + width / 2 + 12, top + height / 2) if self.down else (left + width / 2, bottom + height / 2 + 4)
        yield self._caption("formulas", formulas, x, y)

    def _hull(self, pieces: list[Piece]) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a frame around pieces and all the lines between."""
        inner = {piece.key for piece in pieces}
        ranks = [self.places.ranks[each] for each in inner]
        low, high = self.places.starts[min(ranks)][0] - MARGIN, self.places.starts[max(ranks)][1] + MARGIN
        middles = [(self.places.boxes[each][1], self.sizes[each][1] / 2) for each in inner]
        sides = [middle + side * half for middle, half in middles for side in (-1, 1)]
        sides += [self._turned(point)[1] for line in self.lines for point in line.points[1:-1]]
        labels = zip(self.lines, self.crosses, strict=True)
        sides += [
            self._turned((line.label_at[0] + label_size(line.label)[0] / 2, line.label_at[1]))[1]
            for line, crosses in labels
            if self.down and line.label and not crosses
        ]
        left, top = self._turned((low, min(sides) - MARGIN - 6))
        right, bottom = self._turned((high, max(sides) + MARGIN))
        return left, top, right, bottom

    def _caption(self, kind: str, bands: list[Band], x: float, y: float) -> Box:
        width, height = extent(bands)
        return Box(
            self.name(kind), x, y, width, height, {"label": text(bands)}, svg_attributes(self._id(kind, ""), "", kind)
        )

    def _panel(self, left: float, top: float, width: float, height: float) -> Box:
        look = panel(width, height, "recurrent", "tint") | {"penwidth": "1.2"}
        svg = svg_attributes(self._id("cell", ""), self.step.title, "cell")
        return Box(self.name("cell"), left + width / 2, top + height / 2, width, height, look, svg)

    def _lines(self) -> Iterator[Line]:
        flow = self.step.flow
        starts, ends = _ports(flow, self)
        fans = defaultdict(set)
        for wire in flow.wires:
            fans[wire.source].add(wire.target)
        for index, wire in enumerate(flow.wires):
            late = len(fans[wire.source]) > 1
            corners, label_at = self._route(index, wire, starts[index], ends[index], late=late)
            points = rounded(*[self._turned(each) for each in corners], radius=14)
            colour = "state" if wire.is_state else "flow"
            said = f"{wire.name or wire.source} {wire.shape}"
            svg = svg_attributes(self._id("wire", str(index)), said, "wire", "state" if wire.is_state else "data")
            yield Line(
                self.name(wire.source), self.name(wire.target), points, svg, colour,
                {}, self.labels[index], self._turned(label_at),
            )  # fmt: skip

    def _route(self, index: int, wire: Wire, start: Point, end: Point, *, late: bool) -> tuple[list[Point], Point]:
        """The corners of a line, which changes its track between ranks only, and the middle of its label.

        `late` puts the label after the first change of track, where lines from one piece have separated.
        """
        ranks = self.places.ranks
        corners, track = [start], start[1]
        tracks = [*(across for _, across in self.places.bends[index]), end[1]]
        for step, wanted in enumerate(tracks):
            begin = self.places.starts[ranks[wire.source] + step][1]
            finish = self.places.starts[ranks[wire.source] + step + 1][0]
            if wanted != track:
                low = begin + 2 if late or step else max(begin, finish - SLOPE - 4)
                high = min(low + SLOPE, finish - 4)
                corners += [(low, track), (high, wanted)]
            track = wanted
        corners.append(end)
        return corners, self._beside(index, wire, corners, late=late)

    def _beside(self, index: int, wire: Wire, corners: list[Point], *, late: bool) -> Point:
        """The middle of a line's label: above the line, or below it if another line arrives above."""
        rank = self.places.ranks[wire.source]
        leaves, arrives = self.places.starts[rank][1], self.places.starts[rank + 1][0]
        along, across = self._turned(label_size(self.labels[index]))
        if self.crosses[index] and rank == 0:
            arrives -= MARGIN + 2
        elif self.crosses[index]:
            leaves += MARGIN + 2
        middle = self.places.boxes[wire.target][1]
        track = (
            next((each[1] for each in corners if each[0] >= arrives - SLOPE), corners[-1][1]) if late else corners[0][1]
        )
        arrival = corners[-1][1] - middle if late and track == corners[-1][1] else 0.0
        # Above a line that flows right, beside one that flows down; on the other side for the outer one of two.
        over = arrival < -1 if self.down else arrival <= 1
        shift = across / 2 + (1 if not self.down else 2)
        place = arrives - along / 2 - 2 if late else leaves + along / 2 + 2
        return place, track - shift if over else track + shift

    def move(self, x: float, y: float) -> None:
        """Moves the upper left corner of the drawing to a point."""
        left, top, _, _ = self.bounds
        dx, dy = x - left, y - top
        self.boxes = [replace(each, x=each.x + dx, y=each.y + dy) for each in self.boxes]
        self.lines = [moved(each, dx, dy) for each in self.lines]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        return (
            min(each.left for each in self.boxes),
            min(each.top for each in self.boxes),
            max(each.right for each in self.boxes),
            max(each.bottom for each in self.boxes),
        )


def _lanes(flow: Flow) -> dict[str | int, int]:
    """Lanes of the states that get from old to new through operators only: these paths are drawn straight."""
    kinds = {piece.key: piece.kind for piece in flow.pieces}
    lanes: dict[str | int, int] = {}
    for piece in flow.pieces:
        path = _carried(flow, kinds, piece.key, f"result {piece.name}") if piece.kind == "state" else []
        wires = [flow.wires[index] for index in path]
        if path and not any(wire.source in lanes for wire in wires):
            lane = len({*lanes.values()})
            lanes |= {wire.source: lane for wire in wires} | {wires[-1].target: lane} | dict.fromkeys(path, lane)
    return lanes


def _carried(flow: Flow, kinds: Mapping[str, str], start: str, goal: str) -> list[int]:
    """The wires of such a path; empty if there is none."""
    waiting: list[list[int]] = [[]]
    while waiting:
        path = waiting.pop(0)
        at = flow.wires[path[-1]].target if path else start
        if at == goal:
            return path
        if at == start or kinds[at] == "operator":
            waiting += [[*path, index] for index, wire in enumerate(flow.wires) if wire.source == at]
    return []


def _ports(flow: Flow, drawing: _Drawing) -> tuple[dict[int, Point], dict[int, Point]]:
    """The points at which wires leave and reach their pieces: spread over the side, in the order of their targets."""
    leaving, arriving = defaultdict(list), defaultdict(list)
    for index, wire in enumerate(flow.wires):
        leaving[wire.source].append(index)
        arriving[wire.target].append(index)
    places: Places = drawing.places
    starts: dict[int, Point] = {}
    ends: dict[int, Point] = {}
    for side, ports, groups in ((1, starts, leaving), (-1, ends, arriving)):
        for piece, indices in groups.items():
            along, across = places.boxes[piece]
            length, breadth = drawing.sizes[piece]
            goals = {}
            for index in indices:
                bends = places.bends[index]
                other = flow.wires[index].target if side == 1 else flow.wires[index].source
                near = (bends[0] if side == 1 else bends[-1]) if bends else places.boxes[other]
                goals[index] = near[1]
            straight = [index for index in indices if index in drawing.lanes]
            order = sorted(indices, key=lambda index: (goals[index], index))
            middle = order.index(straight[0]) if straight else (len(order) - 1) / 2
            farthest = max(middle, len(order) - 1 - middle, 1)
            room = min(14.0, (breadth / 2 - 9) / farthest) if length != CIRCLE else 7.0
            for position, index in enumerate(order):
                offset = (position - middle) * room
                offset = 0.0 if len({goals[each] for each in indices}) == 1 and side == 1 else offset
                reach = length / 2
                if length == CIRCLE == breadth:
                    offset = max(-CIRCLE / 2 + 2, min(CIRCLE / 2 - 2, offset))
                    reach = math.sqrt((CIRCLE / 2) ** 2 - offset**2)
                ports[index] = (along + side * reach, across + offset)
    return starts, ends


def _link(below: _Drawing, above: _Drawing, output: Piece, taken: Piece, index: int) -> Line:
    """The line from the output of a cell of a stack to the input of the next one."""
    source = next(each for each in below.boxes if each.key == below.name(output.key))
    target = next(each for each in above.boxes if each.key == above.name(taken.key))
    shift = APART / 2 - 6 * (index % 4)
    if below.down:
        middle = above.bounds[0] - shift
        corners = [
            (source.x, source.bottom), (source.x, source.bottom + 14), (middle, source.bottom + 14),
            (middle, target.top - 14), (target.x, target.top - 14), (target.x, target.top),
        ]  # fmt: skip
    else:
        middle = above.bounds[3] + shift
        corners = [
            (source.right, source.y), (source.right + 14, source.y), (source.right + 14, middle),
            (target.left - 14, middle), (target.left - 14, target.y), (target.left, target.y),
        ]  # fmt: skip
    said = f"{below.step.place} → {above.step.place}"
    return Line(source.key, target.key, rounded(*corners), svg_attributes(f"link-{index}", said, "wire", "data"))
