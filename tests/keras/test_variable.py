"""A Variable in a model: it starts a recurrent layer, learns, and is there again in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import rnngraph as rg

pytestmark = pytest.mark.keras
np = pytest.importorskip("numpy")
keras = pytest.importorskip("keras")

SPEC = {
    "rnngraph": 1,
    "name": "started",
    "inputs": [{"name": "x", "shape": [None, 3]}],
    "layers": [
        {"name": "start_h", "type": "Variable", "shape": [4], "initializer": "glorot_uniform"},
        {"name": "start_c", "type": "Variable", "shape": [4]},
        {"name": "reader", "type": "LSTM", "units": 4, "initial_state": ["start_h", "start_c"]},
        {"type": "Dense", "units": 1},
    ],
    "training": {"optimizer": "adam", "loss": "mean_squared_error"},
}


def test_a_layer_behind_it_reads_what_is_before_it() -> None:
    spec = {
        **SPEC,
        "layers": [{**each, "initializer": "zeros"} if "shape" in each else each for each in SPEC["layers"]],
    }
    graph = rg.loads(json.dumps(spec))
    assert graph.check() == []
    assert [str(ref) for ref in graph.data.nodes[2].inputs] == ["x"]
    assert graph.analysis.nodes["start_h"].facts.outputs[0].type.shape == (None, 4)


def test_a_learned_state_learns_and_is_saved(tmp_path: Path) -> None:
    spec = {**SPEC, "layers": [{**each, "initializer": "ones"} if "shape" in each else each for each in SPEC["layers"]]}
    model = rg.loads(json.dumps(spec)).compile()
    x = np.random.default_rng(0).normal(size=(8, 5, 3)).astype("float32")
    model.fit(x, np.zeros((8, 1)), epochs=2, verbose=0)
    start = np.asarray(model.get_layer("start_h").weights[0])
    assert not np.allclose(start, 1)
    model.save(tmp_path / "model.keras")
    np.save(tmp_path / "x.npy", x)
    code = (
        "import numpy as np, keras, rnngraph.keras;"
        f"model = keras.models.load_model({str(tmp_path / 'model.keras')!r});"
        f"np.save({str(tmp_path / 'y.npy')!r}, model(np.load({str(tmp_path / 'x.npy')!r})))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), model(x), rtol=1e-6, atol=1e-6)


def test_in_python_it_is_called_on_nothing() -> None:
    x = rg.Input("x", (None, 3))
    start = rg.Variable((4,), name="start")()
    graph = rg.Graph("started", x, rg.GRU(4)(x, initial_state=start))
    assert graph.check() == []
    assert graph.compile()(np.zeros((2, 5, 3))).shape == (2, 4)
    assert rg.loads(graph.to_json()) == graph


def test_inputs_are_too_many() -> None:
    spec = {**SPEC, "layers": [{"type": "Variable", "shape": [4], "inputs": "x"}]}
    assert [each.code for each in rg.loads(json.dumps(spec)).check()] == ["RG210"]
