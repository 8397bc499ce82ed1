"""What the unrolled picture needs to know of a model: rows, time axes, and the cells that run over the steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    """A cell that runs over the steps.

    `place` is its place in the layer (`forward cell_1`), `states` are the names of its states in the layer. `side` is
    -1 for a forward direction and 1 for a backward one, `height` the number of cells below it in a stack. `kept` cells
    continue from the states at the end of the batch before.
    """

    place: str
    title: str
    states: tuple[str, ...]
    backwards: bool
    side: int = 0
    height: int = 0
    kept: bool = False


def lanes_of(layer: Layer) -> tuple[Lane, ...]:
    """The cells of a recurrent layer, in each direction from the input up."""
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
class TimedModel:
    """A model, its time axes, and the number of steps to draw."""

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
        """The layers by name, without those that could not be read."""
        layers = ((name, fact.node.layer) for name, fact in self.analysis.nodes.items())
        return {name: layer for name, layer in layers if isinstance(layer, Layer)}

    @cached_property
    def lanes(self) -> dict[str, tuple[Lane, ...]]:
        """The cells of each recurrent row."""
        return {name: lanes_of(layer) for name, layer in self.layers.items() if self.mode(name) == "recurrent"}

    @cached_property
    def reads(self) -> dict[str, list[Edge]]:
        """The edges from other rows to each row."""
        reads: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.view.edges:
            if edge.source in self.rows:
                reads[edge.target].append(edge)
        return reads

    @cached_property
    def readers(self) -> dict[str, list[str]]:
        """The names of the rows and outputs that read each row."""
        readers: dict[str, list[str]] = defaultdict(list)
        for edge in self.view.edges:
            readers[edge.source].append(edge.target)
        return readers

    def keeps(self, name: str) -> bool:
        """Whether a row continues from the batch before; in Keras an initial state takes precedence."""
        given = any(edge.kind == "state" for edge in self.reads[name])
        return not given and any(lane.kept for lane in self.lanes.get(name, ()))

    def mode(self, name: str) -> TimeMode:
        """How a row treats time."""
        return self.time.modes[name]

    def picked(self, name: str) -> int | None:
        """The step that a Slice over time selects; None for other layers."""
        layer = self.layers.get(name)
        return layer.index if isinstance(layer, Slice) and layer.axis == 1 else None

    def height(self, name: str) -> int:
        """Number of levels that a row needs."""
        lanes = self.lanes.get(name, ())
        return max(1, len(lanes) + self.merges(name))

    def merges(self, name: str) -> bool:
        """Whether a row merges two directions."""
        layer = self.layers.get(name)
        return isinstance(layer, Bidirectional) and layer.merge_mode is not None
