"""Numbers of NumPy are accepted where Python's are, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import IntEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rnngraph as rg
from rnngraph.problems.native import native
from tests.layers.documents import all_cases

SPECS = Path(__file__).resolve().parents[2] / "specs"


class Index:
    """An integer by PEP 357 alone."""

    def __index__(self) -> int:
        return 7


class Choice(IntEnum):
    """An integer already."""

    SMALL = 1


CONVERTED = [
    (np.int64(4), 4),
    (np.uint8(255), 255),
    (np.float64(0.5), 0.5),
    (np.float32(0.5), 0.5),
    (np.float16(0.5), 0.5),
    (np.array(3), 3),
    (np.array([1, 2]), [1, 2]),
    (np.array([[1.5], [2]]), [[1.5], [2.0]]),
    (np.bool_(True), True),
    (np.str_("relu"), "relu"),
    (Index(), 7),
    (Fraction(1, 4), 0.25),
    ({"a": [np.int32(1), (np.float32(2),)]}, {"a": [1, (2.0,)]}),
]


@pytest.mark.parametrize(("value", "expected"), CONVERTED)
def test_numbers_become_pythons(value: object, expected: object) -> None:
    assert repr(native(value)) == repr(expected)
    json.dumps(native(value))


@pytest.mark.parametrize("value", [4, 0.5, True, None, "relu", Choice.SMALL, {1, 2}, object, 2j, b"1", 2**70])
def test_anything_else_stays(value: object) -> None:
    assert native(value) is value


def in_numpy(value: Any, integer: Callable[[int], Any], number: Callable[[float], Any]) -> Any:
    """A layer of a document with every number replaced by one of NumPy."""
    if isinstance(value, dict):
        return {key: in_numpy(each, integer, number) for key, each in value.items()}
    if isinstance(value, list):
        return [in_numpy(each, integer, number) for each in value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return integer(value) if isinstance(value, int) else number(value)


def layers() -> dict[str, dict[str, Any]]:
    """The layers of all cases, once each, but for those that use what a document defines."""
    found = [parameter.values[0]["layer"] for parameter in all_cases() if "cells" not in parameter.values[0]]
    return {text: layer for layer in found if '"Block"' not in (text := json.dumps(layer))}


LAYERS = layers()


def test_most_layers_are_tried() -> None:
    assert len({layer["type"] for layer in LAYERS.values()}) > 60


@pytest.mark.parametrize("text", LAYERS)
def test_every_field_accepts_numpys_numbers(text: str) -> None:
    layer = LAYERS[text]
    fields = {key: value for key, value in layer.items() if key in getattr(rg, layer["type"]).model_fields}
    plain = getattr(rg, layer["type"])(**fields)
    for integer in (np.int64, np.int32, np.array):
        made = getattr(rg, layer["type"])(**in_numpy(fields, integer, np.float64))
        assert made == plain
        assert repr(made) == repr(plain)


@pytest.mark.parametrize("wrong", [True, np.True_, np.array(True), 4.0, np.float64(4), np.array([4]), "4", None])
def test_what_is_not_an_integer_is_refused(wrong: object) -> None:
    with pytest.raises(rg.InvalidSpec, match="RG112 LSTM: `units` is an integer, not"):
        rg.LSTM(wrong)  # type: ignore[arg-type]
    assert [each.code for each in graph(batch_size=wrong).check()] == ([] if wrong is None else ["RG112"])


def graph(units: Any = 4, size: Any = 3, **settings: Any) -> rg.Graph:
    x = rg.Input("x", (None, size))
    return rg.Graph("g", x, rg.LSTM(units, name="lstm")(x), **settings)


def test_a_graph_accepts_them_everywhere() -> None:
    training = {"optimizer": {"type": "Adam", "learning_rate": 0.5}, "loss": "mse", "epochs": 3, "batch_size": 2}
    plain = graph(batch_size=2, training=training)
    made = graph(np.int64(4), np.int64(3), batch_size=np.int64(2), training=in_numpy(training, np.int64, np.float32))
    assert made == plain
    assert made.check() == plain.check() == []
    assert made.to_json() == plain.to_json()
    assert made.summary("json") == plain.summary("json")
    assert rg.Input("x", np.array([12, 3])).made_by == rg.Input("x", (12, 3)).made_by  # type: ignore[arg-type]


def test_costs_and_pictures_accept_them() -> None:
    assert repr(graph().cost(np.int64(2), np.int64(5))) == repr(graph().cost(2, 5))
    assert graph().diagram(unrolled=np.int64(3)) == graph().diagram(unrolled=3)
    with pytest.raises(ValueError, match="1 at least"):
        graph().cost(np.int64(0))


def test_parameters_of_a_document_accept_them() -> None:
    text = '{"rnngraph": 1, "name": "g", "parameters": {"units": 2, "rate": 0.1}, '
    text += '"inputs": [{"name": "x", "shape": [3]}], '
    text += '"layers": [{"type": "Dense", "units": "$(2 * units)"}, {"type": "Dropout", "rate": "$rate"}]}'
    plain = rg.loads(text, parameters={"units": 4, "rate": 0.5})
    made = rg.loads(text, parameters={"units": np.int64(4), "rate": np.float32(0.5)})  # type: ignore[dict-item]
    assert made == plain
    assert plain.check() == made.check() == []
    assert made.to_json() == plain.to_json()
    for wrong in (True, np.True_, None, [4], np.array([4])):
        (diagnostic,) = rg.loads(text, parameters={"units": wrong}).check()  # type: ignore[dict-item]
        assert diagnostic.code == "RG112"
        assert "`parameters.units` is a number or a string, not" in diagnostic.message


def test_a_cell_accepts_them() -> None:
    section: dict[str, Any] = {
        "inputs": {"x": ["features"]},
        "states": {"h": [4]},
        "step": {"new": "h + 1"},
        "outputs": ["new"],
    }
    plain, made = rg.cell("Plain", **section), rg.cell("Plain", **in_numpy(section, np.int64, np.float64))
    assert made.definition == plain.definition
    assert json.dumps(made.definition.data) == json.dumps(plain.definition.data)


def test_numpy_is_not_imported_for_it() -> None:
    import subprocess
    import sys

    script = "import sys, rnngraph as rg; rg.LSTM(4); rg.Input('x', (3,)); print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
