"""Weights from files: read at compile from the spec's folder, checked, and in the saved model afterwards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import rnngraph as rg

pytestmark = pytest.mark.keras
np = pytest.importorskip("numpy")
keras = pytest.importorskip("keras")

VECTORS = np.arange(12, dtype="float64").reshape(4, 3)


def spec(folder: Path, initializer: dict[str, Any], **layer: Any) -> rg.Graph:
    entry = {"type": "Embedding", "input_dim": 4, "output_dim": 3, "embeddings_initializer": initializer, **layer}
    tree = {"rnngraph": 1, "name": "vectors", "inputs": [{"name": "x", "shape": [None]}], "layers": [entry]}
    (folder / "spec.json").write_text(json.dumps(tree), encoding="utf-8")
    return rg.load(folder / "spec.json")


def test_an_array_becomes_the_weight_and_stays_in_the_saved_model(tmp_path: Path) -> None:
    np.savez(tmp_path / "glove.npz", vectors=VECTORS, other=np.zeros(3))
    graph = spec(tmp_path, {"type": "File", "path": "glove.npz", "array": "vectors"})
    assert graph.check() == []
    model = graph.compile()
    np.testing.assert_array_equal(model.weights[0], VECTORS)
    model.save(tmp_path / "model.keras")
    (tmp_path / "glove.npz").unlink()
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.weights[0], VECTORS)


def test_an_array_alone_in_a_folder_below_in_columns(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    np.save(tmp_path / "data/vectors.npy", np.asfortranarray(VECTORS))
    model = spec(tmp_path, {"type": "File", "path": "data/vectors.npy"}).compile()
    np.testing.assert_array_equal(model.weights[0], VECTORS)


def test_inside_a_bidirectional_layer(tmp_path: Path) -> None:
    kernel = np.ones((3, 8), "float32")
    np.save(tmp_path / "kernel.npy", kernel)
    file = {"type": "File", "path": "kernel.npy"}
    layer = {"type": "LSTM", "units": 2, "kernel_initializer": file}
    tree = {
        "rnngraph": 1,
        "name": "both",
        "inputs": [{"name": "x", "shape": [None, 3]}],
        "layers": [{"type": "Bidirectional", "layer": layer}],
    }
    (tmp_path / "spec.json").write_text(json.dumps(tree), encoding="utf-8")
    model = rg.load(tmp_path / "spec.json").compile()
    kernels = [weight for weight in model.weights if weight.name == "kernel"]
    assert len(kernels) == 2
    for each in kernels:
        np.testing.assert_array_equal(each, kernel)


def test_inside_a_block_that_a_wrapper_holds(tmp_path: Path) -> None:
    kernel = np.ones((3, 2), "float32")
    np.save(tmp_path / "kernel.npy", kernel)
    dense = {"type": "Dense", "units": 2, "kernel_initializer": {"type": "File", "path": "kernel.npy"}}
    tree = {
        "rnngraph": 1,
        "name": "steps",
        "inputs": [{"name": "x", "shape": [None, 3]}],
        "blocks": {"step": {"inputs": [{"name": "s", "shape": [3]}], "layers": [dense]}},
        "layers": [{"type": "TimeDistributed", "layer": {"type": "Block", "block": "step"}}],
    }
    (tmp_path / "spec.json").write_text(json.dumps(tree), encoding="utf-8")
    model = rg.load(tmp_path / "spec.json").compile()
    np.testing.assert_array_equal(model.weights[0], kernel)


@pytest.mark.parametrize(
    ("initializer", "said"),
    [
        ({"path": "gone.npy"}, "there is no such file"),
        ({"path": "wide.npy"}, r"has an array of shape \(4, 5\), the weight is of \(4, 3\)"),
        ({"path": "two.npz", "array": "vectors"}, "has no array .vectors.; it has other"),
        ({"path": "objects.npy"}, "of object, not of numbers"),
        ({"path": "text.npy"}, "can't be read as NumPy's arrays"),
        ({"path": "cut.npy"}, "can't be read as NumPy's arrays"),
        ({"path": "link.npy"}, "it leads out of the spec's folder"),
        ({"path": "folder.npy"}, "there is no such file"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["path"],
)
def test_what_can_not_be_read_is_said(tmp_path: Path, initializer: dict[str, str], said: str) -> None:
    here = tmp_path / "specs"
    here.mkdir()
    np.save(here / "wide.npy", np.zeros((4, 5)))
    np.savez(here / "two.npz", other=VECTORS)
    np.save(here / "objects.npy", np.array([[object()] * 3] * 4), allow_pickle=True)
    (here / "text.npy").write_text("none")
    np.save(here / "cut.npy", VECTORS)
    (here / "cut.npy").write_bytes((here / "cut.npy").read_bytes()[:-9])
    np.save(tmp_path / "outside.npy", VECTORS)
    (here / "link.npy").symlink_to(tmp_path / "outside.npy")
    (here / "folder.npy").mkdir()
    graph = spec(here, {"type": "File", **initializer})
    assert graph.check() == []
    with pytest.raises(rg.InvalidSpec, match=f"RG124 embedding: .*{said}"):
        graph.compile()


def test_a_graph_of_no_file_has_no_folder() -> None:
    x = rg.Input("x", (None,))
    file = {"type": "File", "path": "vectors.npy"}
    graph = rg.Graph("model", x, rg.Embedding(4, 3, embeddings_initializer=file)(x))
    with pytest.raises(rg.InvalidSpec, match="it has no folder"):
        graph.compile()
