"""Places for a graph that flows one way, rank by rank (Sugiyama, Tagawa & Toda, 1981), with chosen paths straight.

`along` is the direction of the flow, `across` the other one; the caller decides which is horizontal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 12
GAP = 16.0
"""Least distance across between two boxes."""
BEND = 12.0
"""Space that a line takes across when it passes a rank."""
STIFF = 8
"""Weight of a bend, so that a long line keeps to one track."""
PINNED = 1e6
"""Weight of a place that must not move."""


@dataclass(frozen=True, slots=True)
class Places:
    """The middles of the boxes as `(along, across)`, and for each edge the points at which it passes ranks."""

    boxes: Mapping[str, tuple[float, float]]
    bends: Mapping[int, list[tuple[float, float]]]
    ranks: Mapping[str, int]
    starts: Sequence[tuple[float, float]]
    """Each rank's extent along."""


def ranked(keys: Sequence[str], edges: Sequence[tuple[str, str]], last: set[str]) -> dict[str, int]:
    """The length of the longest path to each key; the keys of `last` share the last rank."""
    ranks = dict.fromkeys(keys, 0)
    before = defaultdict(list)
    for source, target in edges:
        before[target].append(source)
    done: set[str] = set()
    for one in keys:
        stack = [one]
        while stack:
            at = stack[-1]
            missing = [each for each in before[at] if each not in done and each not in stack]
            if missing:
                stack += missing
                continue
            stack.pop()
            done.add(at)
            ranks[at] = max((ranks[each] + 1 for each in before[at]), default=0)
    final = max(ranks.values(), default=0)
    return {each: final if each in last else rank for each, rank in ranks.items()}


