"""Pictures: drawn by worker processes with a time limit, and kept by their content."""

from __future__ import annotations

import math
import os
import socket
import subprocess
import sys
import time
import weakref
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, LifoQueue
from threading import BoundedSemaphore
from typing import Literal

from .lru import Lru
from .worker import OK

PictureFormat = Literal["svg", "png", "pdf", "json"]

WORKER = Path(__file__).with_name("worker.py")
WORKERS = 2
SECONDS = 10.0
"""How long a drawing may take."""
START_SECONDS = 60.0
"""How long a worker may take to start."""
MOST_WAITING = 10
"""Drawings that wait for a worker: each takes one of the server's threads (`Procfile`)."""
WAIT_SECONDS = 10.0
"""How long they wait."""
MOST_BYTES = 64 * 2**20
"""Size of all the pictures that are kept."""
OVERHEAD = 1024
"""Bytes of what is kept besides the picture."""
RETRY_SECONDS = 60.0
"""How long a failure is believed, before the same picture is tried again."""


class DrawingError(Exception):
    """A picture that could not be drawn, and why."""


class Worker:
    """A running drawing process, and the socket it is asked through. It ends with this object at the latest.

    Raises:
        DrawingError: it does not start.
    """

    def __init__(self, program: Path) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", str(program)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        self.connection = Connection(ours.detach())
        self.stop = weakref.finalize(self, _stop, self.process, self.connection)
        self._answer(START_SECONDS, f"it could not be begun in {START_SECONDS:g} seconds")

    @property
    def runs(self) -> bool:
        """Whether it can still be asked."""
        return self.stop.alive and self.process.poll() is None

    def draw(self, dot: str, format: PictureFormat, seconds: float) -> bytes:
        """The picture. Where there is none in time, or none at all, the process is stopped.

        Raises:
            DrawingError: it took too long, the process ended, or Graphviz refused the text.
        """
        with suppress(OSError):  # where it has ended, its answer tells
            self.connection.send((dot, format, seconds))
        return self._answer(seconds, f"it took longer than {seconds:g} seconds and was stopped")

    def _answer(self, seconds: float, late: str) -> bytes:
        try:
            if not self.connection.poll(seconds):
                self.stop()
                raise DrawingError(late)
            answer = self.connection.recv_bytes()
        except (EOFError, OSError):
            self.stop()
            raise DrawingError("the process that draws it ended unexpectedly") from None
        if answer[:1] != OK:
            raise DrawingError(answer[1:].decode(errors="replace"))
        return answer[1:]


def _stop(process: subprocess.Popen[bytes], connection: Connection) -> None:
    connection.close()
    process.kill()
    process.wait()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a drawing: a picture, or why there is none, which is believed until a moment of the clock."""

    picture: bytes = b""
    failure: str = ""
    until: float = math.inf


class Pictures:
    """Draws DOT texts, each once: what is drawn is kept, by the hash of its text, until the room is needed.

    Safe to share between threads. A process that forks must do so before the first drawing.
    """

    def __init__(self, seconds: float = SECONDS, workers: int = WORKERS, program: Path = WORKER) -> None:
        self.seconds = seconds
        self.program = program
        # A place for each worker, empty until it is first needed, and again after its worker has ended.
        self._free: LifoQueue[Worker | None] = LifoQueue()
        for _ in range(workers):
            self._free.put(None)
        self._waiting = BoundedSemaphore(MOST_WAITING)
        self._kept: Lru[str, Outcome] = Lru(MOST_BYTES, lambda _, outcome: len(outcome.picture) + OVERHEAD)

    def draw(self, dot: str, format: PictureFormat) -> bytes:
        """The picture of a DOT text.

        Raises:
            DrawingError: it can't be drawn, or not in `seconds`, or too many others are drawn.
        """
        key = f"{sha256(dot.encode()).hexdigest()}.{format}"
        outcome = self._known(key) or self._drawn(key, dot, format)
        if outcome.failure:
            raise DrawingError(outcome.failure)
        return outcome.picture

    def _drawn(self, key: str, dot: str, format: PictureFormat) -> Outcome:
        worker = self._worker()
        try:
            # Another thread may have drawn it while this one waited.
            outcome = self._known(key)
            if outcome is None:
                worker = worker if worker and worker.runs else Worker(self.program)
                outcome = Outcome(worker.draw(dot, format, self.seconds))
                self._kept.put(key, outcome)
        except DrawingError as error:
            outcome = Outcome(failure=str(error), until=time.monotonic() + RETRY_SECONDS)
            self._kept.put(key, outcome)
        finally:
            self._free.put(worker)
        return outcome

    def _worker(self) -> Worker | None:
        """A place among the workers, which may be empty. Only so many wait for one: the threads are for others too."""
        busy = DrawingError("too many other pictures are being drawn; try again in a moment")
        if not self._waiting.acquire(blocking=False):
            raise busy
        try:
            return self._free.get(timeout=WAIT_SECONDS)
        except Empty:
            raise busy from None
        finally:
            self._waiting.release()

    def _known(self, key: str) -> Outcome | None:
        outcome = self._kept.get(key)
        return outcome if outcome and outcome.until >= time.monotonic() else None
