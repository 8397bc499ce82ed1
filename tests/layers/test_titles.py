"""Titles of layers."""

from __future__ import annotations

import pytest

import rnngraph as rg
from rnngraph.layers.base import Layer
from rnngraph.layers.titles import title

STEP = rg.Graph("step", [x := rg.Input("x", (4,))], rg.Dense(4)(x))


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (rg.LSTM(4), "LSTM"),
        (rg.Bidirectional(rg.LSTM(4)), "Bidirectional(LSTM)"),
        (rg.RNN(rg.GRUCell(4)), "RNN(GRUCell)"),
        (rg.RNN([rg.LSTMCell(4), rg.GRUCell(4)]), "RNN(LSTMCell, GRUCell)"),
        (rg.RNN([rg.GRUCell(4)] * 2), "RNN(GRUCell, GRUCell)"),
        (rg.RNN([rg.GRUCell(4)] * 3), "RNN(3 × GRUCell)"),
        (rg.TimeDistributed(rg.Block(STEP)), "TimeDistributed(step)"),
        (rg.Block(STEP, repeat=3), "3 × step"),
    ],
)
def test_a_title_has_the_type_and_what_is_inside(layer: Layer, expected: str) -> None:
    assert title(layer) == expected
