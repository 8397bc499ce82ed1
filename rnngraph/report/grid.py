"""Where each row of an unrolled model stands: its columns, which are steps, and its level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from rnngraph.analysis import Analysis
from rnngraph.analysis.time_axes import TimeAxes, TimeMode
from rnngraph.layers.base import Layer
from rnngraph.layers.recurrent import RNN
from rnngraph.layers.reshaping import Slice
from rnngraph.layers.titles import title
from rnngraph.layers.wrappers import Bidirectional
from rnngraph.report.model.rows import Edge, Row
from rnngraph.report.model.view import View


@dataclass(frozen=True, slots=True)
class Lane:
    """A cell that is run over the steps: its place in the layer, what it is, its states by the layer's names.

    `kept` says that it goes on from where the batch before ended.
    """

    place: str
    title: str
    states: tuple[str, ...]
    backwards: bool
    side: int = 0
    height: int = 0
    kept: bool = False


def lanes_of(layer: Layer) -> tuple[Lane, ...]:
    """The cells of a recurrent layer, each direction's from the input up."""
    if isinstance(layer, Bidirectional):
        forward, backward = layer.directions()
        return (*_direction(forward, "forward", -1), *_direction(backward, "backward", 1))
    return tuple(_cells(layer))


def _direction(layer: Layer, name: str, side: int) -> Iterator[Lane]:
    for lane in _cells(layer):
        states = tuple(f"{name}_{state}" for state in lane.states)
        yield replace(lane, place=f"{name} {lane.place}".strip(), states=states, side=side)


def _cells(layer: Layer) -> Iterator[Lane]:
    backwards = bool(getattr(layer, "go_backwards", False))
    if not isinstance(layer, RNN):
        yield Lane("", title(layer), layer.state_names(), backwards, kept=layer.is_stateful)
        return
    for height, (at, cell) in enumerate(layer.cells()):
        states = tuple(f"{at}_{state}" if at else state for state in cell.state_names())
        yield Lane(at, title(cell), states, backwards, height=height, kept=layer.is_stateful)


@dataclass(frozen=True)
class Model:
    """A model and how its rows meet time."""

    analysis: Analysis
    view: View
    time: TimeAxes
    steps: int

    @cached_property
    def rows(self) -> dict[str, Row]:
        """The rows by name."""
        return {row.name: row for row in self.view.rows}

    @cached_property
    def layers(self) -> dict[str, Layer]:
        """The layers that could be read, by name."""
        layers = ((name, fact.node.layer) for name, fact in self.analysis.nodes.items())
        return {name: layer for name, layer in layers if isinstance(layer, Layer)}

    @cached_property
    def lanes(self) -> dict[str, tuple[Lane, ...]]:
        """The cells of each recurrent row."""
        return {name: lanes_of(layer) for name, layer in self.layers.items() if self.mode(name) == "recurrent"}

    @cached_property
    def reads(self) -> dict[str, list[Edge]]:
        """What each row reads of other rows."""
        reads: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.view.edges:
            if edge.source in self.rows:
                reads[edge.target].append(edge)
        return reads

    @cached_property
    def readers(self) -> dict[str, list[str]]:
        """The names of what reads each row."""
        readers: dict[str, list[str]] = defaultdict(list)
        for edge in self.view.edges:
            readers[edge.source].append(edge.target)
        return readers

    def keeps(self, name: str) -> bool:
        """Whether a row goes on from the batch before: Keras lets an initial state come first."""
        given = any(edge.kind == "state" for edge in self.reads[name])
        return not given and any(lane.kept for lane in self.lanes.get(name, ()))

    def mode(self, name: str) -> TimeMode:
        """How a row treats time."""
        return self.time.modes[name]

    def picked(self, name: str) -> int | None:
        """The one step that a Slice takes, where it is the first ones or the last."""
        layer = self.layers.get(name)
        return layer.index if isinstance(layer, Slice) and layer.axis == 1 else None

    def height(self, name: str) -> int:
        """How many levels a row takes."""
        lanes = self.lanes.get(name, ())
        return max(1, len(lanes) + self.merges(name))

    def merges(self, name: str) -> bool:
        """Whether a row merges two directions."""
        layer = self.layers.get(name)
        return isinstance(layer, Bidirectional) and layer.merge_mode is not None


@dataclass
class Grid:
    """The places. `columns` are time axes with a step each, None before the first; `span` and `level` are by row."""

    model: Model
    columns: list[tuple[int, int | None]] = field(default_factory=list)
    span: dict[str, tuple[int, int]] = field(default_factory=dict)
    level: dict[str, int] = field(default_factory=dict)
    taken: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        """Columns, then levels: each row above what it reads in its columns, inputs just below their readers."""
        self.before = self._standing_before()
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

    def _standing_before(self) -> dict[str, int]:
        """Rows that are computed once and that an axis starts from, by axis: they stand before its first step."""
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
        """The column of what is computed once: that of the step that it follows from."""
        picked = self.model.picked(name)
        axes = self._reached(name) or {self.model.time.count - 1}
        last = self.at[max(axes), self.model.steps - 1]
        column = last if picked is None or picked < 0 else self.at[max(axes), min(picked, self.model.steps - 1)]
        return column, column

    def _reached(self, name: str) -> set[int]:
        """The axes that a row depends on."""
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
        """The levels of what reads a row."""
        return [self.level[each] for each in self.model.readers[name] if each in self.level]

    def _raise_starters(self) -> None:
        """What starts a state stands beside the cell that it starts, where there is room."""
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
