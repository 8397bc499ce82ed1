"""The grid of an unrolled model: the columns of each row, which are steps, and its level."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from rnngraph.report.unrolled.timed_model import TimedModel


@dataclass
class Grid:
    """Columns and levels of all rows.

    A column is a time axis and a step, None for what is computed before the first step. `span` has the first and last
    column of each row, `level` its lowest level, `taken` the occupied levels of each column.
    """

    model: TimedModel
    columns: list[tuple[int, int | None]] = field(default_factory=list)
    span: dict[str, tuple[int, int]] = field(default_factory=dict)
    level: dict[str, int] = field(default_factory=dict)
    taken: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        """Sets columns, then levels: a row is above the rows that it reads, an input just below its readers."""
        self.before = self._computed_before()
        axes = range(self.model.time.count)
        kept = {self.model.time.axes[name] for name in self.model.lanes if self.model.keeps(name)}
        for axis in axes:
            if axis in self.before.values() or axis in kept:
                self.columns.append((axis, None))
            self.columns += [(axis, step) for step in range(self.model.steps)]
        self.at = {column: index for index, column in enumerate(self.columns)}
        self.span = {row.name: self._span(row.name) for row in self.model.view.rows}
        for row in self.model.view.rows:
            if not row.is_input:
                self._set_level(row.name, self._lowest(row.name), 1)
        self._raise_starters()
        for row in self.model.view.rows:
            if row.is_input:
                self._set_level(row.name, min(self._above(row.name), default=1) - 1, -1)

    def _computed_before(self) -> dict[str, int]:
        """The axis that each row starts, if it is computed once: such rows are drawn before the first step."""
        feeds: dict[str, set[int]] = defaultdict(set)
        for row in reversed(self.model.view.rows):
            for edge in self.model.reads[row.name]:
                feeds[edge.source] |= feeds[row.name]
                if row.name in self.model.time.axes:
                    feeds[edge.source].add(self.model.time.axes[row.name])
        return {name: min(axes) for name, axes in feeds.items() if axes and self.model.mode(name) == "once"}

    def _span(self, name: str) -> tuple[int, int]:
        """First and last column of a row."""
        axis = self.model.time.axes.get(name)
        if self.model.mode(name) in ("step", "recurrent") and axis is not None:
            return self.at[axis, 0], self.at[axis, self.model.steps - 1]
        if name in self.before:
            column = self.at[self.before[name], None]
            return column, column
        time = self.model.time
        read = [time.axes[edge.source] for edge in self.model.reads[name] if edge.source in time.sequences]
        if self.model.mode(name) == "span" and self.model.picked(name) is None and axis is not None:
            axes = [axis, *read]
            return self.at[min(axes), 0], self.at[max(axes), self.model.steps - 1]
        return self._column_of(name)

    def _column_of(self, name: str) -> tuple[int, int]:
        """The column of a row that is computed once: that of the step after which it is known."""
        picked = self.model.picked(name)
        axes = self._axes_read(name) or {self.model.time.count - 1}
        last = self.at[max(axes), self.model.steps - 1]
        column = last if picked is None or picked < 0 else self.at[max(axes), min(picked, self.model.steps - 1)]
        return column, column

    def _axes_read(self, name: str) -> set[int]:
        """The time axes from which a row, itself on none, is computed."""
        waiting, seen, axes = [name], {name}, set()
        while waiting:
            for edge in self.model.reads[waiting.pop()]:
                if edge.source in self.model.time.axes:
                    axes.add(self.model.time.axes[edge.source])
                elif edge.source not in seen:
                    seen.add(edge.source)
                    waiting.append(edge.source)
        return axes

    def _lowest(self, name: str) -> int:
        first, last = self.span[name]
        lowest = 1
        for edge in self.model.reads[name]:
            below = self.span[edge.source]
            if edge.kind == "data" and edge.source in self.level and below[0] <= last and first <= below[1]:
                lowest = max(lowest, self.level[edge.source] + self.model.height(edge.source))
            elif edge.kind == "data" and edge.source in self.level and self.model.mode(name) == "span":
                lowest = max(lowest, self.level[edge.source] + self.model.height(edge.source) - 1)
        return lowest

    def _set_level(self, name: str, level: int, direction: int) -> None:
        before = 1 if self.model.keeps(name) else 0
        columns = range(self.span[name][0] - before, self.span[name][1] + 1)
        height = self.model.height(name)
        while any(level + up in self.taken[column] for column in columns for up in range(height)):
            level += direction
        self.level[name] = level
        for column in columns:
            self.taken[column] |= set(range(level, level + height))

    def _above(self, name: str) -> list[int]:
        """The levels of the rows that read a row."""
        return [self.level[each] for each in self.model.readers[name] if each in self.level]

    def _raise_starters(self) -> None:
        """Moves a row that starts a state beside the cell that it starts, if there is space."""
        for edge in self.model.view.edges:
            name = edge.source
            if edge.kind != "state" or name not in self.level or self.model.mode(name) != "once":
                continue
            column, wanted = self.span[name][0], self.level.get(edge.target, 0)
            free = wanted > self.level[name] and wanted not in self.taken[column]
            if free and min(self._above(name)) >= wanted:
                self.taken[column].discard(self.level[name])
                self.taken[column].add(wanted)
                self.level[name] = wanted
