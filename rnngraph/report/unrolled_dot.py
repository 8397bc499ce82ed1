"""A model over time steps as DOT: columns of steps, levels of layers, states from step to step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from rnngraph.report.canvas import Box, Line, Point, dot_of, label_size, panel, rounded
from rnngraph.report.card import Band, Text, cut
from rnngraph.report.label import extent, text
from rnngraph.report.marks import STATE, Layout, key, names
from rnngraph.report.unrolled import GridBox, GridLine, Unrolled

MOST_NAME = 20
LOOKS = {
    "input": ("line", "terminal"),
    "output": ("line", "terminal"),
    "layer": ("line", "card"),
    "recurrent": ("recurrent", "tint"),
    "merge": ("line", "card"),
}
"""Border and ground of each kind of box."""
BETWEEN = 46.0
"""Between two steps, for a state's arrow and its name."""
APART = 74.0
"""Between the time axes, and what stands before an axis and its first step."""
RISE = 34.0
"""Between two levels."""
SHIFT = 6.0
"""Between the middle of a column and the boxes of the two directions."""
PORT = 12.0
TRACK = 6.0
"""Between two lines that pass beside a column."""
LANE = 12.0
"""Between a column and the lines that pass beside it."""


def unrolled_dot(view: Unrolled, layout: Layout | None = None) -> str:
    """The DOT text of a model over time steps. Time runs to the right and data up; `down` and `right` turn the data.

    Of boxes the ids are `at-LAYER-STEP-...`, counted from 0; the classes `step`, `once` or `span`, with `input`,
    `layer`, `recurrent`, `merge` or `output`. Of lines the ids are `flow-N`, the classes `data`, `state` or `mask`.
    """
    grid = _Grid(view, layout)
    boxes, lines = grid.drawn()
    return dot_of(view.name or "model", boxes, lines, view.sentences, lines_over=False)


@dataclass(frozen=True, slots=True)
class _Place:
    """A box on the grid: `u` is where it is in time, `v` in the direction of the data; `su` and `sv` its lengths."""

    u: float
    v: float
    su: float
    sv: float

    @property
    def left(self) -> float:
        return self.u - self.su / 2

    @property
    def right(self) -> float:
        return self.u + self.su / 2

    @property
    def low(self) -> float:
        return self.v - self.sv / 2

    @property
    def high(self) -> float:
        return self.v + self.sv / 2


