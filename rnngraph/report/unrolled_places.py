"""Where the boxes of an unrolled model are: `u` runs with time, `v` with the data. The page turns them as it likes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from rnngraph.report.drawing.canvas import Point
from rnngraph.report.unrolled import GridBox, Unrolled

BETWEEN = 46.0
"""Between two steps, for a state's arrow and its name."""
APART = 74.0
"""Between the time axes, and what stands before an axis and its first step."""
RISE = 34.0
"""Between two levels."""
SHIFT = 6.0
"""Between the middle of a column and the boxes of the two directions."""
TRACK = 6.0
"""Between two lines that pass beside a column."""
NARROWEST = 40.0
"""Width of a column."""


@dataclass(frozen=True, slots=True)
class Place:
    """A box: its middle, and its lengths in time and in the direction of the data."""

    u: float
    v: float
    su: float
    sv: float

    @property
    def left(self) -> float:
        """Where it begins in time."""
        return self.u - self.su / 2

    @property
    def right(self) -> float:
        """Where it ends in time."""
        return self.u + self.su / 2

    @property
    def low(self) -> float:
        """Where data come in."""
        return self.v - self.sv / 2

    @property
    def high(self) -> float:
        """Where data go out."""
        return self.v + self.sv / 2

    def side(self, way: int) -> Point:
        """The middle of its later side (1), or of its earlier one (-1)."""
        return (self.right if way > 0 else self.left, self.v)


class Places:
    """The places of all boxes.

    `middle`, `width` and `edge` (the later side) are by column, `gap` has the middle of the free stretch before each
    level, and behind the last. `tracks` says how many lines pass beside each column.
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
        """Each column is as wide as its widest box; the two directions stand beside each other."""
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
        """Boxes of one layer are of one width, cells as tall as their level, what spans columns as wide as they are."""
        su, sv = self.sizes[each.key]
        if each.first != each.last:
            left = self.middle[each.first] - self.width[each.first] / 2
            right = self.middle[each.last] + self.width[each.last] / 2
            return Place((left + right) / 2, v, max(su, right - left), sv)
        own = self.width[each.first] / 2 - SHIFT if each.side else su if each.kind == "merge" else widest
        middle = self.middle[each.first] + each.side * (own / 2 + SHIFT)
        return Place(middle, v, own, tallest if each.kind == "recurrent" else sv)

    def spans(self, key: str) -> bool:
        """Whether a box stands over several columns."""
        return self.box[key].first != self.box[key].last

    def outside(self, key: str, way: int, room: float) -> float:
        """Beside the columns of a box, behind (1) or before them (-1), where nothing of theirs is in the way."""
        column = self.box[key].first if way < 0 else self.box[key].last
        return self.middle[column] + way * (self.width[column] / 2 + room)

    def axis(self, column: int) -> range:
        """The columns of the time axis that a column is of."""
        first = max(index for index, step in enumerate(self.view.columns) if step == 0 and index <= column)
        return range(first, first + self.view.steps)

    def has_steps(self, column: int) -> bool:
        """Whether anything on a column's time axis stands at a step before the last."""
        axis = self.axis(column)
        return len(axis) == 1 or any(each.first == each.last and each.first in axis[:-1] for each in self.view.boxes)

    def foot(self, column: int) -> float:
        """Where the lowest box of a column's time axis begins."""
        axis = self.axis(column)
        here = (each for each in self.view.boxes if each.first in axis or each.first <= column <= each.last)
        return min(self.at[each.key].low for each in here)
