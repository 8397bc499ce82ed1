"""Which layers, and which models, start a batch from the states of the batch before."""

from __future__ import annotations

import pytest

import rnngraph as rg
from rnngraph.layers.base import Layer


def stateful() -> Layer:
    return rg.GRU(2, stateful=True)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (stateful(), True),
        (rg.GRU(2), False),
        (rg.Dense(2), False),
        (rg.RNN([rg.GRUCell(2)], stateful=True), True),
        (rg.Bidirectional(stateful()), True),
        (rg.Bidirectional(rg.GRU(2)), False),
        (rg.TimeDistributed(stateful()), True),
    ],
    ids=repr,
)
def test_a_layer_is_stateful_if_it_or_a_layer_inside_is(layer: Layer, expected: bool) -> None:
    assert layer.is_stateful is expected


def test_a_model_is_stateful_if_a_layer_is() -> None:
    model = rg.Sequential("m", [rg.Input("x", (3, 2)), stateful(), rg.Dense(2)], batch_size=4)
    assert model.analysis.is_stateful
    assert not rg.Sequential("m", [rg.Input("x", (3, 2)), rg.GRU(2), rg.Dense(2)]).analysis.is_stateful


def test_a_layer_that_could_not_be_read_is_not_stateful() -> None:
    document = '{"rnngraph": 1, "name": "m", "inputs": [{"name": "x", "shape": [3, 2]}], "layers": [{"type": "LSTN"}]}'
    assert not rg.loads(document).analysis.is_stateful
