"""Numbers that are none, or that no float can hold, wherever a number can stand: a finding, never an exception."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.build.training import Training
from rnngraph.layers import LAYERS
from rnngraph.layers.base import Layer

LONG = 10**400
NUMBERS: tuple[Any, ...] = (float("nan"), float("inf"), -float("inf"), LONG, -LONG, str(LONG), "nan", "1e400")
VALUES = (*NUMBERS, *([each] for each in NUMBERS))


def said(make: Callable[[], Any]) -> str:
    """What is said of something that can't be; of what can be, as little as is right."""
    try:
        make()
    except rg.InvalidSpec as error:
        return str(error)
    return "RG"


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.__name__)
def test_every_field_of_a_layer(layer: type[Layer]) -> None:
    for field in layer.model_fields:
        for value in VALUES:
            assert said(partial(layer, **{field: value})).startswith("RG")


@pytest.mark.parametrize("field", ["batch_size", "dtype_policy", "description", *Training.model_fields])
@pytest.mark.parametrize("value", VALUES, ids=lambda value: str(value)[:8])
def test_every_setting_of_a_graph(field: str, value: Any) -> None:
    in_training: dict[str, Any] = {"training": {"optimizer": "adam", "loss": "mse", field: value}}
    settings = in_training if field in Training.model_fields else {field: value}
    x = rg.Input("x", (None, 3))
    assert said(lambda: rg.Graph("g", x, rg.LSTM(2)(x), **settings).check()).startswith("RG")


@pytest.mark.parametrize("value", VALUES, ids=lambda value: str(value)[:8])
def test_a_size_of_an_input(value: Any) -> None:
    with pytest.raises(rg.InvalidSpec) as error:
        rg.Input("x", (value,))
    assert str(error.value).startswith("RG")


@pytest.mark.parametrize("value", [LONG, str(LONG)], ids=["number", "text"])
@pytest.mark.parametrize(("kind", "field"), [("LSTM", "units"), ("Dropout", "rate"), ("Rescaling", "scale")])
def test_a_number_of_a_document_that_no_float_can_hold(kind: str, field: str, value: Any) -> None:
    layers = [{"type": kind, field: value}]
    document = {"rnngraph": 1, "name": "m", "inputs": [{"name": "x", "shape": [None, 3]}], "layers": layers}
    assert rg.loads(json.dumps(document)).check()


@pytest.mark.parametrize("value", [float("inf"), "1e400", "nan"])
def test_nothing_is_made_of_a_number_that_is_none(value: Any) -> None:
    with pytest.raises(rg.InvalidSpec, match=r"`units` is an integer"):
        rg.LSTM(value)
