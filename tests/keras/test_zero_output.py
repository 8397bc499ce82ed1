"""`zero_output_for_mask`: the numbers that Keras's own layers give, masked and not, saved and loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rnngraph as rg

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

TIMESTEPS = 5
MASK = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1], [0, 1, 0, 1, 0]], dtype=bool)
LAYERS: dict[str, dict[str, Any]] = {
    "LSTM": {"units": 3, "cudnn": "never"},
    "GRU": {"units": 3, "cudnn": "never"},
    "SimpleRNN": {"units": 3},
    "ConvLSTM1D": {"filters": 2, "kernel_size": 2},
    "ConvLSTM2D": {"filters": 2, "kernel_size": 2},
    "ConvLSTM3D": {"filters": 2, "kernel_size": 2},
}


def compiled(layer: dict[str, Any], shape: tuple[int, ...]) -> Any:
    document = {
        "rnngraph": 1,
        "name": "model",
        "inputs": [{"name": "x", "shape": shape}, {"name": "keep", "shape": [TIMESTEPS], "dtype": "bool"}],
        "layers": [{"name": "subject", "inputs": "x", "mask": "keep", **layer}],
    }
    graph = rg.loads(json.dumps(document))
    graph.require_valid()
    return graph.compile()


def data(kind: str) -> Any:
    axes = (4,) * int(kind[-2]) if kind.startswith("Conv") else ()
    return np.random.default_rng(0).normal(size=(len(MASK), TIMESTEPS, *axes, 2)).astype("float32")


@pytest.mark.parametrize("return_sequences", [True, False])
@pytest.mark.parametrize("kind", LAYERS)
def test_the_numbers_are_those_of_keras(kind: str, return_sequences: bool, tmp_path: Path) -> None:
    sequences = data(kind)
    options = {"return_sequences": return_sequences, "zero_output_for_mask": True}
    model = compiled({"type": kind, **LAYERS[kind], **options}, sequences.shape[1:])
    fields = {name: value for name, value in LAYERS[kind].items() if name != "cudnn"}
    twin = getattr(keras.layers, kind)(**fields, **options)
    twin.build(sequences.shape)
    twin.set_weights(model.get_weights())
    expected = np.asarray(twin(sequences, mask=MASK))
    model.save(tmp_path / "model.keras")
    for each in (model, keras.saving.load_model(tmp_path / "model.keras")):
        found = each.predict([sequences, MASK], verbose=0)
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
        masked = found[~MASK] if return_sequences else found[~MASK[:, -1]]
        assert not masked.any()
        assert found.any()


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
@pytest.mark.parametrize("written", [True, False])
def test_bidirectional_decides_it_by_return_sequences(kind: str, written: bool) -> None:
    """Keras overwrites the field of both directions: `Bidirectional.__init__`, 3.15.1."""
    sequences = data(kind)
    for return_sequences in (True, False):
        inner = {"type": kind, **LAYERS[kind], "return_sequences": return_sequences, "zero_output_for_mask": written}
        model = compiled({"type": "Bidirectional", "layer": inner}, sequences.shape[1:])
        found = model.predict([sequences, MASK], verbose=0)
        assert bool(found[0, -1].any()) is not return_sequences
