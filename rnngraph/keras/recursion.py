"""More room on Python's stack, for as long as somebody needs it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

_LOCK = Lock()
_NEEDED: list[int] = []
"""The frames that each caller needs at present; the limit is one for all threads."""


@contextmanager
def recursing(frames: int) -> Iterator[None]:
    """Lets Python recurse so many frames deeper than before, also while other threads ask for more or have enough."""
    _change(frames, _NEEDED.append)
    try:
        yield
    finally:
        _change(frames, _NEEDED.remove)


def _change(frames: int, change: Callable[[int], None]) -> None:
    with _LOCK:
        before = max(_NEEDED, default=0)
        change(frames)
        sys.setrecursionlimit(sys.getrecursionlimit() - before + max(_NEEDED, default=0))
