"""Time axes of a model: which tensors are sequences, on which time axis each is, and how each layer treats time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rnngraph.analysis.result import Analysis
from rnngraph.graph import Input, Ref, Shape
from rnngraph.layers.base import Layer, Timing

TimeMode = Literal["step", "recurrent", "span", "once"]
"""How a layer treats time.

- `step`: applied to each timestep by itself
- `recurrent`: applied to each timestep, with a state from the timestep before
- `span`: applied to all timesteps at once
- `once`: applied to something that has no time axis
"""


@dataclass(frozen=True)
class TimeAxes:
    """How each input and each layer treats time, by name.

    `axes` has the number of the time axis of each name that is on one. Axes are numbered in the order in which they are
    run: an axis whose states start another comes before it. `sequences` are the names whose main output is a sequence,
    `count` the number of axes.
    """

    modes: dict[str, TimeMode]
    axes: dict[str, int]
    sequences: frozenset[str]
    count: int


def time_axes(analysis: Analysis) -> TimeAxes:
    """The time axes of an analysed model."""
    return _Search(analysis).result()


def returns_sequence(layer: Layer | None) -> bool:
    """Whether a recurrent layer returns an output for every timestep."""
    inner = getattr(layer, "layer", layer)
    return bool(getattr(inner, "return_sequences", False))


@dataclass(frozen=True, slots=True)
class _Read:
    """A layer reads a tensor as data: neither as a state nor as a mask."""

    ref: Ref
    reader: str
    shape: Shape | None

    @property
    def source(self) -> str:
        return self.ref.node


class _Search:
    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.entries = {each.name: each for each in analysis.listing}
        self.layers = {
            name: fact.node.layer for name, fact in analysis.nodes.items() if isinstance(fact.node.layer, Layer)
        }
        self.shapes = {name: self._main_shape(name) for name in self.entries}
        self.reads: dict[str, list[_Read]] = defaultdict(list)
        self.readers: dict[str, list[_Read]] = defaultdict(list)
        for read in self._data_reads():
            self.reads[read.reader].append(read)
            self.readers[read.source].append(read)
        self.timing = {name: self._timing(name) for name in self.entries}
        self.sequences = self._sequences()

    def result(self) -> TimeAxes:
        modes = {name: self._mode(name) for name in self.entries}
        groups = self._groups(modes)
        order = self._order(groups)
        axes = {name: order.index(group) for name, group in groups.items()}
        return TimeAxes(modes, axes, frozenset(self.sequences), len(order))

    def _main_shape(self, name: str) -> Shape | None:
        kind = self.analysis.main_type(self.entries[name])
        return kind.shape if kind else None

    def _data_reads(self) -> Iterator[_Read]:
        for name, fact in self.analysis.nodes.items():
            for ref in fact.node.inputs:
                if ref.node in self.entries:
                    kind = self.analysis.type_of(ref)
                    yield _Read(ref, name, kind.shape if kind else None)

    def _timing(self, name: str) -> Timing | Literal["recurrent"]:
        layer = self.layers.get(name)
        if layer is None:
            return "whole"
        if layer.state_names():
            return "recurrent"
        ranks = [_rank(read.shape) for read in self.reads[name]]
        return layer.timing_of(max(next((rank for rank in ranks if rank), 3), 2))

    def _is_state(self, read: _Read) -> bool:
        """Whether what is read is a final state of a recurrent layer."""
        source = self.entries[read.source]
        layer = None if isinstance(source, Input) else source.node.layer
        return read.ref.port is not None and layer is not None and read.ref.port in layer.state_names()

    def _sequences(self) -> set[str]:
        """Names whose main output is a sequence.

        Recurrent layers read and return sequences. From there, what a layer works on step by step is a sequence if what
        it returns is one, and the other way round.
        """
        found: set[str] = set()
        waiting = list(self._certain_sequences())
        while waiting:
            name = waiting.pop()
            rank = _rank(self.shapes[name])
            if name in found or (rank is not None and rank < 2):
                continue
            found.add(name)
            if self.timing[name] in ("step", "window"):
                waiting += self._read_as_sequences(name, rank)
            readers = {read.reader for read in self.readers[name] if not self._is_state(read)}
            waiting += [each for each in readers if self.timing[each] in ("step", "window") and self._keeps_time(each)]
        return found

    def _certain_sequences(self) -> Iterator[str]:
        """Names that are sequences because of the type of a layer that reads or returns them."""
        for name, timing in self.timing.items():
            layer = self.layers.get(name)
            loops = timing == "recurrent" or (layer is not None and layer.type == "TimeDistributed")
            if loops or timing == "window":
                yield from (read.source for read in self.reads[name] if not self._is_state(read))
            if timing == "recurrent" and returns_sequence(layer) and self.shapes[name] is not None:
                yield name

    def _read_as_sequences(self, name: str, rank: int | None) -> Iterator[str]:
        """Sources that a layer reads as sequences if it returns one: a lookup adds an axis, other layers keep them."""
        for read in self.reads[name]:
            other = _rank(read.shape)
            fits = rank is None or other is None or other == rank or (other == rank - 1 and self._looks_up(name))
            if fits and not self._is_state(read):
                yield read.source

    def _looks_up(self, name: str) -> bool:
        layer = self.layers.get(name)
        return layer is not None and layer.reads_integers is True

    def _keeps_time(self, name: str) -> bool:
        rank = _rank(self.shapes[name])
        return rank is None or rank > 2 or all(_rank(read.shape) == 2 for read in self.reads[name])

    def _mode(self, name: str) -> TimeMode:
        timing = self.timing[name]
        if timing == "recurrent":
            return "recurrent"
        reads_sequence = any(read.source in self.sequences for read in self.reads[name] if not self._is_state(read))
        if name not in self.sequences and not reads_sequence:
            return "once"
        stepwise = timing == "step" or isinstance(self.entries[name], Input)
        return "step" if stepwise and name in self.sequences else "span"

    def _groups(self, modes: dict[str, TimeMode]) -> dict[str, str]:
        """One representative for all names on a time axis: sequences that meet step by step have one length."""
        parent = {name: name for name, mode in modes.items() if mode != "once"}

        def root(name: str) -> str:
            while parent[name] != name:
                name = parent[name] = parent[parent[name]]
            return name

        for name, mode in modes.items():
            for index, read in enumerate(self.reads[name]):
                sequence = read.source in self.sequences and not self._is_state(read)
                joined = mode in ("step", "recurrent") or (mode == "span" and index == 0)
                if name in parent and read.source in parent and sequence and joined:
                    parent[root(name)] = root(read.source)
        return {name: root(name) for name in parent}

    def _order(self, groups: dict[str, str]) -> list[str]:
        """Time axes in the order of what depends on what, as listed where that leaves a choice."""
        before: dict[str, set[str]] = {group: set() for group in groups.values()}
        reached: dict[str, set[str]] = {}
        for name, each in self.entries.items():  # in the order of the data
            sources = [] if isinstance(each, Input) else [ref.node for _, ref in each.node.references()]
            reached[name] = set().union(*(reached.get(source, set()) for source in sources))
            if name in groups:
                before[groups[name]] |= reached[name] - {groups[name]}
                reached[name].add(groups[name])
        order: list[str] = []
        waiting = list(before)
        while waiting:
            ready = next((each for each in waiting if before[each] <= {*order}), waiting[0])
            waiting.remove(ready)
            order.append(ready)
        return order


def _rank(shape: Shape | None) -> int | None:
    return None if shape is None else len(shape)
