"""What of a model runs over time: which tensors are sequences, of which time axis, and how each layer meets them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rnngraph.analysis import Analysis
from rnngraph.layers.base import Layer, Timing
from rnngraph.report.view import Edge, View

Manner = Literal["step", "recurrent", "span", "once"]
"""At every timestep by itself; at every timestep with a state from the one before; over all timesteps; once."""


@dataclass(frozen=True)
class Times:
    """How each row meets time.

    `axes` has for each row that is on a time axis the number of that axis; axes are numbered in the order in which they
    are run: what a state comes from is before what it starts. `sequences` are the rows whose main output is a sequence.
    """

    manners: dict[str, Manner]
    axes: dict[str, int]
    sequences: frozenset[str]
    count: int


def times(analysis: Analysis, view: View) -> Times:
    """The timing of every row of a view."""
    return _Timing(analysis, view).times()


class _Timing:
    def __init__(self, analysis: Analysis, view: View) -> None:
        self.view = view
        self.layers = {
            name: fact.node.layer for name, fact in analysis.nodes.items() if isinstance(fact.node.layer, Layer)
        }
        self.rows = {row.name: row for row in view.rows}
        self.reads: dict[str, list[Edge]] = defaultdict(list)
        self.readers: dict[str, list[Edge]] = defaultdict(list)
        for edge in view.edges:
            if edge.kind == "data" and edge.source in self.rows:
                self.reads[edge.target].append(edge)
                self.readers[edge.source].append(edge)
        self.timing = {name: self._timing(name) for name in self.rows}
        self.sequences = self._sequences()

    def times(self) -> Times:
        manners = {name: self._manner(name) for name in self.rows}
        groups = self._groups(manners)
        order = self._order(groups)
        axes = {name: order.index(group) for name, group in groups.items()}
        return Times(manners, axes, frozenset(self.sequences), len(order))

    def _timing(self, name: str) -> Timing | Literal["recurrent"]:
        layer = self.layers.get(name)
        if layer is None:
            return "whole"
        if layer.state_names():
            return "recurrent"
        ranks = [self._rank(edge.shape) for edge in self.reads[name]]
        return layer.timing_of(max(next((rank for rank in ranks if rank), 3), 2))

    @staticmethod
    def _rank(shape: tuple[int | None, ...] | None) -> int | None:
        return None if shape is None else len(shape)

    def _from_states(self, edge: Edge) -> bool:
        return edge.port is not None and edge.port in self.rows[edge.source].states

    def _sequences(self) -> set[str]:
        """Rows whose main output is a sequence: those that loops give and take, and what is step by step with them."""
        found: set[str] = set()
        waiting = list(self._evidence())
        while waiting:
            name = waiting.pop()
            rank = self._rank(self.rows[name].shape(None))
            if name in found or (rank is not None and rank < 2):
                continue
            found.add(name)
            if self.timing[name] in ("step", "window"):
                waiting += self._fed(name, rank)
            readers = {edge.target for edge in self.readers[name] if not self._from_states(edge)}
            waiting += [each for each in readers if self.timing[each] in ("step", "window") and self._keeps_time(each)]
        return found

    def _evidence(self) -> Iterator[str]:
        for name, timing in self.timing.items():
            layer = self.layers.get(name)
            takes = timing == "recurrent" or (layer is not None and layer.type == "TimeDistributed")
            if takes or timing == "window":
                yield from (edge.source for edge in self.reads[name] if not self._from_states(edge))
            shape = self.rows[name].shape(None)
            if timing == "recurrent" and gives_sequence(layer) and shape is not None:
                yield name

    def _fed(self, name: str, rank: int | None) -> Iterator[str]:
        """What a row with a sequence as its output reads as sequences: a lookup adds an axis, all else keeps them."""
        for edge in self.reads[name]:
            other = self._rank(edge.shape)
            fits = rank is None or other is None or other == rank or (other == rank - 1 and self._looks_up(name))
            if fits and not self._from_states(edge):
                yield edge.source

    def _looks_up(self, name: str) -> bool:
        layer = self.layers.get(name)
        return layer is not None and layer.reads_integers is True

    def _keeps_time(self, name: str) -> bool:
        rank = self._rank(self.rows[name].shape(None))
        return rank is None or rank > 2 or all(self._rank(edge.shape) == 2 for edge in self.reads[name])

    def _manner(self, name: str) -> Manner:
        timing = self.timing[name]
        reads = [edge.source for edge in self.reads[name] if not self._from_states(edge)]
        over = name in self.sequences or any(each in self.sequences for each in reads)
        if timing == "recurrent":
            return "recurrent"
        if not over:
            return "once"
        stepwise = timing == "step" or self.rows[name].is_input
        return "step" if stepwise and name in self.sequences else "span"

    def _groups(self, manners: dict[str, Manner]) -> dict[str, str]:
        """Rows on one time axis have one representative: sequences that meet step by step are of one length."""
        parent = {name: name for name, manner in manners.items() if manner != "once"}

        def root(name: str) -> str:
            while parent[name] != name:
                name = parent[name] = parent[parent[name]]
            return name

        for name, manner in manners.items():
            for index, edge in enumerate(self.reads[name]):
                sequence = edge.source in self.sequences and not self._from_states(edge)
                joined = manner in ("step", "recurrent") or (manner == "span" and index == 0)
                if name in parent and edge.source in parent and sequence and joined:
                    parent[root(name)] = root(edge.source)
        return {name: root(name) for name in parent}

    def _order(self, groups: dict[str, str]) -> list[str]:
        """Time axes in the order of what depends on what, as listed where that leaves a choice."""
        before: dict[str, set[str]] = {group: set() for group in groups.values()}
        reach: dict[str, set[str]] = {}
        sources: dict[str, list[str]] = defaultdict(list)
        for edge in self.view.edges:
            sources[edge.target].append(edge.source)
        for name in self.rows:  # in the order of the data
            reach[name] = set().union(*(reach.get(each, set()) for each in sources[name]))
            if name in groups:
                before[groups[name]] |= reach[name] - {groups[name]}
                reach[name].add(groups[name])
        order: list[str] = []
        waiting = list(before)
        while waiting:
            ready = next((each for each in waiting if before[each] <= {*order}), waiting[0])
            waiting.remove(ready)
            order.append(ready)
        return order


def gives_sequence(layer: Layer | None) -> bool:
    """Whether a recurrent layer gives an output at every timestep."""
    inner = getattr(layer, "layer", layer)
    return bool(getattr(inner, "return_sequences", False))
