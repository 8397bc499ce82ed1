"""gunicorn's threads with patience that ends: who is slow to ask, or to listen, does not keep a thread from others."""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

PATIENCE = 20.0
"""Seconds in which a request, its body with it, is to be there, and in which some of an answer is to be taken."""


class Deadlines:
    """Connections that are being heard, each until a moment at which its other end is taken to have said all."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends: dict[Any, float] = {}
        self._lock = threading.Lock()

    def begin(self, connection: Any) -> None:
        """From now on the time of a connection runs."""
        with self._lock:
            self._ends[connection] = time.monotonic() + self.seconds

    def end(self, connection: Any) -> None:
        """It has been answered."""
        with self._lock:
            self._ends.pop(connection, None)

    def watch(self) -> None:
        """Ends the hearing of those whose time is over, forever. What is being answered then is answered still."""
        while True:
            time.sleep(self.seconds / 10)
            now = time.monotonic()
            with self._lock:
                late = [each for each, end in self._ends.items() if end < now]
                for each in late:
                    del self._ends[each]
                    _stop_hearing(each.sock)


def _stop_hearing(connection: socket.socket) -> None:
    with suppress(OSError):  # it may have gone by itself
        connection.shutdown(socket.SHUT_RD)


class Worker(ThreadWorker):  # type: ignore[misc] # gunicorn is untyped
    """A worker with threads, for `gunicorn --worker-class rnngraph_web.gunicorn_worker.Worker`.

    gunicorn's own waits without end for the rest of a request: as many clients as there are threads, that send half a
    line and no more, would have the server to themselves.
    """

    patience = PATIENCE

    def init_process(self) -> None:
        """Begins to watch; threads begin behind gunicorn's fork."""
        self.deadlines = Deadlines(self.patience)
        threading.Thread(target=self.deadlines.watch, daemon=True).start()
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Hears a request and answers it, on a thread."""
        seconds, fraction = divmod(self.patience, 1)
        longest = struct.pack("ll", int(seconds), int(fraction * 1e6))
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, longest)
        self.deadlines.begin(conn)
        try:
            return super().handle(conn)
        finally:
            self.deadlines.end(conn)
