"""Silence for C libraries that write to standard error without being asked."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

_LOCK = RLock()
"""The redirection is the process's: a second thread that entered at the same time would restore it to nowhere."""


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Discards what C code writes to standard error in this block; one thread at a time.

    Fontconfig, which Graphviz uses, reports flaws of the system's font configuration there, and TensorFlow its start.
    """
    with _LOCK:
        try:
            kept = os.dup(2)
        except OSError:  # a process without standard error, such as a service
            yield
            return
        if sys.stderr:
            sys.stderr.flush()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
