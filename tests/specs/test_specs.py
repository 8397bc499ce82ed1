"""The models of specs/: what each must give (specs/manifest.json), and that Python says the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import rnngraph as rg

SPECS = Path(__file__).resolve().parents[2] / "specs"
MANIFEST = json.loads((SPECS / "manifest.json").read_text(encoding="utf-8"))


def embedding_lstm() -> rg.Graph:
    layers = [rg.Embedding(1000, 64, name="embedding"), rg.LSTM(128, name="lstm"), rg.Dense(10, name="logits")]
    return rg.Sequential("embedding_lstm", [rg.Input("tokens", (None,)), *layers])


def gru_simple_rnn() -> rg.Graph:
    x = rg.Input("tokens", shape=(None,))
    y = rg.Embedding(input_dim=1000, output_dim=64)(x)
    y = rg.GRU(256, return_sequences=True)(y)
    y = rg.SimpleRNN(128)(y)
    return rg.Graph("gru_simple_rnn", inputs=x, outputs=rg.Dense(10, name="logits")(y))


def encoder_decoder() -> rg.Graph:
    source = rg.Input("source", shape=(None,), dtype="int32")
    target = rg.Input("target", shape=(None,), dtype="int32")
    encoder = rg.LSTM(64, name="encoder")(rg.Embedding(1000, 64, name="source_embedding")(source))
    embedded = rg.Embedding(2000, 64, name="target_embedding")(target)
    decoder = rg.LSTM(64, name="decoder")(embedded, initial_state=encoder.states)
    return rg.Graph("encoder_decoder", inputs=[source, target], outputs=rg.Dense(10, name="logits")(decoder))


def bidirectional() -> rg.Graph:
    x = rg.Input("sequence", (5, 10))
    y = rg.Bidirectional(rg.LSTM(64, return_sequences=True), name="lower")(x)
    y = rg.Bidirectional(rg.LSTM(32), name="upper")(y)
    return rg.Graph("bidirectional", x, rg.Dense(10, name="logits")(y))


TRAINING = {
    "optimizer": "sgd",
    "loss": {"type": "SparseCategoricalCrossentropy", "from_logits": True},
    "metrics": ["accuracy"],
    "batch_size": 64,
}


def mnist() -> rg.Graph:
    layers = [rg.LSTM(64, name="reader"), rg.BatchNormalization(name="normalization"), rg.Dense(10, name="logits")]
    return rg.Sequential("mnist", [rg.Input("rows", (None, 28)), *layers], training=TRAINING)


def mnist_cell() -> rg.Graph:
    reader = rg.RNN(rg.LSTMCell(64), name="reader")
    layers = [reader, rg.BatchNormalization(name="normalization"), rg.Dense(10, name="logits")]
    return rg.Sequential("mnist_cell", [rg.Input("rows", (None, 28)), *layers], training=TRAINING)


def stateful() -> rg.Graph:
    return rg.Sequential("stateful", [rg.Input("paragraph", (10, 50)), rg.LSTM(64, stateful=True)], batch_size=20)


def digits() -> rg.Graph:
    reader = rg.Bidirectional(rg.LSTM(64), name="reader")
    layers = [reader, rg.BatchNormalization(momentum=0.9, name="normalization"), rg.Dense(10, name="logits")]
    training = {**TRAINING, "optimizer": "adam", "batch_size": 32, "epochs": 40}
    return rg.Sequential("digits", [rg.Input("rows", (8, 8)), *layers], training=training)


TWINS: dict[str, Callable[[], rg.Graph]] = {
    f"{make.__name__}.json": make
    for make in (embedding_lstm, gru_simple_rnn, encoder_decoder, bidirectional, mnist, mnist_cell, stateful, digits)
}


def rows(graph: rg.Graph) -> dict[str, object]:
    """The rows of a summary by name: their order is that of the calls, or of the list."""
    return {row["name"]: row for row in json.loads(graph.summary("json"))["layers"]}


def test_every_spec_is_in_the_manifest_and_has_a_twin() -> None:
    found = {path.name for path in SPECS.glob("*.json")} - {"manifest.json"}
    assert found == MANIFEST.keys() == TWINS.keys()


@pytest.mark.parametrize("name", MANIFEST)
class TestSpec:
    def test_checks_clean(self, name: str) -> None:
        assert rg.load(SPECS / name).check() == []

    def test_says_what_it_follows(self, name: str) -> None:
        assert len((rg.load(SPECS / name).description or "").split()) > 5

    def test_has_the_promised_parameters(self, name: str) -> None:
        summary = json.loads(rg.load(SPECS / name).summary("json"))
        params = [layer["params"] for layer in summary["layers"] if layer["params"]]
        assert params == MANIFEST[name]["params"]
        assert summary["total_params"] == MANIFEST[name]["total"] == sum(params)
        assert summary["non_trainable_params"] == MANIFEST[name]["non_trainable"]

    def test_has_the_promised_cudnn_verdicts(self, name: str) -> None:
        summary = json.loads(rg.load(SPECS / name).summary("json"))
        verdicts = {layer["name"]: layer["cudnn"] for layer in summary["layers"] if layer["cudnn"]}
        assert {layer: verdict["eligible"] for layer, verdict in verdicts.items()} == MANIFEST[name]["cudnn"]
        assert all(verdict["eligible"] or verdict["reasons"] for verdict in verdicts.values())

    def test_equals_its_python_twin(self, name: str) -> None:
        loaded, twin = rg.load(SPECS / name), TWINS[name]()
        assert twin.check() == []
        assert loaded == twin
        assert rows(twin) == rows(loaded)

    def test_survives_writing_and_reading(self, name: str) -> None:
        twin = TWINS[name]()
        assert rg.loads(twin.to_json()) == twin
        assert rg.load(SPECS / name).to_json() == (SPECS / name).read_text(encoding="utf-8")
