"""The places of the boxes of an unrolled model, `u` along time and `v` along the data, before they are on the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from rnngraph.report.drawing.canvas import Point
from rnngraph.report.unrolled.view import GridBox, Unrolled

BETWEEN = 46.0
"""Distance between two steps, for the arrow of a state and its name."""
APART = 74.0
"""Distance between time axes, and between the column before an axis and its first step."""
RISE = 34.0
"""Distance between two levels."""
SHIFT = 6.0
"""Distance between the middle of a column and the boxes of the two directions."""
TRACK = 6.0
"""Distance between two lines that pass beside a column."""
NARROWEST = 40.0
"""Smallest width of a column."""


@dataclass(frozen=True, slots=True)
class Place:
    """A box: its middle, and its lengths in time and in the direction of the data."""

    u: float
    v: float
    su: float
    sv: float

    @property
    def left(self) -> float:
        """Its earlier side."""
        return self.u - self.su / 2

    @property
    def right(self) -> float:
        """Its later side."""
        return self.u + self.su / 2

    @property
    def low(self) -> float:
        """The side at which data arrive."""
        return self.v - self.sv / 2

    @property
    def high(self) -> float:
        """The side at which data leave."""
        return self.v + self.sv / 2

    def side(self, way: int) -> Point:
        """The middle of its later side (1), or of its earlier one (-1)."""
        return (self.right if way > 0 else self.left, self.v)


class Places:
    """The places of all boxes.

    `middle`, `width` and `edge` (the later side) are by column; `gap` has the middle of the free space before each
    level and after the last. `tracks` has the number of lines that pass beside each column.
    """

    def __init__(self, view: Unrolled, sizes: Mapping[str, Point], tracks: Mapping[int, int]) -> None:
        self.view, self.sizes = view, sizes
        self.box = {each.key: each for each in view.boxes}
        self.width = self._widths()
        self.middle: list[float] = []
        self.edge: list[float] = []
        self._set_columns(tracks)
        self.gap: dict[int, float] = {}
        heights = self._set_levels()
        widest: dict[tuple[str, str, str], float] = defaultdict(float)
        for each in view.boxes:
            of = (each.row, each.name, each.kind)
            widest[of] = max(widest[of], sizes[each.key][0])
        self.at = {
            each.key: self._place(each, widest[each.row, each.name, each.kind], *heights[each.level])
            for each in view.boxes
        }
        self.level: dict[int, list[Place]] = defaultdict(list)
        for each in view.boxes:
            self.level[each.level].append(self.at[each.key])

    def _widths(self) -> list[float]:
        """The width of each column: that of its widest box, or of two directions beside each other."""
        widths = [NARROWEST] * len(self.view.columns)
        for each in self.view.boxes:
            if each.first == each.last:
                own = self.sizes[each.key][0]
                widths[each.first] = max(widths[each.first], 2 * (own + SHIFT) if each.side else own)
        return widths

    def _set_columns(self, tracks: Mapping[int, int]) -> None:
        at = 0.0
        for index, width in enumerate(self.width):
            begins = self.view.columns[index] in (None, 0)
            at += 0 if index == 0 else APART if begins else BETWEEN
            self.middle.append(at + width / 2)
            at += width
            self.edge.append(at)
            at += TRACK * tracks.get(index, 0)

    def _set_levels(self) -> dict[int, Point]:
        """Middle and height of each level."""
        heights: dict[int, float] = defaultdict(float)
        for each in self.view.boxes:
            heights[each.level] = max(heights[each.level], self.sizes[each.key][1])
        found, up = {}, 0.0
        for level in sorted(heights):
            found[level] = (up + heights[level] / 2, heights[level])
            self.gap[level] = up - RISE / 2
            up += heights[level] + RISE
            self.gap[level + 1] = up - RISE / 2
        return found

    def _place(self, each: GridBox, widest: float, v: float, tallest: float) -> Place:
        """The boxes of a layer have one width, cells the height of their level; a box may be as wide as its columns."""
        su, sv = self.sizes[each.key]
        if each.first != each.last:
            left = self.middle[each.first] - self.width[each.first] / 2
            right = self.middle[each.last] + self.width[each.last] / 2
            return Place((left + right) / 2, v, max(su, right - left), sv)
        own = self.width[each.first] / 2 - SHIFT if each.side else su if each.kind == "merge" else widest
        middle = self.middle[each.first] + each.side * (own / 2 + SHIFT)
        return Place(middle, v, own, tallest if each.kind == "recurrent" else sv)

    def spans(self, key: str) -> bool:
        """Whether a box spans several columns."""
        return self.box[key].first != self.box[key].last

    def outside(self, key: str, way: int, room: float) -> float:
        """A point in time after (1) or before (-1) the columns of a box, free of their boxes."""
        column = self.box[key].first if way < 0 else self.box[key].last
        return self.middle[column] + way * (self.width[column] / 2 + room)

    def axis(self, column: int) -> range:
        """The columns of the time axis of a column."""
        first = max(index for index, step in enumerate(self.view.columns) if step == 0 and index <= column)
        return range(first, first + self.view.steps)

    def has_steps(self, column: int) -> bool:
        """Whether the time axis of a column has a box at a step before the last."""
        axis = self.axis(column)
        return len(axis) == 1 or any(each.first == each.last and each.first in axis[:-1] for each in self.view.boxes)

    def foot(self, column: int) -> float:
        """The lower side of the lowest box on the time axis of a column."""
        axis = self.axis(column)
        here = (each for each in self.view.boxes if each.first in axis or each.first <= column <= each.last)
        return min(self.at[each.key].low for each in here)
