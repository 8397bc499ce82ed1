"""Runs as they are found on disk, whoever wrote them: nothing in a folder is believed to be what it should."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar, overload

from rnngraph.runs.progress import PROGRESS, Numbers, is_written

RECORD = "history.json"
"""Written last, so that a folder without it is no finished run."""
SPEC = "spec.json"
MOST_BYTES = 16 * 2**20
"""Size of the largest file that is read."""
DEPTH = 4
"""How deep folders of runs may lie in one another."""
MOST_RUNS = 1000
"""Runs that are listed."""

Status = Literal["running", "finished", "failed", "stopped"]


@dataclass(frozen=True)
class Run:
    """A run: `name` is its path in the folder of runs, with slashes.

    `epochs` has loss and metrics of each epoch (`epoch` counts from 1; None is what was no number); `at` is where a
    running one stands inside its epoch, with `batch`, `batches` and the running means. `held_out` is what the data
    held out gave, `seconds` how long it all took. `message` is why a run failed, or which numbers of a finished one
    were not finite. `spec` is the text of the spec, None where it was not kept.
    """

    name: str
    model: str
    data: str
    status: Status
    params: int | None = None
    epochs: tuple[Numbers, ...] = ()
    at: Numbers | None = None
    held_out: Numbers | None = None
    seconds: float | None = None
    message: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    spec: str | None = None

    @property
    def planned(self) -> int | None:
        """How many epochs the run is to have."""
        epochs = self.settings.get("epochs")
        return epochs if isinstance(epochs, int) else None

    @property
    def curves(self) -> tuple[str, ...]:
        """The names of what is measured, the loss first, validation's without their own `val_`."""
        names = dict.fromkeys(name.removeprefix("val_") for each in self.epochs for name in each if name != "epoch")
        return tuple(sorted(names, key=loss_first))


def loss_first(name: str) -> tuple[bool, bool]:
    """Sorts the loss before its parts, and both before the metrics."""
    return (name != "loss", not name.endswith("loss"))


Found = TypeVar("Found")


@overload
def find_runs(folder: Path) -> Iterator[Run]: ...


@overload
def find_runs(folder: Path, read: Callable[[Path, str], Found | None]) -> Iterator[Found]: ...


def find_runs(folder: Path, read: Callable[[Path, str], Any] | None = None) -> Iterator[Any]:
    """The runs in a folder and below it, by name. Hidden folders and those behind links are left out.

    `read` returns what is wanted of the run in a folder, under a name; left out, it is `read_run`.
    """
    read = read or read_run
    found = 0
    for at, folders, files in os.walk(folder):
        here = Path(at)
        depth = len(here.relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if name[0] != "." and depth < DEPTH)
        if RECORD in files or PROGRESS in files:
            run = read(here, here.relative_to(folder).as_posix())
            if run:
                yield run
                found += 1
        if found >= MOST_RUNS:
            return


def read_run(folder: Path, name: str | None = None) -> Run | None:
    """The run in a folder, None where there is none: of a run that goes on or broke off, the log; else the record."""
    name = name or folder.name
    # Before the log is read: a run that ends in between has written its end only behind what was read.
    was_written = _is_written(folder / PROGRESS)
    lines = _log(folder / PROGRESS)
    record = _record(folder / RECORD)
    ended = next((str(line["ended"]) for line in reversed(lines) if "ended" in line), None)
    if lines and (ended != "finished" or record is None):
        # After it too, for a run that began in between.
        running = ended is None and (was_written or _is_written(folder / PROGRESS))
        status: Status = "running" if running else "failed" if ended == "failed" else "stopped"
        return _of_log(name, lines, status)
    return _of_record(name, record, _text(folder / SPEC)) if record else None


def _of_log(name: str, lines: list[dict[str, Any]], status: Status) -> Run:
    start, last = lines[0], lines[-1]
    return Run(
        name,
        str(start.get("model", "")),
        str(start.get("data", "")),
        status,
        _count(start.get("params")),
        tuple(_numbers(line["epoch"]) for line in lines if isinstance(line.get("epoch"), dict)),
        _numbers(last["at"]) if isinstance(last.get("at"), dict) else None,
        message=str(last.get("message", "")),
        settings=_object(start.get("settings")),
        spec=start["spec"] if isinstance(start.get("spec"), str) else None,
    )


def _of_record(name: str, record: dict[str, Any], spec: str | None) -> Run:
    epochs = record.get("epochs")
    held_out = record.get("held_out")
    seconds = record.get("seconds")
    return Run(
        name,
        str(record.get("model", "")),
        str(record.get("data", "")),
        "finished",
        _count(record.get("params")),
        tuple(_numbers(each) for each in epochs if isinstance(each, dict)) if isinstance(epochs, list) else (),
        held_out=_numbers(held_out) if isinstance(held_out, dict) else None,
        seconds=_number(seconds),
        message=str(record.get("message") or ""),
        settings=_object(record.get("settings")),
        spec=spec,
    )


def _log(path: Path) -> list[dict[str, Any]]:
    """The lines of a log; the last one may be half written."""
    found = []
    for line in (_text(path) or "").split("\n"):
        try:
            tree = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(tree, dict):
            found.append(tree)
    return found


def _is_written(path: Path) -> bool:
    try:
        return not path.is_symlink() and path.is_file() and is_written(path)
    except OSError:
        return False


def _record(path: Path) -> dict[str, Any] | None:
    try:
        tree = json.loads(_text(path) or "null")
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, dict) and "model" in tree else None


def _text(path: Path) -> str | None:
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > MOST_BYTES:
            return None
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: Any) -> float | None:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
    return float(value) if usable and math.isfinite(value) else None


def _numbers(tree: dict[str, Any]) -> Numbers:
    return {str(name): _number(value) for name, value in tree.items()}
