"""The log of a run, read while it is written, after its end, and after none."""

from __future__ import annotations

import fcntl
import json
import resource
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.runs import Busy, Progress, reading
from rnngraph.runs import progress as progress_module
from rnngraph.runs.progress import PROGRESS

START: dict[str, Any] = {"model": "m", "data": "digits", "params": 12, "settings": {"epochs": 3}, "spec": "{}"}


def run_in(folder: Path) -> rg.Run:
    run = rg.read_run(folder)
    assert run
    return run


def test_a_run_that_goes_on(tmp_path: Path) -> None:
    with Progress(tmp_path / "a", START) as progress:
        assert run_in(tmp_path / "a").status == "running"
        progress.batch(1, 5, 10, {"loss": 2.5})
        found = run_in(tmp_path / "a")
        assert (found.at, found.epochs) == ({"epoch": 1, "batch": 5, "batches": 10, "loss": 2.5}, ())
        progress.epoch(1, {"loss": 2.0, "val_loss": 3.0})
        found = run_in(tmp_path / "a")
        assert found.epochs == ({"epoch": 1, "loss": 2.0, "val_loss": 3.0},)
        assert (found.at, found.planned, found.curves, found.spec) == (None, 3, ("loss",), "{}")


def test_batches_are_not_said_more_often_than_anyone_looks(tmp_path: Path) -> None:
    with Progress(tmp_path, START) as progress:
        for batch in range(1, 1000):
            progress.batch(1, batch, 1000, {"loss": 1.0})
    assert len((tmp_path / PROGRESS).read_text(encoding="utf-8").splitlines()) < 20


def test_where_a_run_stands_takes_no_more_room_the_longer_it_trains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_module, "SECONDS", 0)
    with Progress(tmp_path, START) as progress:
        for batch in range(1000, 0, -1):
            progress.batch(1, batch, 1000, {"loss": batch / 7})
            found = run_in(tmp_path)
            assert (found.at, found.epochs) == ({"epoch": 1, "batch": batch, "batches": 1000, "loss": batch / 7}, ())
        progress.epoch(1, {"loss": 1.0})
        progress.batch(2, 1, 1000, {"loss": 0.5})
        progress.epoch(2, {"loss": 0.25, **{f"metric_{each}": 1.0 for each in range(20)}})
        assert [each["loss"] for each in run_in(tmp_path).epochs] == [1.0, 0.25]
    lines = (tmp_path / PROGRESS).read_text(encoding="utf-8").splitlines()
    assert [next(iter(json.loads(line))) for line in lines] == ["started", "epoch", "epoch"]


def test_a_run_that_ends_while_it_is_read_is_not_called_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = Progress(tmp_path, START)
    read = reading._text

    def read_and_then_end(path: Path) -> str | None:
        text = read(path)
        if path.name == PROGRESS:
            (tmp_path / "history.json").write_text(json.dumps(START), encoding="utf-8")
            progress.finished()
            progress.__exit__(None, None, None)
            monkeypatch.setattr(reading, "_text", read)
        return text

    monkeypatch.setattr(reading, "_text", read_and_then_end)
    assert [run_in(tmp_path).status for _ in range(2)] == ["running", "finished"]


def test_a_run_that_begins_while_it_is_looked_at_is_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Progress(tmp_path, {**START, "model": "old"}):
        pass
    begun = []
    read = reading._text

    def begin_and_read(path: Path) -> str | None:
        if not begun:
            begun.append(Progress(tmp_path, START))
        return read(path)

    monkeypatch.setattr(reading, "_text", begin_and_read)
    found = run_in(tmp_path)
    begun[0].__exit__(None, None, None)
    assert (found.model, found.status) == ("m", "running")


def test_a_shorter_log_takes_the_place_of_a_longer_one(tmp_path: Path) -> None:
    for model in ("a long name for a model", "m"):
        with Progress(tmp_path, {"model": model}) as progress:
            progress.finished()
    lines = (tmp_path / PROGRESS).read_text(encoding="utf-8").splitlines()
    assert [next(iter(json.loads(line))) for line in lines] == ["started", "ended"]


def test_a_run_that_failed_says_why(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no number"), Progress(tmp_path, START):
        raise ValueError("the loss is no number")
    found = run_in(tmp_path)
    assert (found.status, found.message) == ("failed", "the loss is no number")


def test_a_run_that_was_interrupted(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Progress(tmp_path, START):
        raise KeyboardInterrupt
    assert run_in(tmp_path).status == "stopped"


def test_a_run_that_was_killed(tmp_path: Path) -> None:
    script = f"""
import os, pathlib
from rnngraph.runs import Progress
Progress(pathlib.Path({str(tmp_path)!r}), {START!r})
os._exit(9)
"""
    subprocess.run([sys.executable, "-c", script], check=False, timeout=60)
    assert run_in(tmp_path).status == "stopped"


def test_two_trainings_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with Progress(tmp_path, START) as progress:
        progress.epoch(1, {"loss": 1.0})
        with pytest.raises(Busy, match="another training"):
            Progress(tmp_path, START)
        assert len(run_in(tmp_path).epochs) == 1


def test_a_finished_run_is_its_record(tmp_path: Path) -> None:
    record = {**START, "epochs": [{"epoch": 1, "loss": 1.0}], "held_out": {"loss": 2.0}, "seconds": 3.5}
    with Progress(tmp_path, START) as progress:
        (tmp_path / "history.json").write_text(json.dumps(record), encoding="utf-8")
        progress.finished()
    found = run_in(tmp_path)
    assert (found.status, found.held_out, found.seconds) == ("finished", {"loss": 2.0}, 3.5)


def test_an_older_record_is_not_shown_for_a_newer_run_that_broke_off(tmp_path: Path) -> None:
    (tmp_path / "history.json").write_text(json.dumps({**START, "model": "old"}), encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), Progress(tmp_path, START):
        raise KeyboardInterrupt
    assert run_in(tmp_path).model == "m"


def test_who_only_looks_does_not_keep_a_training_from_its_folder(tmp_path: Path) -> None:
    with Progress(tmp_path, {}):
        pass
    with open(tmp_path / "progress.jsonl", encoding="utf-8") as reader:
        fcntl.flock(reader, fcntl.LOCK_SH)
        threading.Timer(0.1, lambda: fcntl.flock(reader, fcntl.LOCK_UN)).start()
        with Progress(tmp_path, {"model": "m"}) as progress:
            progress.finished()


def test_numbers_that_are_not_finite_are_null(tmp_path: Path) -> None:
    with Progress(tmp_path, START) as progress:
        progress.epoch(1, {"loss": 1.0, "val_loss": float("nan"), "mae": float("-inf")})
        progress.finished("val_loss was NaN")
    texts = (tmp_path / PROGRESS).read_text(encoding="utf-8").splitlines()
    assert json.loads(texts[1], parse_constant=None) == {
        "epoch": {"epoch": 1, "loss": 1.0, "val_loss": None, "mae": None}
    }
    assert json.loads(texts[2]) == {"ended": "finished", "message": "val_loss was NaN"}


def test_a_log_that_can_be_written_no_more_raises_what_the_system_said(tmp_path: Path) -> None:
    """And nothing else, though the line about the failure and the close are refused too."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def log_until_it_is_refused() -> None:
        with Progress(tmp_path, START) as progress:
            size = (tmp_path / PROGRESS).stat().st_size
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10, before[1]))
            progress.epoch(1, {"loss": 1.0})

    try:
        with pytest.raises(OSError, match="File too large"):
            log_until_it_is_refused()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
