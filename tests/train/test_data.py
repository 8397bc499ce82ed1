"""Where data come from, and what keeps them from being fed to a model."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import rnngraph as rg

pytestmark = pytest.mark.keras
pytest.importorskip("keras")
np = pytest.importorskip("numpy")

from rnngraph.train import DataError  # noqa: E402 - needs NumPy
from rnngraph.train import data as sources  # noqa: E402

X, Y = np.zeros((6, 4, 3), "float32"), np.zeros(6, "int64")


def load(source: str, graph: Any) -> sources.Data:
    return sources.load(source, graph, lambda: None)


def one_input(*shape: int | None, dtype: str | None = None) -> rg.Graph:
    x = rg.Input("x", shape, dtype)
    return rg.Graph("model", x, rg.Dense(2, name="y")(rg.Flatten()(x)))


def two_inputs() -> rg.Graph:
    a, b = rg.Input("a", (3,)), rg.Input("b", (2,))
    return rg.Graph("model", [a, b], {"sum": rg.Add()([rg.Dense(2)(a), b]), "same": b})


class TestSources:
    def test_digits_are_the_same_every_time(self) -> None:
        data, again = (load("digits", one_input(8, 8).data) for _ in range(2))
        assert data.held_out
        assert (data.train.samples, data.held_out.samples, data.classes) == (1437, 360, 10)
        assert (data.train.inputs["x"].min(), data.train.inputs["x"].max()) == (0, 1)
        assert np.array_equal(data.train.inputs["x"], again.train.inputs["x"])
        shares = np.bincount(data.held_out.targets["y"]) / np.bincount(data.train.targets["y"])
        np.testing.assert_allclose(shares, 0.25, atol=0.02)

    def test_mnist_comes_through_keras(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import keras

        images, labels = np.full((3, 28, 28), 255, "uint8"), np.arange(3)
        monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: ((images, labels), (images[:1], labels[:1])))
        data = load("mnist", one_input(28, 28).data)
        assert data.held_out
        assert data.train.inputs["x"].dtype == "float32"
        assert data.train.inputs["x"].max() == 1
        assert data.held_out.samples == 1

    def test_only_mnist_starts_keras(self, monkeypatch: pytest.MonkeyPatch) -> None:
        started: list[str] = []
        images = np.zeros((3, 28, 28), "uint8")
        monkeypatch.setattr("keras.datasets.mnist.load_data", lambda: ((images, Y[:3]), (images, Y[:3])))
        for source in ("digits", "mnist"):
            sources.load(source, one_input(28, 28).data, lambda source=source: started.append(source))
        assert started == ["mnist"]

    def test_mnist_that_cannot_be_fetched_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import keras

        def fail() -> None:
            raise OSError("no route to host")

        monkeypatch.setattr(keras.datasets.mnist, "load_data", fail)
        with pytest.raises(DataError, match="mnist could not be fetched: no route to host"):
            load("mnist", one_input(28, 28).data)

    def test_a_file_has_an_array_for_every_name(self, tmp_path: Path) -> None:
        path = tmp_path / "data.npz"
        np.savez(path, a=np.zeros((5, 3)), b=np.ones((5, 2)), sum=np.ones((5, 2)), same=np.ones((5, 2)), more=1)
        arrays = load(str(path), two_inputs().data).train
        assert {name: array.shape for name, array in arrays.inputs.items()} == {"a": (5, 3), "b": (5, 2)}
        assert set(arrays.targets) == {"sum", "same"}

    def test_a_missing_array_is_named(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "data.npz", a=X, sum=X)
        with pytest.raises(DataError, match="has no array b; it has a, sum"):
            load(str(tmp_path / "data.npz"), two_inputs().data)

    def test_pickled_objects_are_not_read(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "data.npz", x=np.array([{}], object), y=Y)
        with pytest.raises(DataError, match="can't be read: Object arrays cannot be loaded"):
            load(str(tmp_path / "data.npz"), one_input(4, 3).data)

    @pytest.mark.parametrize("content", [b"", b"no archive"])
    def test_a_file_that_is_none_is_said(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "data.npz"
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"data\.npz can't be read"):
            load(str(path), one_input(4, 3).data)

    @pytest.mark.parametrize("source", ["numbers", "missing.npz", "no_such_module:made", "json:dumps", "os:no_such"])
    def test_a_source_that_is_none_is_named(self, source: str) -> None:
        with pytest.raises(DataError, match=source):
            load(source, one_input(4, 3).data)

    @pytest.mark.parametrize(
        ("returned", "graph", "held_out"),
        [
            ("(X, Y)", one_input, None),
            ("({'x': X}, {'y': Y})", one_input, None),
            ("((X, Y), (X[:2], Y[:2]))", one_input, 2),
            ("([A, B], {'sum': B, 'same': B})", two_inputs, None),
        ],
    )
    def test_a_function_gives_arrays(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, returned: str, graph: Any, held_out: int | None
    ) -> None:
        made = "X, Y, A, B = np.zeros((6, 4, 3)), np.zeros(6), np.zeros((6, 3)), np.zeros((6, 2))"
        name = f"source_{abs(hash(returned))}"
        (tmp_path / f"{name}.py").write_text(f"import numpy as np\n{made}\ndef data():\n    return {returned}\n")
        monkeypatch.chdir(tmp_path)
        data = load(f"{name}:data", (graph(4, 3) if graph is one_input else graph()).data)
        assert data.train.samples == 6
        assert (data.held_out.samples if data.held_out else None) == held_out

    @pytest.mark.parametrize(("change", "stays"), [("insert(0, 'theirs')", ["theirs"]), ("pop(0)", [])])
    def test_the_search_path_keeps_what_the_module_makes_of_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, stays: list[str]
    ) -> None:
        monkeypatch.setattr(sys, "path", list(sys.path))
        before = list(sys.path)
        name = f"path_{abs(hash(change))}"
        (tmp_path / f"{name}.py").write_text(
            f"import sys\nimport numpy as np\nsys.path.{change}\n"
            "def data():\n    return np.zeros((6, 4, 3)), np.zeros(6)\n"
        )
        monkeypatch.chdir(tmp_path)
        load(f"{name}:data", one_input(4, 3).data)
        assert sys.path == [*stays, *before]

    @pytest.mark.parametrize("returned", ["None", "(X, [1, [2, 3]])"])
    def test_what_else_a_function_gives_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, returned: str
    ) -> None:
        name = f"wrong_{abs(hash(returned))}"
        (tmp_path / f"{name}.py").write_text(
            f"import numpy as np\nX, Y = np.zeros((6, 4, 3)), np.zeros(6)\ndef data():\n    return {returned}\n"
        )
        monkeypatch.chdir(tmp_path)
        with pytest.raises(DataError, match=name):
            load(f"{name}:data", one_input(4, 3).data)

    def test_data_of_one_input_need_a_spec_of_one(self) -> None:
        with pytest.raises(DataError, match=r"the spec has inputs .*, .* and outputs .*, "):
            load("digits", two_inputs().data)
