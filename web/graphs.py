"""Graphs that are kept: a text that was read a moment ago is not read again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from rnngraph import Graph

BYTES_OF_A_LAYER = 100
"""Text that is counted as much as a layer."""


class Graphs:
    """Graphs by what they were made of, until they have `most` layers together; the last one always.

    Safe to share between threads.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, tuple[Graph | None, int]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def of(self, key: Hashable, make: Callable[[], Graph | None]) -> Graph | None:
        """The graph of a key, made where none is kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        graph = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = graph, _size(graph)
                self._size += self._kept[key][1]
            while self._size > self.most and len(self._kept) > 1:
                _, (_, size) = self._kept.popitem(last=False)
                self._size -= size
        return graph


def _size(graph: Graph | None) -> int:
    if graph is None:
        return 1
    text = len(graph.data.source.text) if graph.data.source else 0
    return 1 + len(graph.data.nodes) + text // BYTES_OF_A_LAYER
