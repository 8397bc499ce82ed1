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


def lstm_autoencoder() -> rg.Graph:
    layers = [rg.LSTM(16, name="encoder"), rg.RepeatVector(30, name="repeat")]
    layers += [rg.LSTM(16, return_sequences=True, name="decoder")]
    layers += [rg.TimeDistributed(rg.Dense(4), name="reconstruction")]
    return rg.Sequential("lstm_autoencoder", [rg.Input("sequence", (30, 4)), *layers], training={"loss": "mse"})


def attention_translator() -> rg.Graph:
    source, target = rg.Input("source", (None,)), rg.Input("target", (None,))
    embedded = rg.Embedding(8000, 128, mask_zero=True, name="source_embedding")(source)
    encoder = rg.Bidirectional(rg.GRU(128, return_sequences=True), name="encoder")(embedded)
    start = rg.Concatenate(name="start")(encoder.states)
    embedded = rg.Embedding(8000, 128, mask_zero=True, name="target_embedding")(target)
    decoder = rg.GRU(256, return_sequences=True, name="decoder")(embedded, initial_state=start)
    attention = rg.AdditiveAttention(name="attention")([decoder, encoder])
    hidden = rg.Dense(128, "tanh", name="hidden")(rg.Concatenate(name="context")([decoder, attention]))
    loss = {"type": "SparseCategoricalCrossentropy", "from_logits": True, "ignore_class": 0}
    outputs = rg.Dense(8000, name="next_word")(hidden)
    training = {"loss": loss, "metrics": ["accuracy"]}
    return rg.Graph("attention_translator", [source, target], outputs, training=training)


def char_language_model() -> rg.Graph:
    x = rg.Input("characters", (None,))
    y = rg.LSTM(256, return_sequences=True, name="lower")(rg.Embedding(96, 32, name="embedding")(x))
    y = rg.LSTM(256, return_sequences=True, name="upper")(rg.Dropout(0.2, name="dropout")(y))
    loss = {"type": "SparseCategoricalCrossentropy", "from_logits": True}
    training = {"optimizer": {"type": "Adam", "learning_rate": 0.002}, "loss": loss}
    return rg.Graph("char_language_model", x, rg.Dense(96, name="next_character")(y), training=training)


def tagger() -> rg.Graph:
    x = rg.Input("words", (None,))
    y = rg.Dropout(0.5, name="dropout")(rg.Embedding(20000, 100, mask_zero=True, name="embedding")(x))
    y = rg.Bidirectional(rg.LSTM(100, return_sequences=True), name="reader")(y)
    loss = {"type": "SparseCategoricalCrossentropy", "from_logits": True}
    training = {"loss": loss, "metrics": ["accuracy"]}
    return rg.Graph("tagger", x, rg.TimeDistributed(rg.Dense(17), name="labels")(y), training=training)


def residual_stack() -> rg.Graph:
    x = rg.Input("sequence", (None, 64))
    y = rg.LSTM(64, return_sequences=True, name="lstm_1")(x)
    for index in (2, 3, 4):
        y = rg.Add(name=f"add_{index}")([y, rg.LSTM(64, return_sequences=True, name=f"lstm_{index}")(y)])
    y = rg.LayerNormalization(name="normalization")(y)
    return rg.Graph("residual_stack", x, rg.Dense(10, name="output")(y))


def forecaster() -> rg.Graph:
    history, site, calendar = rg.Input("history", (168, 8)), rg.Input("site", (5,)), rg.Input("calendar", (24, 3))
    context = rg.Dense(64, "tanh", name="context")(site)
    past = rg.GRU(64, name="past")(history, initial_state=context)
    future = rg.GRU(64, return_sequences=True, name="future")(calendar, initial_state=past.states)
    outputs = {"load": rg.TimeDistributed(rg.Dense(1), name="forecast")(future)}
    training = {"loss": {"load": "huber"}, "metrics": {"load": ["mae"]}}
    return rg.Graph("forecaster", [history, site, calendar], outputs, training=training)


def sentiment() -> rg.Graph:
    layers = [
        rg.Embedding(20000, 128, mask_zero=True, name="embedding"),
        rg.Bidirectional(rg.LSTM(64, return_sequences=True), name="lower"),
        rg.Bidirectional(rg.LSTM(64), name="upper"),
        rg.Dense(1, "sigmoid", name="positive"),
    ]
    training = {"optimizer": "adam", "loss": "binary_crossentropy", "metrics": ["accuracy"]}
    return rg.Sequential("sentiment", [rg.Input("review", (None,)), *layers], training=training)


def document() -> rg.Graph:
    reader = rg.Bidirectional(rg.GRU(50))
    layers = [rg.Embedding(30000, 100, name="embedding"), rg.TimeDistributed(reader, name="sentence_reader")]
    layers += [rg.Bidirectional(rg.GRU(50), name="document_reader"), rg.Dense(10, name="topic")]
    return rg.Sequential("document", [rg.Input("text", (20, 40)), *layers])


def stacked_cells() -> rg.Graph:
    x = rg.Input("sequence", (None, 16))
    deep = rg.RNN([rg.LSTMCell(32), rg.GRUCell(32), rg.SimpleRNNCell(16)], return_sequences=True, name="deep")(x)
    return rg.Graph("stacked_cells", x, [rg.Dense(4, name="output")(deep), deep.cell_0_state_c])


TWINS: dict[str, Callable[[], rg.Graph]] = {
    f"{make.__name__}.json": make
    for make in (
        *(embedding_lstm, gru_simple_rnn, encoder_decoder, bidirectional, mnist, mnist_cell, stateful, digits),
        *(lstm_autoencoder, attention_translator, char_language_model, tagger, residual_stack, forecaster),
        *(sentiment, document, stacked_cells),
    )
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
