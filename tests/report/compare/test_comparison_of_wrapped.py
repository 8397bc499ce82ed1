"""A layer that is put into a wrapper, or taken out of one, is compared with the layer inside."""

from __future__ import annotations

import json
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.analysis.comparison import Difference
from rnngraph.report.compare.phrases import details

PLAIN: dict[str, Any] = {"type": "LSTM", "units": 64, "dropout": 0.1}


def around(**changes: Any) -> dict[str, Any]:
    return {"type": "Bidirectional", "layer": {**PLAIN, **changes}}


def graph(layer: dict[str, Any]) -> rg.Graph:
    document = {"rnngraph": 1, "name": "m", "inputs": [{"name": "x", "shape": [None, 3]}]}
    return rg.loads(json.dumps({**document, "layers": [{"name": "reader", **layer}]}))


def between(before: dict[str, Any], after: dict[str, Any]) -> Difference:
    (found,) = graph(before).compare(graph(after)).layers
    return found


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (PLAIN, around(), ["type: LSTM → Bidirectional(LSTM)"]),
        (
            PLAIN, around(units=32, dropout=0.0),
            ["type: LSTM → Bidirectional(LSTM)", "layer.units: 64 → 32", "layer.dropout: 0.1 → 0.0 (default)"],
        ),
        (around(units=32), PLAIN, ["type: Bidirectional(LSTM) → LSTM", "layer.units: 32 → 64"]),
        (
            PLAIN, around(type="GRU", reset_after=False),
            ["type: LSTM → Bidirectional(GRU)", "layer.reset_after: unset → false"],
        ),
        (
            around(), around(type="GRU", units=9),
            ["type: Bidirectional(LSTM) → Bidirectional(GRU)", "layer.units: 64 → 9"],
        ),
        (PLAIN, {"type": "RNN", "cell": {**PLAIN, "type": "LSTMCell"}}, ["type: LSTM → RNN(LSTMCell)"]),
        (around(units=32), around(), ["layer.units: 32 → 64"]),
        (PLAIN, {**PLAIN, "type": "GRU"}, ["type: LSTM → GRU"]),
        # A field that the wrapper has too stays the layer's own where the wrapper says it, and goes inside where not.
        ({**PLAIN, "dtype": "float16"}, {**around(), "dtype": "float16"}, ["type: LSTM → Bidirectional(LSTM)"]),
        (
            {**PLAIN, "dtype": "float16"}, around(dtype="float16", units=1),
            ["type: LSTM → Bidirectional(LSTM)", "layer.units: 64 → 1"],
        ),
    ],
)  # fmt: skip
def test_the_layer_inside_is_compared(before: dict[str, Any], after: dict[str, Any], told: list[str]) -> None:
    found = list(details(between(before, after)))
    assert [line for line in found if not line.startswith(("output", "parameters"))] == told


def test_the_json_keeps_its_fields() -> None:
    found = between(PLAIN, around()).as_dict()
    assert [each["field"] for each in found["changes"]] == ["type", "units", "dropout", "layer"]
    assert "told" not in found
    assert found["changes"][-1] == {"field": "layer", "before": None, "after": PLAIN, "default": None}


def test_one_inside_that_has_errors() -> None:
    broken = between(around(units=-1), PLAIN)
    assert all("{" not in line for line in details(broken))
