"""`rnngraph train`: what it prints, and that mistakes are said before TensorFlow is imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rnngraph.cli import training
from rnngraph.runs import Progress
from tests.cli.commands import run

np = pytest.importorskip("numpy")

MODEL: dict[str, Any] = {
    "rnngraph": 1,
    "name": "small",
    "inputs": [{"name": "x", "shape": [None, 3]}],
    "layers": [
        {"type": "SimpleRNN", "units": 4},
        {"name": "y", "type": "Dense", "units": 5, "activation": "softmax"},
    ],
    "training": {"loss": "sparse_categorical_crossentropy", "epochs": 3},
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a spec, data that fit it, and data with a label outside the classes."""
    monkeypatch.chdir(tmp_path)
    Path("small.json").write_text(json.dumps(MODEL), encoding="utf-8")
    x, y = np.random.default_rng(0).normal(size=(10, 4, 3)), np.arange(10) % 5
    np.savez("right.npz", x=x, y=y)
    np.savez("wrong.npz", x=x, y=y + 1)
    return tmp_path


def train(*more: str, data: str = "right.npz", out: str = "out") -> Any:
    return run("train", "small.json", "--data", data, "--out", out, *more)


MISTAKES = [
    ("numbers", "out", 2, 'unknown data source "numbers"; expected digits, mnist, FILE.npz or module:function'),
    ("missing.npz", "out", 2, "missing.npz can't be read: No such file or directory"),
    ("no_such_module:data", "out", 1, "no_such_module:data failed: ModuleNotFoundError"),
    (
        "wrong.npz",
        "out",
        1,
        "y: expected class numbers from 0 to 4 for SparseCategoricalCrossentropy, found 5 in row 4",
    ),
    ("right.npz", "small.json", 2, "small.json is not a folder"),
    ("right.npz", "small.json/out", 2, "small.json/out: "),
    ("right.npz", "busy", 2, "another training writes into busy"),
    ("mnist", "busy", 2, "another training writes into busy"),
    ("right.npz", "other", 2, "other exists, and is not the folder of a run"),
]


@pytest.mark.parametrize(("data", "out", "status", "message"), MISTAKES)
def test_a_mistake_is_said_and_nothing_is_written(folder: Path, data: str, out: str, status: int, message: str) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "photo.jpg").write_bytes(b"")
    with Progress(folder / "busy", {"model": "small"}):
        result = train(data=data, out=out)
    assert (result.exit_code, message in result.stderr) == (status, True), result.stderr
    assert not (folder / "out").exists()


def test_no_mistake_costs_the_start_of_tensorflow(folder: Path) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "photo.jpg").write_bytes(b"")
    script = f"""
import sys
from rnngraph.cli import main
for data, out, status, message in {MISTAKES!r}:
    try:
        main(["train", "small.json", "--data", data, "--out", out])
    except SystemExit as end:
        assert end.code == status, (data, out, end.code)
    loaded = [name for name in ("tensorflow", "keras") if name in sys.modules]
    assert not loaded, (data, out, loaded)
"""
    with Progress(folder / "busy", {"model": "small"}):
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.keras
class TestOutput:
    def test_redirected_output_has_a_line_for_each_epoch_and_no_control_codes(self, folder: Path) -> None:
        result = train()
        assert result.exit_code == 0, result.output
        data, *epochs, where = result.stdout.splitlines()
        assert data == "right.npz: 9 samples to train on, 1 samples to validate on"
        assert [line.partition(": loss ")[0] for line in epochs] == ["epoch 1/3", "epoch 2/3", "epoch 3/3"]
        assert where == "the run is in out/"
        assert all(each.isprintable() for each in result.stdout.splitlines())
        assert "\b" not in result.stdout
        assert "\r" not in result.stdout

    def test_quiet_prints_nothing(self, folder: Path) -> None:
        result = train("--quiet")
        assert (result.exit_code, result.stdout) == (0, "")
        assert (folder / "out" / "history.json").exists()

    def test_quiet_prints_errors(self, folder: Path) -> None:
        assert train("-q", data="wrong.npz").stderr.startswith("Error: y: expected class numbers")

    def test_verbose_prints_arrays_and_settings_too(self, folder: Path) -> None:
        lines = train("--verbose", "--epochs", "1").stdout.splitlines()
        assert lines[0].startswith("x: (10, 4, 3) float64, from -")
        assert lines[1] == "y: (10,) int64, from 0 to 4"
        settings = json.loads(lines[3].removeprefix("settings: "))
        assert (settings["epochs"], settings["training"]["loss"]) == (1, "sparse_categorical_crossentropy")
        assert lines[4].startswith("epoch 1/1: loss ")

    def test_a_terminal_shows_keras_progress_bar(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(training, "in_colour", lambda stream: True)
        shown = train().stdout
        assert "Epoch 1/3" in shown
        assert "epoch 1/3: " not in shown

    def test_a_measure_that_is_not_finite_is_a_warning(self, folder: Path) -> None:
        Path("inf.json").write_text(
            json.dumps(
                MODEL
                | {"layers": [{"type": "SimpleRNN", "units": 4}, {"name": "y", "type": "Dense", "units": 1}]}
                | {"training": {"loss": "mse", "metrics": ["mean_absolute_percentage_error"]}}
            ),
            encoding="utf-8",
        )
        (folder / "held.py").write_text(
            "import numpy as np\nX = np.zeros((4, 2, 3))\n"
            "def data():\n    return (X, np.zeros(4)), (X, np.full(4, 1e30))\n"
        )
        result = run("train", "inf.json", "--data", "held:data", "--out", "out", "--validation-split", "0")
        assert result.exit_code == 0, result.output
        assert "held-out loss: NaN or infinite\n" in result.stdout
        assert result.stderr == "Warning: loss of the held-out data was NaN or infinite\n"
