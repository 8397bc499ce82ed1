"""Folders of runs, and what else may lie in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rnngraph as rg
from rnngraph.runs import Progress, reading

RECORD = {"model": "m", "data": "digits", "epochs": [{"epoch": 1, "loss": 1.0, "val_loss": 2.0, "accuracy": 0.5}]}


def write(folder: Path, text: str | None = None, file: str = "history.json") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(json.dumps(RECORD) if text is None else text, encoding="utf-8")


def names(folder: Path) -> list[str]:
    return [run.name for run in rg.find_runs(folder)]


def test_runs_are_found_below_the_folder_by_name(tmp_path: Path) -> None:
    for name in ("b", "a", "sweep/2", "sweep/1"):
        write(tmp_path / name)
    write(tmp_path / ".hidden")
    assert names(tmp_path) == ["a", "b", "sweep/1", "sweep/2"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "outside" / "run")
    write(tmp_path / "runs" / "own")
    (tmp_path / "runs" / "link").symlink_to(tmp_path / "outside")
    (tmp_path / "runs" / "file").mkdir()
    (tmp_path / "runs" / "file" / "history.json").symlink_to(tmp_path / "outside" / "run" / "history.json")
    assert names(tmp_path / "runs") == ["own"]


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '{"name": 1}', "[" * 100_000, "\0", '"model"'])
def test_what_is_no_record_is_no_run(tmp_path: Path, text: str) -> None:
    write(tmp_path / "a", text)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        '{"model": 1, "epochs": 2, "held_out": 3, "seconds": "x", "settings": [], "params": true}',
        '{"model": "m", "epochs": [1, {"epoch": 1, "loss": NaN, "acc": 1e999}, {"loss": "high"}], "held_out": null}',
        '{"model": null, "epochs": {}, "settings": {"epochs": "many"}}',
    ],
)
def test_a_strange_record_is_shown_as_far_as_it_goes(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)
    run = rg.read_run(tmp_path)
    assert run
    assert run.status == "finished"
    json.dumps([run.epochs, run.held_out, run.seconds], allow_nan=False)


def test_a_log_that_is_half_written_or_not_one(tmp_path: Path) -> None:
    write(tmp_path, '{"model": "m"}\n{"epoch": {"epoch": 1, "loss": 1}}\n3\n{"epoch": 4}\n{"epo', "progress.jsonl")
    run = rg.read_run(tmp_path)
    assert run
    assert (run.status, run.epochs) == ("stopped", ({"epoch": 1.0, "loss": 1.0},))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    assert rg.read_run(tmp_path) is None


def test_not_more_are_listed_than_there_is_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        write(tmp_path / name)
    monkeypatch.setattr(reading, "MOST_RUNS", 2)
    assert names(tmp_path) == ["a", "b"]


def test_curves_begin_with_the_loss(tmp_path: Path) -> None:
    write(tmp_path)
    run = rg.read_run(tmp_path)
    assert run
    assert run.curves == ("loss", "accuracy")


def test_a_separator_of_lines_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    with Progress(tmp_path / "a", {"model": "m", "spec": "one\u2028two\x85three"}):
        pass
    run = rg.read_run(tmp_path / "a")
    assert run
    assert (run.model, run.spec) == ("m", "one\u2028two\x85three")


def test_a_finished_run_says_which_numbers_were_not_finite(tmp_path: Path) -> None:
    write(tmp_path, json.dumps(RECORD | {"message": "val_loss was NaN or infinite in epoch 1"}))
    run = rg.read_run(tmp_path)
    assert run
    assert (run.status, run.message) == ("finished", "val_loss was NaN or infinite in epoch 1")