@dataclass
class Layering:
    """A graph to be laid out.

    `sizes` are lengths along and across; `gaps` the space that the label of each edge needs along; `lanes` has, for
    boxes and edges on a straight path, the number of that path, from the outermost in; `tail` has boxes that are placed
    innermost in their rank. `rooms` is the space that the label of each edge needs across, if it is beside its line.
    """

    sizes: Mapping[str, tuple[float, float]]
    edges: Sequence[tuple[str, str]]
    ranks: Mapping[str, int]
    gaps: Sequence[float]
    lanes: Mapping[str | int, int] = field(default_factory=dict)
    tail: frozenset[str] = frozenset()
    rooms: Sequence[float] = ()

    def places(self) -> Places:
        """The layout."""
        self._split_long_edges()
        self._order()
        across = self._across()
        starts = self._along()
        middle = [(start + end) / 2 for start, end in starts]
        boxes = {each: (middle[self.rank[each]], across[each]) for each in self.sizes}
        bends = {
            index: [(middle[self.rank[each]], across[each]) for each in chain if each not in self.sizes]
            for index, chain in enumerate(self.chains)
        }
        return Places(boxes, bends, self.ranks, starts)

    def _split_long_edges(self) -> None:
        self.rank: dict[str, int] = dict(self.ranks)
        self.lane: dict[str, int] = {each: self.lanes[each] for each in self.sizes if each in self.lanes}
        self.extent = {each: size[1] for each, size in self.sizes.items()}
        for edge, room in zip(self.edges, self.rooms, strict=False):
            for each in edge:
                self.extent[each] = max(self.extent[each], room)
        self.chains: list[list[str]] = []
        for index, (source, target) in enumerate(self.edges):
            chain = [source]
            for rank in range(self.ranks[source] + 1, self.ranks[target]):
                bend = f"\0{index} {rank}"
                self.rank[bend], self.extent[bend] = rank, self.rooms[index] if self.rooms else BEND
                if index in self.lanes:
                    self.lane[bend] = self.lanes[index]
                chain.append(bend)
            self.chains.append([*chain, target])
        self.chain_of = {bend: chain for chain in self.chains for bend in chain[1:-1]}
        self.after: dict[str, list[str]] = defaultdict(list)
        self.before: dict[str, list[str]] = defaultdict(list)
        for chain in self.chains:
            for one, other in pairwise(chain):
                self.after[one].append(other)
                self.before[other].append(one)

    def _order(self) -> None:
        """Orders the boxes in each rank so that few lines cross: barycentres, back and forth; keeps the best order."""
        self.rows: list[list[str]] = [[] for _ in range(max(self.rank.values(), default=0) + 1)]
        for each, rank in self.rank.items():
            self.rows[rank].append(each)
        for row in self.rows:
            row.sort(key=self._class)
        best, crossings = [list(row) for row in self.rows], self._crossings()
        for sweep in range(SWEEPS):
            forward = sweep % 2 == 0
            near = self.before if forward else self.after
            for row in self.rows if forward else reversed(self.rows):
                at = {each: index for other in self.rows for index, each in enumerate(other)}
                mean = {
                    each: sum(at[other] for other in near[each]) / len(near[each]) if near[each] else at[each]
                    for each in row
                }
                row.sort(key=lambda each: (self._class(each), mean[each]))
            found = self._crossings()
            if found < crossings:
                best, crossings = [list(row) for row in self.rows], found
        self.rows = best

    def _class(self, each: str) -> tuple[int, int]:
        if each in self.lane:
            return (0, self.lane[each])
        return (2 if each in self.tail else 1, 0)

    def _crossings(self) -> int:
        count = 0
        for row in self.rows[:-1]:
            at = {each: index for other in self.rows for index, each in enumerate(other)}
            pairs = [(at[one], at[other]) for one in row for other in self.after[one]]
            count += sum((a - c) * (b - d) < 0 for index, (a, b) in enumerate(pairs) for c, d in pairs[index + 1 :])
        return count

    def _across(self) -> dict[str, float]:
        """Places each box as near to its neighbours as the boxes beside it permit; those of a lane are on one line."""
        place = {}
        for row in self.rows:
            total = 0.0
            for each in row:
                place[each] = total + self.extent[each] / 2
                total += self.extent[each] + GAP
        lines = {
            lane: max(place[each] for each in self.lane if self.lane[each] == lane) for lane in {*self.lane.values()}
        }
        for sweep in range(SWEEPS * 2):
            for row in self.rows if sweep % 2 == 0 else reversed(self.rows):
                wanted = [self._wanted(each, place, lines) for each in row]
                place.update(zip(row, self._settled(row, wanted), strict=True))
        return place

    def _wanted(self, each: str, place: Mapping[str, float], lines: Mapping[int, float]) -> tuple[float, float]:
        """The best place of a box or a bend, and its weight: lines should be straight."""
        if each in self.lane:
            return lines[self.lane[each]], PINNED
        if each in self.chain_of:
            bends = self.chain_of[each][1:-1]
            return sum(place[other] for other in bends) / len(bends), float(STIFF)
        near = [place[other] for other in (*self.before[each], *self.after[each])]
        return (sum(near) / len(near) if near else place[each]), 1.0 + len(near)

    def _settled(self, row: list[str], wanted: list[tuple[float, float]]) -> list[float]:
        """The places nearest to the wanted ones that keep order and distance (pool adjacent violators)."""
        offsets = [0.0]
        for one, other in pairwise(row):
            offsets.append(offsets[-1] + (self.extent[one] + self.extent[other]) / 2 + GAP)
        pools: list[tuple[float, float, int]] = []  # mean, weight, count
        for (place, weight), offset in zip(wanted, offsets, strict=True):
            mean, count = place - offset, 1
            while pools and pools[-1][0] > mean:
                before, heft, more = pools.pop()
                mean = (mean * weight + before * heft) / (weight + heft)
                weight, count = weight + heft, count + more  # noqa: PLW2901
            pools.append((mean, weight, count))
        flat = [mean for mean, _, count in pools for _ in range(count)]
        return [place + offset for place, offset in zip(flat, offsets, strict=True)]

    def _along(self) -> list[tuple[float, float]]:
        """Start and end of each rank: as long as its longest box, with space for the labels between ranks."""
        widths = [max((self.sizes[each][0] for each in row if each in self.sizes), default=0.0) for row in self.rows]
        gaps = [0.0] * len(self.rows)
        for (source, target), gap in zip(self.edges, self.gaps, strict=True):
            first = min(self.ranks[source], self.ranks[target] - 1)
            gaps[first] = max(gaps[first], gap)
        starts: list[tuple[float, float]] = []
        at = 0.0
        for size, gap in zip(widths, gaps, strict=True):
            starts.append((at, at + size))
            at += size + max(gap, 30.0)
        return starts
