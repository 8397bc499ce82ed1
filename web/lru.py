"""What is kept until the room is needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Lru(Generic[K, V]):
    """Values by key. Of more than weigh `most` together those asked for longest ago go; the last one put in stays.

    Safe to share between threads.
    """

    def __init__(self, most: int, weigh: Callable[[K, V], int]) -> None:
        self.most = most
        self.weigh = weigh
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K) -> V | None:
        """The value of a key; None where none is kept."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def put(self, key: K, value: V) -> None:
        """Keeps a value, in place of the one that the key had."""
        with self._lock:
            if key in self._kept:
                self._weight -= self.weigh(key, self._kept.pop(key))
            self._kept[key] = value
            self._weight += self.weigh(key, value)
            while self._weight > self.most and len(self._kept) > 1:
                self._weight -= self.weigh(*self._kept.popitem(last=False))
