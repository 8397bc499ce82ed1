"""What users write, for the type checker to accept. Nothing here is run; mypy reads it with the rest."""

from __future__ import annotations

from typing import assert_type

import rnngraph as rg


def functional() -> rg.Graph:
    source = rg.Input("source", shape=(None,), dtype="int32")
    embedded = rg.Embedding(1000, 64)(source)
    output, h, c = rg.LSTM(64, return_state=True, name="encoder")(embedded)
    decoded = rg.LSTM(64, "tanh", "sigmoid", name="decoder", cudnn="require")(embedded, initial_state=[h, c])
    both = rg.Bidirectional(rg.GRU(8, return_sequences=True), "sum")(embedded)
    attended = rg.Attention(use_scale=True)({"query": both, "value": both}, return_attention_scores=True)
    merged = rg.Concatenate()([output, decoded, attended.scores])
    return rg.Graph("model", inputs=[source], outputs={"logits": rg.Dense(10, activation="softmax")(merged)})


def sequential() -> rg.Graph:
    stack = [rg.LSTMCell(4), rg.GRUCell(4, kernel_initializer={"type": "RandomUniform", "minval": -0.1})]
    return rg.Sequential("stack", [rg.Input("x", (None, 8)), rg.RNN(stack), rg.Dropout(0.5)], batch_size=4)


def reading() -> None:
    graph = rg.load("specs/mnist.json")
    assert_type(graph.summary("json"), str)
    assert_type(graph.check(), list[rg.Diagnostic])
    assert_type(graph.diagram("mnist.svg"), bytes)
    assert_type(rg.LSTM(4).units, int)


def wrong() -> None:
    rg.LSTM("64")  # type: ignore[arg-type]
    rg.LSTM(4, unit=4)  # type: ignore[call-arg]
    rg.Dense()  # type: ignore[call-arg]
    rg.GRU(4, cudnn="always")  # type: ignore[arg-type]
