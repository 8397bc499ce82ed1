"""Writing a graph: what is read back is equal, and people can read it too."""

from __future__ import annotations

import json

import pytest

import rnngraph as rg
from rnngraph.documents.write import document


def everything() -> rg.Graph:
    source, target = rg.Input("source", (None,), "int64", "any"), rg.Input("target", (5, 3))
    embedded = rg.Embedding(20, 3, mask_zero=True, embeddings_initializer="zeros")(source)
    encoder = rg.Bidirectional(rg.GRU(4, return_sequences=True, cudnn="never"), name="encoder", description="reads")(
        embedded
    )
    start = rg.Add()([encoder.forward_state_h, encoder.backward_state_h])
    decoder = rg.RNN(
        [rg.GRUCell(4), rg.SimpleRNNCell(8, kernel_regularizer={"type": "l2", "l2": 0.5})], return_sequences=True
    )
    decoded = decoder(target, initial_state=[start, rg.Dense(8)(start)])
    mixed = rg.Attention(dropout=0.25)({"query": decoded, "value": encoder}, use_causal_mask=True, training=True)
    dense = rg.Dense(2, trainable=False, dtype="float64")
    outputs = {"one": dense(mixed), "two": dense(decoded), "scores": mixed.scores}
    losses = {"one": "mse", "two": None, "scores": None}
    training = {"optimizer": {"type": "SGD", "momentum": 0.5}, "loss": losses, "epochs": 3}
    return rg.Graph(
        "everything", [source, target], outputs, batch_size=4, dtype_policy="mixed_float16", training=training
    )


def test_what_is_read_back_is_equal() -> None:
    graph = everything()
    assert graph.check() == []
    assert rg.loads(graph.to_json()) == graph


def test_defaults_are_left_out() -> None:
    tree = document(rg.Sequential("small", [rg.Input("x", (3,)), rg.Dense(2)]).data)
    assert tree == {
        "rnngraph": 1,
        "name": "small",
        "inputs": [{"name": "x", "shape": [3]}],
        "layers": [{"name": "dense", "type": "Dense", "units": 2, "inputs": "x"}],
        "outputs": ["dense"],
    }


def test_a_layer_has_a_line() -> None:
    text = everything().to_json()
    assert json.loads(text)["name"] == "everything"
    assert sum(line.lstrip().startswith('{"name"') for line in text.splitlines()) == 2 + 8


@pytest.mark.parametrize("text", ["", "{", "[]", '{"rnngraph": 1, "parameters": [1]}'])
def test_a_text_without_parameters_stays_as_it_is(text: str) -> None:
    assert rg.loads(text, parameters={"units": 3}).to_json() == text
