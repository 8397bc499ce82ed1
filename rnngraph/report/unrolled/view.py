"""The view of a model over some time steps: boxes on a grid of steps and levels, and the lines between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from rnngraph.analysis import Analysis
from rnngraph.analysis.time_axes import returns_sequence, time_axes
from rnngraph.layers.wrappers import Bidirectional
from rnngraph.report.errors import NoPicture
from rnngraph.report.model.rows import Edge, EdgeKind, Row
from rnngraph.report.model.view import View
from rnngraph.report.text import state_text
from rnngraph.report.unrolled.grid import Grid
from rnngraph.report.unrolled.sentences import sentences
from rnngraph.report.unrolled.timed_model import Lane, TimedModel

MAX_STEPS = 24
"""Time steps in a picture."""
MAX_BOXES = 1000
"""Boxes in a picture, counted as if each layer had one at each step."""

BoxKind = Literal["input", "layer", "recurrent", "merge", "output"]
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class GridBox:
    """A layer at one step, or once for all steps.

    It spans the columns from `first` to `last`; `level` counts in the direction of the data. `side` is -1 for a forward
    direction, left of the middle of its column, and 1 for a backward one, right of it. `shares` is the row whose
    weights it uses.
    """

    key: str
    row: str
    kind: BoxKind
    name: str
    detail: str
    first: int
    last: int
    level: int
    step: int | None = None
    side: int = 0
    tip: str = ""
    shares: str | None = None


@dataclass(frozen=True, slots=True)
class GridLine:
    """A connection of two boxes. `leaves` and `arrives` are the sides of the boxes at which a state does so."""

    source: str
    target: str
    kind: EdgeKind
    word: str = ""
    leaves: Side | None = None
    arrives: Side | None = None
    from_state: bool = False
    tip: str = ""


@dataclass(frozen=True)
class Unrolled:
    """A model over time steps. `columns` has the step of each column, None for a column before the first step."""

    name: str
    steps: int
    columns: tuple[int | None, ...]
    boxes: tuple[GridBox, ...]
    lines: tuple[GridLine, ...]
    sentences: tuple[str, ...]


def unroll(analysis: Analysis, view: View, steps: int) -> Unrolled:
    """The view of a model over a number of time steps.

    Raises:
        NoPicture: the number is out of bounds, nothing in the model runs over time, or there would be too many boxes.
    """
    if not 1 <= steps <= MAX_STEPS:
        raise NoPicture(f"a model is drawn over 1 to {MAX_STEPS} time steps, not {steps}")
    time = time_axes(analysis)
    if not any(mode == "recurrent" for mode in time.modes.values()):
        raise NoPicture(f"{view.name or 'this model'} has no recurrent layer, so there is nothing to unroll")
    model = TimedModel(analysis, view, time, steps)
    boxes = steps * sum(model.height(row.name) for row in view.rows)
    if boxes > MAX_BOXES:
        raise NoPicture(f"{boxes:,} boxes over {steps} time steps are too many to be drawn: more than {MAX_BOXES:,}")
    return _Unroller(model).unrolled()


@dataclass
class _Unroller:
    model: TimedModel
    boxes: dict[str, GridBox] = field(default_factory=dict)
    lines: list[GridLine] = field(default_factory=list)
    roles: dict[tuple[str, str, Side | None], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.grid = Grid(self.model)
        self.view, self.steps, self.time = self.model.view, self.model.steps, self.model.time
        self.lanes, self.layers = self.model.lanes, self.model.layers

    def unrolled(self) -> Unrolled:
        for row in self.view.rows:
            self._draw(row)
        for edge in self.view.edges:
            if edge.source in self.model.rows:
                self._connect(edge)
        self._outputs()
        return Unrolled(
            self.view.name,
            self.steps,
            tuple(step for _, step in self.grid.columns),
            tuple(self.boxes.values()),
            tuple(self._joined()),
            tuple(sentences(self.model)),
        )

    # Boxes

    def _draw(self, row: Row) -> None:
        mode, level = self.model.mode(row.name), self.grid.level[row.name]
        first, last = self.grid.span[row.name]
        kind: BoxKind = "input" if row.is_input else "layer"
        if row.name in self.lanes:
            self._draw_lanes(row)
        elif mode == "step":
            for step in range(self.steps):
                column = first + step
                self._add(f"{row.name} {step}", row, kind, row.title, column, column, level, step)
        else:
            self._add(row.name, row, kind, row.title, first, last, level, None)

    def _draw_lanes(self, row: Row) -> None:
        lanes, first = self.lanes[row.name], self.grid.span[row.name][0]
        for number, lane in enumerate(lanes):
            level = self.grid.level[row.name] + number
            arrow = "← " if lane.backwards else "→ " if lane.side else ""
            for step in range(self.steps):
                key = self._cell(row.name, number, step)
                detail = f"{arrow}{lane.title}"
                self._add(key, row, "recurrent", detail, first + step, first + step, level, step, lane.side)
            order = range(self.steps)[:: -1 if lane.backwards else 1]
            word = ", ".join(map(_short, lane.states))
            leaves: Side = "left" if lane.backwards else "right"
            arrives: Side = "right" if lane.backwards else "left"
            for one, other in pairwise(order):
                ends = self._cell(row.name, number, one), self._cell(row.name, number, other)
                said = f"{row.name}: {word} from step {one + 1} to step {other + 1}"
                self.lines.append(GridLine(*ends, "state", word, leaves, arrives, tip=said))
            if self.model.keeps(row.name):
                self._draw_kept(row, number, lane, GridLine("", self._cell(row.name, number, order[0]), "state", word))
            for step in range(self.steps):
                if lane.height:
                    below = self._cell(row.name, number - 1, step)
                    self.lines.append(GridLine(below, self._cell(row.name, number, step), "data"))
        if self.model.merges(row.name):
            self._draw_merge(row, lanes)

    def _draw_kept(self, row: Row, number: int, lane: Lane, line: GridLine) -> None:
        """Draws the states of a stateful layer, which come from the batch before."""
        key, column = f"{row.name} kept {number}", self.grid.span[row.name][0] - 1
        level, said = self.grid.level[row.name] + number, f"{row.name}: the states at the end of the batch before"
        self.boxes[key] = GridBox(key, row.name, "input", "kept", "batch before", column, column, level, tip=said)
        arrives: Side = "right" if lane.backwards else "left"
        self.lines.append(replace(line, source=key, leaves="right", arrives=arrives, tip=said))

    def _draw_merge(self, row: Row, lanes: tuple[Lane, ...]) -> None:
        """Draws the merged output of two directions: one at each step, or one of their last outputs."""
        layer = self.layers[row.name]
        level = self.grid.level[row.name] + len(lanes)
        word = str(getattr(layer, "merge_mode", ""))
        tops = [number for number, lane in enumerate(lanes) if (*lanes, lanes[0])[number + 1].side != lane.side]
        first, last = self.grid.span[row.name]
        if self._merges_each_step(row.name):
            for step in range(self.steps):
                key = f"{row.name} {step} merge"
                self._add(key, row, "merge", word, first + step, first + step, level, step)
                self.lines += [GridLine(self._cell(row.name, top, step), key, "data") for top in tops]
            return
        key = f"{row.name} merge"
        self._add(key, row, "merge", word, last, last, level, None)
        for top in tops:
            self.lines.append(GridLine(self._cell(row.name, top, self._final(lanes[top])), key, "data"))

    def _add(
        self, key: str, row: Row, kind: BoxKind, detail: str, first: int, last: int, level: int, step: int | None,
        side: int = 0,
    ) -> None:  # fmt: skip
        name = "" if kind == "merge" else row.name
        at = f" at step {step + 1}" if step is not None else ""
        said = f"{row.name}: {row.title}{at}"
        self.boxes[key] = GridBox(key, row.name, kind, name, detail, first, last, level, step, side, said, row.shares)

    @staticmethod
    def _cell(name: str, number: int, step: int) -> str:
        return f"{name} {step} {number}"

    def _merges_each_step(self, name: str) -> bool:
        """Whether a row has a box for the merged output of each step, rather than one for the last outputs."""
        return name in self.time.sequences and returns_sequence(self.layers[name])

    def _final(self, lane: Lane) -> int:
        return 0 if lane.backwards else self.steps - 1

    # Lines

    def _producer(self, name: str, port: str | None, step: int | None) -> str:
        """The box that produces a port of a row, at a step or (None) after the last step."""
        lanes, last = self.lanes.get(name), self.steps - 1
        if lanes is None:
            return f"{name} {last if step is None else step}" if self.model.mode(name) == "step" else name
        for number, lane in enumerate(lanes):
            if port in lane.states:
                return self._cell(name, number, self._final(lane))
        if self.model.merges(name):
            # A sequence may be read where one tensor is needed, which is an error: its last step is drawn.
            return f"{name} {last if step is None else step} merge" if self._merges_each_step(name) else f"{name} merge"
        sequence = step is not None and returns_sequence(self.layers[name])
        directions = {"forward": -1, "backward": 1}
        wanted = directions.get(port or "forward", -1) if isinstance(self.layers[name], Bidirectional) else 0
        number = max(index for index, lane in enumerate(lanes) if lane.side == wanted)
        return self._cell(name, number, step if sequence and step is not None else self._final(lanes[number]))

    def _is_state(self, edge: Edge) -> bool:
        return any(edge.port in lane.states for lane in self.lanes.get(edge.source, ()))

    def _connect(self, edge: Edge) -> None:
        if edge.kind == "state" and edge.target in self.lanes:
            self._start(edge)
            return
        sequence = edge.source in self.time.sequences and not self._is_state(edge)
        picked = self.model.picked(edge.target)
        tip = f"{edge.source}{f'.{edge.port}' if edge.port else ''} → {edge.target}"
        word = edge.role or "" if len(self.model.reads[edge.target]) > 1 else ""
        stepwise = sequence or self.model.mode(edge.target) in ("step", "recurrent")
        for step in range(self.steps) if stepwise else (None,):
            if picked is not None and step is not None and step != picked % self.steps:
                continue
            source = self._producer(edge.source, edge.port, step if sequence else None)
            for target in self._readers(edge.target, step):
                final = self._is_state(edge)
                leaves = self._side_of(edge.source, edge.port) if final else None
                shown = word if step in (None, 0) else ""
                line = GridLine(source, target, edge.kind, shown, leaves, None, final, tip)
                self._add_role(line) if word else self.lines.append(line)

    def _add_role(self, line: GridLine) -> None:
        """Adds a line, or only its role if the tensor has a line already, as query and value of an attention may."""
        at = self.roles.setdefault((line.source, line.target, line.leaves), len(self.lines))
        if at == len(self.lines):
            self.lines.append(line)
        else:
            word = ", ".join(filter(None, (self.lines[at].word, line.word)))
            self.lines[at] = replace(self.lines[at], word=word)

    def _readers(self, name: str, step: int | None) -> Iterator[str]:
        lanes = self.lanes.get(name)
        if lanes and step is not None:
            yield from (self._cell(name, number, step) for number, lane in enumerate(lanes) if not lane.height)
        elif self.model.mode(name) == "step":
            yield f"{name} {step or 0}"
        elif not lanes:
            yield name

    def _side_of(self, name: str, port: str | None) -> Side | None:
        lane = next((lane for lane in self.lanes.get(name, ()) if port in lane.states), None)
        return None if lane is None else "left" if lane.backwards else "right"

    def _start(self, edge: Edge) -> None:
        """Draws a state that starts a cell, at the first step that the cell runs."""
        for number, lane in enumerate(self.lanes[edge.target]):
            if edge.role in lane.states or edge.role is None:
                source = self._producer(edge.source, edge.port, None)
                target = self._cell(edge.target, number, self.steps - 1 if lane.backwards else 0)
                leaves = self._side_of(edge.source, edge.port) or "right"
                arrives: Side = "right" if lane.backwards else "left"
                tip = f"{edge.source}{f'.{edge.port}' if edge.port else ''} → {edge.target}.{edge.role}"
                self.lines.append(GridLine(source, target, "state", _short(edge.role or ""), leaves, arrives, tip=tip))
                return

    def _joined(self) -> Iterator[GridLine]:
        """The lines; the states that one cell passes to another share one."""
        states: dict[tuple[str, str], GridLine] = {}
        for line in self.lines:
            ends = (line.source, line.target)
            if line.kind != "state":
                yield line
            elif ends in states:
                known = states[ends]
                states[ends] = replace(known, word=f"{known.word}, {line.word}", tip=f"{known.tip}\n{line.tip}")
            else:
                states[ends] = line
        yield from states.values()

    def _outputs(self) -> None:
        for edge in self.view.results:
            if edge.source not in self.model.rows:
                continue
            top = self.grid.level[edge.source] + self.model.height(edge.source)
            sequence = edge.source in self.time.sequences and not self._is_state(edge)
            given = [self._producer(edge.source, edge.port, step) for step in range(self.steps)]
            given = given if sequence else [self._producer(edge.source, edge.port, None)]
            columns = [self._column(key, index, sequence, edge.source) for index, key in enumerate(given)]
            while any(top in self.grid.taken[column] for column in columns):
                top += 1
            for index, (source, column) in enumerate(zip(given, columns, strict=True)):
                step = index if sequence else None
                key = f"output {edge.target} {index}"
                said = f"Output {edge.target}{f' at step {index + 1}' if sequence else ''}"
                box = GridBox(key, edge.source, "output", edge.target, "Output", column, column, top, step, 0, said)
                self.boxes[key] = box
                self.grid.taken[column].add(top)
                word = _short(edge.port) if edge.port and self._is_state(edge) else ""
                self.lines.append(GridLine(source, key, "data", word, from_state=bool(word), tip=said))

    def _column(self, key: str, step: int, sequence: bool, name: str) -> int:
        box = self.boxes[key]
        if box.first == box.last:
            return box.first
        return self.grid.at[self.time.axes[name], step if sequence else self.steps - 1]


def _short(state: str) -> str:
    """A state without direction and cell, which the box beside it names: `h` for `forward_cell_0_state_h`."""
    return state_text(state).split(" ")[-1]