@dataclass
class _Grid:
    view: Unrolled
    layout: Layout | None
    places: dict[str, _Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.turn: Callable[[Point], Point] = {
            None: lambda point: (point[0], -point[1]),
            "down": lambda point: point,
            "right": lambda point: (point[1], point[0]),
        }[self.layout]
        self.by_key = {each.key: each for each in self.view.boxes}
        self.bands = {each.key: _bands(each) for each in self.view.boxes}
        self.sizes = {name: self._turned_size(extent(bands)) for name, bands in self.bands.items()}
        self.widest: dict[tuple[str, str], float] = defaultdict(float)
        for each in self.view.boxes:
            at = (each.row, each.kind)
            self.widest[at] = max(self.widest[at], self.sizes[each.key][0])
        self.tracks: dict[int, list[int]] = defaultdict(list)
        # Twice: how many lines pass beside a column is known when all have been led once.
        for _ in range(2):
            self._measure()
            self._arrive()
            self.tracks = defaultdict(list)
            self.corners = [list(self._corners(index, line)) for index, line in enumerate(self.view.lines)]

    def _turned_size(self, size: Point) -> Point:
        return (size[1], size[0]) if self.layout == "right" else size

    # Places.

    def _measure(self) -> None:
        """The middle of each column and of each level, then that of each box."""
        boxes = self.view.boxes
        widths = [40.0] * len(self.view.columns)
        for each in boxes:
            if each.first == each.last:
                own = self.sizes[each.key][0]
                widths[each.first] = max(widths[each.first], 2 * (own + SHIFT) if each.side else own)
        levels = sorted({each.level for each in boxes})
        heights = {level: max(self.sizes[each.key][1] for each in boxes if each.level == level) for level in levels}
        self.middle: list[float] = []
        self.edge: list[float] = []
        at = 0.0
        for index, width in enumerate(widths):
            starts = index > 0 and self.view.columns[index] in (None, 0)
            at += 0 if index == 0 else APART if starts else BETWEEN
            self.middle.append(at + width / 2)
            at += width
            self.edge.append(at)
            at += TRACK * len(self.tracks[index])
        self.gap: dict[int, float] = {}
        up = 0.0
        middles = {}
        for level in levels:
            middles[level] = up + heights[level] / 2
            self.gap[level] = up - RISE / 2
            up += heights[level] + RISE
        self.gap[levels[-1] + 1] = up - RISE / 2
        self.widths = widths
        for each in boxes:
            self.places[each.key] = self._place(each, middles[each.level], heights[each.level])

    def _place(self, each: GridBox, v: float, tallest: float) -> _Place:
        su, sv = self.sizes[each.key]
        if each.first != each.last:
            left = self.middle[each.first] - self.widths[each.first] / 2
            right = self.middle[each.last] + self.widths[each.last] / 2
            return _Place((left + right) / 2, v, max(su, right - left), sv)
        own = max(su, self._column_width(each)) if each.kind != "merge" and not each.side else su
        if each.side:
            own = (self.widths[each.first] - 2 * SHIFT) / 2
        tall = tallest if each.kind == "recurrent" else sv
        return _Place(self.middle[each.first] + each.side * (own / 2 + SHIFT), v, own, tall)

    def _column_width(self, each: GridBox) -> float:
        """Boxes of one layer are of one width."""
        return self.widest[each.row, each.kind]

    # Lines.

    def _arrive(self) -> None:
        """Where each line meets the lower side of its target: apart, in the order in which they come."""
        self.order: dict[str, list[int]] = defaultdict(list)
        for index, line in enumerate(self.view.lines):
            if line.arrives is None:
                self.order[line.target].append(index)
        for target, indices in self.order.items():
            indices.sort(key=lambda index: (self._from(self.view.lines[index], target), index))

    def _from(self, line: GridLine, target: str) -> float:
        """Where a line comes from, seen from its target."""
        place = self.places[line.source]
        there = self.places[target]
        return there.u if place.left <= there.u <= place.right and place.su > there.su else place.u

    def _port(self, index: int, line: GridLine) -> Point:
        place, source = self.places[line.target], self.places[line.source]
        if self._spans(line.target):
            return (min(max(source.u, place.left + 10), place.right - 10), place.low)
        indices = self.order[line.target]
        room = min(PORT, (place.su - 16) / max(len(indices), 1))
        return (place.u + (indices.index(index) - (len(indices) - 1) / 2) * room, place.low)

    def _spans(self, name: str) -> bool:
        return self.by_key[name].first != self.by_key[name].last

    def drawn(self) -> tuple[list[Box], list[Line]]:
        """Everything, on the page."""
        lines = [self._line(index, line) for index, line in enumerate(self.view.lines)]
        boxes = [self._box(each) for each in self.view.boxes]
        boxes += self._captions()
        return boxes, lines

    def _line(self, index: int, line: GridLine) -> Line:
        corners = self.corners[index]
        points = rounded(*map(self.turn, corners), radius=9)
        colour = "state" if line.kind == "state" or line.from_state else {"mask": "mask"}.get(line.kind, "flow")
        classes = (line.kind, "from-state" if line.from_state else "")
        marks = names(f"flow-{index}", line.tip or f"{line.source} → {line.target}", *classes)
        word = Text(cut(line.word), 9, "muted" if colour == "flow" else colour, bold=True)
        label = (word, Text("", 8)) if line.word else None
        at = self._label_at(corners, label, line) if label else (0.0, 0.0)
        handed = line.kind == "state" and self.by_key[line.source].row != self.by_key[line.target].row
        look = STATE if handed else {"style": "dotted"} if line.kind == "mask" else {}
        return Line(key(line.source), key(line.target), points, marks, colour, look, label, at)

    def _label_at(self, corners: list[Point], label: tuple[Text, Text], line: GridLine) -> Point:
        """Over the first piece along time that has room for it for a state, beside the end for what is read."""
        across, down = label_size(label)
        if line.kind == "state":
            along = [(a, b) for a, b in pairwise(corners) if abs(a[1] - b[1]) < 1]
            roomy = [piece for piece in along if abs(piece[0][0] - piece[1][0]) >= across]
            one, other = (roomy or along or [(corners[0], corners[-1])])[0]
            left, right = sorted((one[0], other[0]))
            x, y = self.turn((self._between_tracks(left, right), one[1]))
            return (x + across / 2 + 2, y) if self.layout == "right" else (x, y - down / 2 - 1)
        x, y = self.turn(corners[-1])
        before = corners[-1][0] < self.places[line.target].u - 1 and not self._spans(line.target)
        if self.layout == "right":
            return (x - across / 2 - 6, y - down / 2 if before else y + down / 2)
        return (x - across / 2 - 1 if before else x + across / 2 + 1, y + (11 if self.layout is None else -11))

    def _between_tracks(self, left: float, right: float) -> float:
        """The middle of a stretch of time, less what passes through it beside a column."""
        for column, edge in enumerate(self.edge):
            if left <= edge <= right and self.tracks[column]:
                left = edge + TRACK * len(self.tracks[column]) + 4
                break
        return (left + right) / 2

    def _corners(self, index: int, line: GridLine) -> Iterator[Point]:
        source, target = self.places[line.source], self.places[line.target]
        if line.leaves or line.arrives:
            return self._sideways(line, source, target, index)
        level, goal = self.by_key[line.source].level, self.by_key[line.target].level
        end = self._port(index, line)
        if goal <= level:
            start = (source.right, source.v) if source.u < target.u else (source.left, source.v)
            return self._beside(line, start, (target.left if source.u < target.u else target.right, target.v), level)
        start = (
            (min(max(end[0], source.left + 10), source.right - 10), source.high)
            if self._spans(line.source)
            else (source.u, source.high)
        )
        return self._upwards(start, end, level, goal, line)

    def _upwards(self, start: Point, end: Point, level: int, goal: int, line: GridLine) -> Iterator[Point]:
        """From the upper side of a box to the lower side of another: straight up where nothing is in the way."""
        above, below = self.gap[level + 1], self.gap[goal]
        yield start
        if self._free(start[0], start[1], end[1], line):
            if abs(start[0] - end[0]) > 0.5:
                yield from ((start[0], below), (end[0], below))
        elif self._free(end[0], start[1], end[1], line):
            yield from ((start[0], above), (end[0], above))
        else:
            lane = self._lane(self.by_key[line.target].first, level, goal)
            yield from ((start[0], above), (lane, above), (lane, below), (end[0], below))
        yield end

    def _lane(self, column: int, level: int, goal: int) -> float:
        """A track beside a column that is free between two levels."""
        tracks = self.tracks[column]
        free = next((index for index, top in enumerate(tracks) if top <= level), len(tracks))
        tracks[free : free + 1] = [goal]
        return self.edge[column] + TRACK * (free + 1)

    def _outside(self, name: str, way: int) -> float:
        """Beside the column of a box, where no box of the column is in the way."""
        each = self.by_key[name]
        column = each.first if way < 0 else each.last
        return self.middle[column] + way * (self.widths[column] / 2 + LANE / 2)

    def _free(self, u: float, low: float, high: float, line: GridLine) -> bool:
        ends = (line.source, line.target)
        return not any(
            place.left - 4 < u < place.right + 4 and place.low < high - 1 and place.high > low + 1
            for name, place in self.places.items()
            if name not in ends
        )

    def _beside(self, line: GridLine, start: Point, end: Point, level: int) -> Iterator[Point]:
        """From the side of a box to that of another further on, at its level or below."""
        yield start
        if abs(start[1] - end[1]) > 0.5 or not self._clear(start, end):
            sign = 1 if end[0] > start[0] else -1
            out, into = self._outside(line.source, sign), self._outside(line.target, -sign)
            gap = self.gap[level + 1]
            yield from ((out, start[1]), (out, gap), (into, gap), (into, end[1]))
        yield end

    def _clear(self, start: Point, end: Point) -> bool:
        left, right = sorted((start[0], end[0]))
        return not any(
            place.left < right - 1 and place.right > left + 1 and place.low < start[1] < place.high
            for place in self.places.values()
        )

    def _sideways(self, line: GridLine, source: _Place, target: _Place, index: int) -> Iterator[Point]:
        """A state: out at one side, in at the other, straight where nothing is between."""
        out = -1 if line.leaves == "left" else 1
        start = (source.left if out < 0 else source.right, source.v)
        if line.leaves is None:
            start, out = (source.right, source.v), 1
        if line.arrives is None:
            yield from self._into(line, start, out, index)
            return
        into = -1 if line.arrives == "left" else 1
        end = (target.left if into < 0 else target.right, target.v)
        yield start
        ahead = abs(start[1] - end[1]) < 0.5 and out * (end[0] - start[0]) > 0 > out * into
        if not (ahead and self._clear(start, end)):
            level = self.by_key[line.source].level
            near, far = self._outside(line.source, out), self._outside(line.target, into)
            if out * (far - near) >= 0 and self._next(line):
                middle = (near + far) / 2
                yield from ((middle, start[1]), (middle, end[1]))
            else:
                gap = self.gap[level if self.by_key[line.target].level < level else level + 1]
                yield from ((near, start[1]), (near, gap), (far, gap), (far, end[1]))
        yield end

    def _next(self, line: GridLine) -> bool:
        """Whether two boxes stand in neighbouring columns."""
        one, other = self.by_key[line.source], self.by_key[line.target]
        return other.first - one.last == 1 or one.first - other.last == 1

    def _into(self, line: GridLine, start: Point, out: int, index: int) -> Iterator[Point]:
        """A final state that a layer reads: out at the side, and into the layer from below, or from its side."""
        target, level, goal = (
            self.places[line.target], self.by_key[line.source].level, self.by_key[line.target].level,
        )  # fmt: skip
        near = self._outside(line.source, out)
        yield start
        if goal > level:
            end = self._port(index, line)
            gap = self.gap[goal]
            yield from ((near, start[1]), (near, gap), (end[0], gap), end)
            return
        sign = -1 if target.u > start[0] else 1
        end = (target.left if sign < 0 else target.right, target.v)
        if abs(start[1] - end[1]) < 0.5 and out * (end[0] - start[0]) > 0 and self._clear(start, end):
            yield end
            return
        far = self._outside(line.target, sign)
        if out == -sign and self._next(line):
            middle = (near + far) / 2
            yield from ((middle, start[1]), (middle, end[1]), end)
            return
        gap = self.gap[level + 1]
        yield from ((near, start[1]), (near, gap), (far, gap), (far, end[1]), end)

    def _foot(self, column: int) -> float:
        """Where the lowest box of a column's time axis begins."""
        starts = [index for index, step in enumerate(self.view.columns) if step == 0]
        first = max(index for index in starts if index <= column)
        axis = range(first, first + self.view.steps)
        return min(
            self.places[each.key].low
            for each in self.view.boxes
            if each.first in axis or each.first <= column <= each.last
        )

    # Boxes.

    def _box(self, each: GridBox) -> Box:
        place = self.places[each.key]
        x, y = self.turn((place.u, place.v))
        width, height = self._turned_size((place.su, place.sv))
        border, ground = LOOKS[each.kind]
        look = panel(width, height, border, ground, text(self.bands[each.key], "center"))
        when = "span" if each.first != each.last else "once" if each.step is None else "step"
        marks = names(f"at-{key(each.key).replace('=20', '-')}", each.tip, when, each.kind)
        return Box(key(each.key), x, y, width, height, look, marks)

    def _captions(self) -> Iterator[Box]:
        """The steps' numbers, under the lowest box of their axis, and the title."""
        for index, step in enumerate(self.view.columns):
            if step is not None:
                bands = [Band(((Text(f"t = {step + 1}", 9, "muted"),),))]
                width, height = extent(bands)
                x, y = self.turn((self.middle[index], self._foot(index) - 14))
                x = x - width / 2 if self.layout == "right" else x
                look, marks = {"label": text(bands, "center")}, names(f"time-{index}", "", "time")
                yield Box(f"time {index}", x, y, width, height, look, marks)
        steps = f"over {self.view.steps} time step{'s'[: self.view.steps - 1]}"
        bands = [Band(((Text(cut(self.view.name), 12, "ink", bold=True), Text(steps, 10)),))]
        width, height = extent(bands)
        corners = [self.turn((place.u + a * place.su / 2, place.v + b * place.sv / 2))
                   for place in self.places.values() for a in (-1, 1) for b in (-1, 1)]  # fmt: skip
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        lift = 26 if self.layout == "down" else 12
        look = {"label": text(bands)}
        yield Box("title", left + width / 2, top - height / 2 - lift, width, height, look, names("title", "", "title"))


def _bands(each: GridBox) -> list[Band]:
    if each.kind == "merge":
        return [Band(((Text(cut(each.detail), 9, "muted"),),))]
    kind = "recurrent" if each.kind == "recurrent" else "muted"
    lines = [Text(cut(each.name, MOST_NAME), 10, "ink", bold=True), Text(cut(each.detail, 24), 9, kind)]
    lines += [Text(f"shares {cut(each.shares, MOST_NAME)}", 8, "shared")] if each.shares else []
    return [Band((tuple(lines),))]
