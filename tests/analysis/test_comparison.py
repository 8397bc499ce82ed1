"""The comparison of two models."""

from __future__ import annotations

import json
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.analysis.comparison import Comparison

BASE: dict[str, Any] = {
    "rnngraph": 1,
    "name": "translator",
    "inputs": [{"name": "source", "shape": [None]}, {"name": "target", "shape": [None]}],
    "layers": [
        {"name": "embedded", "type": "Embedding", "input_dim": 100, "output_dim": 8, "inputs": "source"},
        {"name": "encoder", "type": "LSTM", "units": 8},
        {"name": "wanted", "type": "Embedding", "input_dim": 50, "output_dim": 8, "inputs": "target"},
        {"name": "decoder", "type": "Bidirectional", "layer": {"type": "GRU", "units": 4}},
        {"name": "logits", "type": "Dense", "units": 3},
    ],
    "outputs": ["logits", "encoder.state_c"],
}


def compared(**changes: Any) -> Comparison:
    return rg.loads(json.dumps(BASE)).compare(rg.loads(json.dumps({**BASE, **changes})))


def layers(*changed: dict[str, Any], without: str = "") -> list[dict[str, Any]]:
    by_name = {each["name"]: each for each in changed}
    kept = [{**each, **by_name.get(each["name"], {})} for each in BASE["layers"] if each["name"] != without]
    return kept + [each for each in changed if "type" in each and each["name"] not in {k["name"] for k in kept}]


def test_a_model_is_the_same_as_itself_in_any_order_with_any_description() -> None:
    written = [{**each, "inputs": each.get("inputs", before)} for each, before in zip(layers(), ORDER, strict=True)]
    found = compared(layers=written[::-1], description="another")
    assert found.same
    assert found.params == (2107, 2107)


ORDER = ["source", "embedded", "target", "wanted", "decoder"]


def test_a_changed_field_and_what_follows_from_it() -> None:
    found = compared(layers=layers({"name": "decoder", "layer": {"type": "GRU", "units": 6}}))
    decoder, logits = found.layers
    assert (decoder.kind, decoder.name) == ("changed", "decoder")
    assert [(each.field, each.before, each.after) for each in decoder.changes] == [("layer/units", 4, 6)]
    # Two GRUs over 8 features: 3 * (units * (8 + units) + 2 * units) each.
    assert decoder.params == (2 * 3 * (4 * 12 + 8), 2 * 3 * (6 * 14 + 12))
    assert decoder.shapes == ((None, 8), (None, 12))
    assert (logits.kind, logits.changes, logits.params) == ("affected", (), (27, 39))


@pytest.mark.parametrize(
    ("layer", "field", "after", "default"),
    [
        ({"name": "encoder", "dropout": 0.5}, "dropout", 0.5, 0.0),
        ({"name": "encoder", "activation": "elu"}, "activation", "elu", "tanh"),
        ({"name": "decoder", "layer": {"type": "GRU", "units": 4, "unroll": True}}, "layer/unroll", True, False),
        ({"name": "encoder", "mask": "source"}, "mask", "source", None),
    ],
)
def test_a_field_that_is_left_out_is_none_and_means_its_default(
    layer: dict[str, Any], field: str, after: Any, default: Any
) -> None:
    (found,) = compared(layers=layers(layer)).layers
    (change,) = found.changes
    assert (change.field, change.before, change.after, change.default) == (field, None, after, default)


def test_a_field_of_another_type_means_nothing_in_this_one() -> None:
    other = {"name": "encoder", "type": "GRU", "reset_after": False, "dropout": 0.5}
    (found,) = compared(layers=layers(other), outputs=["logits"]).layers
    assert {each.field: each.default for each in found.changes} == {"type": None, "reset_after": None, "dropout": 0.0}


def test_what_is_said_though_it_is_meant_anyway_is_no_change() -> None:
    first, second = BASE["inputs"]
    assert compared(inputs=[{**first, "dtype": "int32", "mask": "right"}, second]).same
    (found,) = compared(inputs=[{**first, "dtype": "int64"}, second]).layers
    assert [(each.before, each.after, each.default) for each in found.changes] == [(None, "int64", "int32")]


def test_added_and_removed_in_their_places() -> None:
    added = {"name": "noise", "type": "GaussianNoise", "stddev": 0.1, "inputs": "embedded"}
    found = compared(layers=layers(added, {"name": "logits", "inputs": "wanted"}, without="decoder"))
    assert [(each.kind, each.name) for each in found.layers] == [
        ("removed", "decoder"),
        ("changed", "logits"),
        ("added", "noise"),
    ]
    assert found.names("removed") == ("decoder",)


def test_a_new_name_is_no_new_layer_and_changes_nothing_behind_it() -> None:
    text = json.dumps(BASE).replace('"encoder', '"reader').replace('"source"', '"words"')
    found = rg.loads(json.dumps(BASE)).compare(rg.loads(text))
    assert [(each.kind, each.was, each.name) for each in found.layers] == [
        ("renamed", "source", "words"),
        ("renamed", "encoder", "reader"),
    ]
    assert not found.model


def test_of_two_alike_each_is_matched_once() -> None:
    one = {**BASE, "layers": [{"name": "a", "type": "LSTM", "units": 2}, {"name": "b", "type": "LSTM", "units": 2}]}
    one["inputs"], one["outputs"] = [{"name": "x", "shape": [3, 2]}], ["a", "b"]
    for each in one["layers"]:
        each["inputs"] = "x"
    other = json.loads(json.dumps(one).replace('"a"', '"c"').replace('"b"', '"d"'))
    found = rg.loads(json.dumps(one)).compare(rg.loads(json.dumps(other)))
    assert [(each.was, each.name) for each in found.layers] == [("a", "c"), ("b", "d")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": "other"}, ("name", "translator", "other")),
        ({"batch_size": 4}, ("batch_size", None, 4)),
        ({"dtype_policy": "float16"}, ("dtype_policy", None, "float16")),
        ({"training": {"epochs": 2}}, ("training", None, {"epochs": 2})),
        ({"outputs": ["logits"]}, ("outputs", ["logits", "encoder.state_c"], ["logits"])),
    ],
)
def test_what_belongs_to_the_model(changes: dict[str, Any], expected: tuple[str, Any, Any]) -> None:
    assert [(each.field, each.before, each.after) for each in compared(**changes).model] == [expected]


def test_one_with_errors_can_be_compared() -> None:
    found = compared(layers=layers({"name": "encoder", "units": -1}))
    assert ("changed", "encoder") in [(each.kind, each.name) for each in found.layers]
    assert found.params == (2107, None)
    assert found.as_dict()["after"]["total_params"] is None


def test_an_input_that_becomes_a_layer() -> None:
    one = {
        **BASE,
        "inputs": [{"name": "source", "shape": [None]}],
        "outputs": ["encoder"],
        "layers": BASE["layers"][:2],
    }
    wanted = {"name": "embedded", "shape": [None, 8], "mask": "any"}
    other = {**one, "inputs": [wanted], "layers": [{**BASE["layers"][1], "inputs": "embedded"}]}
    found = rg.loads(json.dumps(one)).compare(rg.loads(json.dumps(other)))
    (change,) = (each for each in found.layers if each.name == "embedded")
    assert {each.field: each.default for each in change.changes}["input_dim"] is None
    assert {each.field: each.default for each in change.changes}["mask"] is None
