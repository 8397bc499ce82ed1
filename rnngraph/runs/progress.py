"""The log of a run: a line of JSON for its start, each of its epochs, and its end.

The last line of a run that goes on may say where it stands inside an epoch; the next line is written over it, so that
the log of a long training is as short as that of a quick one.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

PROGRESS = "progress.jsonl"
SECONDS = 0.5
"""How long to wait, inside an epoch, before saying again where the run stands."""


WAITS = (0.01, 0.03, 0.07, 0.15, 0.3)
"""Seconds between looks whether a log is free."""


Numbers = dict[str, float | None]
"""Loss and metrics by name."""


class Busy(OSError):
    """Another training writes into the folder."""


class Progress:
    """Writes the log of a run, as a context: leaving it by an exception says that the run failed, and why.

    Arguments:
        folder: the run's, which is made where it is not there.
        start: what is known at the start: `model`, `data`, `params`, `samples`, `settings`, `spec` (its text).

    Raises:
        Busy: another training writes into the folder.
        OSError: the folder can't be made or written.
    """

    def __init__(self, folder: Path, start: Mapping[str, Any]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # Opened without being emptied: until the lock is ours, the log is another's.
        handle = os.open(folder / PROGRESS, os.O_RDWR | os.O_CREAT, 0o666)
        self._file = open(handle, "r+b")  # noqa: SIM115 - closed with the context
        if not _locked(self._file):
            self._file.close()
            raise Busy(f"another training writes into {folder}")
        self._file.truncate(0)
        self._said = 0.0
        self._kept = 0
        """Bytes of the lines that stay."""
        self._length = 0
        """Bytes of the line behind them, which the next one is written over."""
        try:
            self._write({"started": time.time(), **start})
        except OSError as error:
            self.__exit__(type(error), error, None)
            raise

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None:
            self._file.close()
            return
        stopped = isinstance(error, KeyboardInterrupt)
        # A disk that is full refuses this line too, and again when the file is closed: the error is the one to report.
        with suppress(OSError):
            self._write({"ended": "stopped" if stopped else "failed", "message": "" if stopped else str(error)})
        with suppress(OSError):
            self._file.close()

    def batch(self, epoch: int, batch: int, batches: int | None, logs: Mapping[str, float]) -> None:
        """Says where the run stands inside an epoch, counted from 1; not more often than anyone looks."""
        now = time.monotonic()
        if now - self._said >= SECONDS:
            self._said = now
            self._write({"at": {"epoch": epoch, "batch": batch, "batches": batches, **finite(logs)}}, stays=False)

    def epoch(self, epoch: int, logs: Mapping[str, float]) -> None:
        """Says what an epoch, counted from 1, has come to."""
        self._write({"epoch": {"epoch": epoch, **finite(logs)}})

    def finished(self, message: str = "") -> None:
        """Reports that the run is over and its record written; `message` is what was wrong in it all the same."""
        self._write({"ended": "finished", **({"message": message} if message else {})})

    def _write(self, line: Mapping[str, Any], *, stays: bool = True) -> None:
        text = json.dumps(line, ensure_ascii=False, allow_nan=False).encode(errors="replace")
        # As long as what it is written over, and in one go: who reads meanwhile finds the one or the other.
        written = text.ljust(self._length - 1) + b"\n"
        self._file.seek(self._kept)
        self._file.write(written)
        self._file.flush()
        self._kept, self._length = (self._kept + len(written), 0) if stays else (self._kept, len(written))


def _locked(file: IO[bytes]) -> bool:
    """Whether the log is ours. Who only looks whether it is written holds it for a moment too."""
    for wait in (0.0, *WAITS):
        time.sleep(wait)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        return True
    return False


def finite(logs: Mapping[str, float]) -> Numbers:
    """Numbers as JSON has them: None for NaN and infinity."""
    numbers = {name: float(value) for name, value in logs.items()}
    return {name: value if math.isfinite(value) else None for name, value in numbers.items()}


def is_written(path: Path) -> bool:
    """Whether somebody writes a log right now."""
    with open(path, encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
