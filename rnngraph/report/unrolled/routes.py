"""The routes of the lines of an unrolled model: between levels and beside columns, around boxes of one column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rnngraph.report.drawing.canvas import Point
from rnngraph.report.unrolled.places import TRACK, Places
from rnngraph.report.unrolled.view import GridLine, Unrolled

PORT = 12.0
"""Distance between two lines that arrive at a box."""
INSET = 10.0
"""Distance between the corner of a box and its first line."""
BESIDE = 10.0
"""Distance between a column and a state that passes it."""
NEAR = 0.5
"""Points that are closer than this are on one line."""


class Routes:
    """The corners of every line. `tracks` has the levels at which the lines that pass beside each column end."""

    def __init__(self, view: Unrolled, places: Places) -> None:
        self.places = places
        self.tracks: dict[int, list[int]] = defaultdict(list)
        self.order: dict[str, list[GridLine]] = defaultdict(list)
        for line in view.lines:
            if line.arrives is None:
                self.order[line.target].append(line)
        for lines in self.order.values():
            lines.sort(key=self._arrives_from)
        self.corners = [[*self._route(line)] for line in view.lines]

    def middle_of(self, left: float, right: float) -> float:
        """The middle of an interval in time, without the lines that pass beside a column in it."""
        for column, edge in enumerate(self.places.edge):
            if left <= edge <= right and self.tracks[column]:
                return (edge + TRACK * len(self.tracks[column]) + 4 + right) / 2
        return (left + right) / 2

    def _arrives_from(self, line: GridLine) -> float:
        """The point in time from which a line arrives at its target: beside a column, or a box below."""
        source, target = self.places.at[line.source], self.places.at[line.target]
        level, goal = self.places.box[line.source].level, self.places.box[line.target].level
        above = self.places.spans(line.source) and source.left <= target.u <= source.right
        start = target.u if above else source.u
        if goal > level and not self._is_free(start, level, goal) and not self._is_free(target.u, level, goal):
            return self.places.edge[self._column_passed(line)]
        return start

    def _port(self, line: GridLine) -> Point:
        """The point at which a line meets the lower side of its target, apart from other lines."""
        source, target = self.places.at[line.source], self.places.at[line.target]
        if self.places.spans(line.target):
            return (min(max(source.u, target.left + INSET), target.right - INSET), target.low)
        lines = self.order[line.target]
        at = next(index for index, each in enumerate(lines) if each is line)
        # A line from straight below stays straight, and the others are on its sides.
        below = (index for index, each in enumerate(lines) if abs(self._arrives_from(each) - target.u) < NEAR)
        middle = next(below, (len(lines) - 1) / 2)
        room = min(PORT, (target.su / 2 - 8) / max(middle, len(lines) - 1 - middle, 1))
        return (target.u + (at - middle) * room, target.low)

    def _route(self, line: GridLine) -> Iterator[Point]:
        if line.arrives or line.leaves:
            return self._of_state(line)
        level, goal = self.places.box[line.source].level, self.places.box[line.target].level
        source, target = self.places.at[line.source], self.places.at[line.target]
        if goal <= level:
            way = 1 if source.u < target.u else -1
            return self._sideways(line, way, -way)
        end = self._port(line)
        u = min(max(end[0], source.left + INSET), source.right - INSET) if self.places.spans(line.source) else source.u
        return self._upwards(line, (u, source.high), end)

    def _column_passed(self, line: GridLine) -> int:
        """The column beside which a line passes other boxes if it can't go straight."""
        return self.places.box[line.source if self.places.spans(line.target) else line.target].last

    def _upwards(self, line: GridLine, start: Point, end: Point) -> Iterator[Point]:
        """From the upper side of a box to the lower side of another: straight up if no box is in the way."""
        level, goal = self.places.box[line.source].level, self.places.box[line.target].level
        above, below = self.places.gap[level + 1], self.places.gap[goal]
        yield start
        if self._is_free(start[0], level, goal):
            if abs(start[0] - end[0]) > NEAR:
                yield from ((start[0], below), (end[0], below))
        elif self._is_free(end[0], level, goal):
            yield from ((start[0], above), (end[0], above))
        else:
            track = self._track(self._column_passed(line), level, goal)
            yield from ((start[0], above), (track, above))
            if self.places.spans(line.target) and track <= self.places.at[line.target].right - INSET:
                end = (track, end[1])
            else:
                yield from ((track, below), (end[0], below))
        yield end

    def _is_free(self, u: float, level: int, goal: int) -> bool:
        """Whether the levels between two have no box at a point in time."""
        between = (place for at in range(level + 1, goal) for place in self.places.level[at])
        return not any(place.left - 4 < u < place.right + 4 for place in between)

    def _track(self, column: int, level: int, goal: int) -> float:
        """A track beside a column that is free between two levels."""
        tracks = self.tracks[column]
        free = next((index for index, top in enumerate(tracks) if top <= level), len(tracks))
        tracks[free : free + 1] = [goal]
        return self.places.edge[column] + TRACK * (free + 1)

    def _of_state(self, line: GridLine) -> Iterator[Point]:
        """From the side of a cell at which it ends to the side of the next at which it begins."""
        out = -1 if line.leaves == "left" else 1
        if line.arrives:
            return self._sideways(line, out, -1 if line.arrives == "left" else 1)
        if self.places.box[line.target].level > self.places.box[line.source].level:
            return self._sideways_up(line, out)
        source, target = self.places.at[line.source], self.places.at[line.target]
        return self._sideways(line, out, -1 if target.u > source.u else 1)

    def _sideways_up(self, line: GridLine, out: int) -> Iterator[Point]:
        """From a side of a box to the lower side of another."""
        start, end = self.places.at[line.source].side(out), self._port(line)
        beside = self.places.outside(line.source, out, BESIDE)
        gap = self.places.gap[self.places.box[line.target].level]
        yield from (start, (beside, start[1]), (beside, gap), (end[0], gap), end)

    def _sideways(self, line: GridLine, out: int, into: int) -> Iterator[Point]:
        """From a side of a box to a side of another: straight, between neighbours, or around other boxes."""
        start, end = self.places.at[line.source].side(out), self.places.at[line.target].side(into)
        near = self.places.outside(line.source, out, BESIDE)
        far = self.places.outside(line.target, into, BESIDE)
        level, goal = self.places.box[line.source].level, self.places.box[line.target].level
        yield start
        if not self._is_straight(start, end, out, into, level):
            if out == -into and out * (far - near) >= 0 and self._are_neighbours(line):
                yield from (((near + far) / 2, start[1]), ((near + far) / 2, end[1]))
            else:
                gap = self.places.gap[level if goal < level else level + 1]
                yield from ((near, start[1]), (near, gap), (far, gap), (far, end[1]))
        yield end

    def _is_straight(self, start: Point, end: Point, out: int, into: int, level: int) -> bool:
        """Whether a straight line leads from side to side, with no box between."""
        if abs(start[1] - end[1]) > NEAR or out == into or out * (end[0] - start[0]) < 0:
            return False
        left, right = sorted((start[0], end[0]))
        return not any(place.left < right - 1 and place.right > left + 1 for place in self.places.level[level])

    def _are_neighbours(self, line: GridLine) -> bool:
        one, other = self.places.box[line.source], self.places.box[line.target]
        return other.first - one.last == 1 or one.first - other.last == 1
