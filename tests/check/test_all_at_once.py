"""One run says every independent error, and none that only follows from another."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rnngraph as rg
from rnngraph.check.fix import can_fix

SPECS = Path(__file__).resolve().parents[2] / "specs"
VALID = {
    path.name: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(SPECS.glob("*.json"))
    if path.name != "manifest.json"
}

PLANTED = """{
  "rnngraph": 1,
  "name": "many errors",
  "batch_size": "16",
  "inputs": [
    {"name": "source", "shape": [null], "dtyp": "int32"},
    {"name": "target", "shape": [null, 8]}
  ],
  "layers": [
    {"name": "words", "type": "Embeding", "input_dim": 100, "output_dim": 8, "inputs": "source"},
    {"name": "encoder", "type": "LSTM", "units": 0},
    {"name": "decoder", "type": "GRU", "units": 4, "activation": "tahn", "inputs": "target"},
    {"name": "upper", "type": "GRU", "units": 4},
    {"name": "summary", "type": "LSTM", "units": 4, "inputs": "target"},
    {"name": "again", "type": "LSTM", "units": 4},
    {"name": "lost", "type": "Dense", "units": 4, "inputs": "nowhere"},
    {"name": "shared", "shares": "encoder", "units": 3, "inputs": "target"},
    {"name": "sum", "type": "Add", "inputs": ["upper", "lost", "again"]}
  ],
  "outputs": ["sum", "shared"],
  "training": {"optimizer": {"type": "Adam", "learning_rte": 0.1}}
}
"""


def test_every_planted_error_is_found() -> None:
    found = [(each.code, each.layer, each.field) for each in rg.loads(PLANTED).check()]
    assert found == [
        ("RG116", None, "name"),
        ("RG112", None, "batch_size"),
        ("RG110", "source", "dtyp"),
        ("RG117", "words", "type"),
        ("RG113", "encoder", "units"),
        ("RG121", "decoder", "activation"),
        ("RG301", "upper", "inputs"),
        ("RG301", "again", "inputs"),
        ("RG202", "lost", "inputs/0"),
        ("RG120", "shared", "units"),
        ("RG122", None, "training/optimizer/learning_rte"),
    ]


Tree = dict[str, Any]
Plant = Callable[[Tree, Tree], str]
"""Does something wrong to a layer's entry in a document, and says the code of it."""


def unknown_field(entry: Tree, tree: Tree) -> str:
    entry["no_such_field_at_all"] = 1
    return "RG110"


def wrong_type(entry: Tree, tree: Tree) -> str:
    entry["description"] = 3
    return "RG112"


def unknown_type(entry: Tree, tree: Tree) -> str:
    entry["type"] = "NoSuchLayer"
    return "RG117"


def unknown_reference(entry: Tree, tree: Tree) -> str:
    given = entry.get("inputs")
    if entry["type"] == "Variable":  # reads nothing
        return unknown_field(entry, tree)
    if isinstance(given, list | dict):
        given[next(iter(given)) if isinstance(given, dict) else 0] = "nowhere_at_all"
    else:
        entry["inputs"] = "nowhere_at_all"
    return "RG202"


def renamed(value: Any, old: str, new: str) -> Any:
    """References with one layer's name replaced."""
    if isinstance(value, list):
        return [renamed(each, old, new) for each in value]
    if isinstance(value, dict):
        return {key: renamed(each, old, new) for key, each in value.items()}
    node, dot, port = value.partition(".")
    return f"{new if node == old else node}{dot}{port}"


def bad_name(entry: Tree, tree: Tree) -> str:
    old, new = entry["name"], f"{entry['name']} of mine"
    for each in (*tree["layers"], tree):
        for key in ("inputs", "initial_state", "mask", "shares", "outputs"):
            if key in each and not (each is tree and key == "inputs"):
                each[key] = renamed(each[key], old, new)
    entry["name"] = new
    return "RG116"


def missing_field(entry: Tree, tree: Tree) -> str:
    for required in ("units", "layer", "cell", "input_dim", "rate", "n", "filters", "target_shape"):
        if required in entry:
            del entry[required]
            return "RG111"
    return unknown_field(entry, tree)


def unknown_parameter(entry: Tree, tree: Tree) -> str:
    entry["trainable"] = "$nothing_of_that_name"
    return "RG130"


def unknown_choice(entry: Tree, tree: Tree) -> str:
    entry["dtype"] = "float7"
    return "RG114"


PLANTS: tuple[Plant, ...] = (
    unknown_field,
    wrong_type,
    unknown_type,
    unknown_reference,
    bad_name,
    missing_field,
    unknown_parameter,
    unknown_choice,
)


def everywhere(tree: dict[str, Any]) -> list[int]:
    """The layers that something can be planted in: those of a type, with a name, on which no other's name depends."""
    shared = {entry["shares"] for entry in tree["layers"] if "shares" in entry and "name" not in entry}
    named = [(at, entry) for at, entry in enumerate(tree["layers"]) if "type" in entry and "name" in entry]
    return [at for at, entry in named if entry["name"] not in shared]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
@pytest.mark.parametrize("name", VALID)
def test_one_planted_error_is_one(name: str, plant: Plant) -> None:
    for at in everywhere(VALID[name]):
        tree = copy.deepcopy(VALID[name])
        code = plant(tree["layers"][at], tree)
        assert [each.code for each in rg.loads(json.dumps(tree)).check()] == [code], (at, tree["layers"][at])


@given(data=st.data())
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_planted_errors_are_those_reported(data: st.DataObject) -> None:
    tree = copy.deepcopy(VALID[data.draw(st.sampled_from(sorted(VALID)))])
    places = data.draw(st.lists(st.sampled_from(everywhere(tree)), unique=True)) if everywhere(tree) else []
    planted = [data.draw(st.sampled_from(PLANTS))(tree["layers"][at], tree) for at in places]
    if data.draw(st.booleans()):
        tree["dtype_policy"] = "float12"
        planted.append("RG114")
    if data.draw(st.booleans()):
        tree["training"] = {"optimizer": "adamm"}
        planted.append("RG121")
    found = rg.loads(json.dumps(tree)).check()
    assert sorted(each.code for each in found) == sorted(planted)


def typed_key(entry: Tree, tree: Tree) -> str:
    key = max(entry, key=len)
    entry[f"{key}s"] = entry.pop(key)
    return "RG110"


def typed_type(entry: Tree, tree: Tree) -> str:
    entry["type"] = entry["type"][:-1] + entry["type"][-1] * 2
    return "RG117"


def quoted_flag(entry: Tree, tree: Tree) -> str:
    entry["trainable"] = "true"
    return "RG112"


@given(data=st.data(), unsafe=st.booleans(), indent=st.sampled_from([None, 2, "\t"]))
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_a_second_run_has_nothing_to_mend(data: st.DataObject, unsafe: bool, indent: Any) -> None:
    tree = copy.deepcopy(VALID[data.draw(st.sampled_from(sorted(VALID)))])
    places = data.draw(st.lists(st.sampled_from(everywhere(tree)), unique=True)) if everywhere(tree) else []
    for at in places:
        data.draw(st.sampled_from((*PLANTS, typed_key, typed_type, quoted_flag)))(tree["layers"][at], tree)
    once = rg.fix(json.dumps(tree, indent=indent), unsafe=unsafe)
    assert not any(can_fix(each, unsafe=unsafe) for each in once.left)
    assert rg.fix(once.text, unsafe=unsafe).text == once.text


@pytest.mark.parametrize("name", VALID)
def test_typing_slips_are_mended_to_the_byte(name: str) -> None:
    text = (SPECS / name).read_text(encoding="utf-8")
    for right, wrong in (
        ('"input_dim"', '"inpt_dim"'),
        ('"LSTM"', '"LTSM"'),
        ('"return_sequences": true', '"return_sequences": "true"'),
        ('"inputs": [{', '"input": [{'),
        ('"activation": "softmax"', '"activation": "sofmax"'),
        ('"Bidirectional"', '"Bidirectionl"'),
    ):
        assert rg.fix(text.replace(right, wrong)).text == text


def test_a_vector_for_a_sequence_hides_nothing_else() -> None:
    layers = [
        {"name": "first", "type": "LSTM", "units": 4},
        {"name": "second", "type": "LSTM", "units": 4, "cudnn": "require", "recurrent_dropout": 0.1},
        {"name": "third", "type": "GRU", "units": 3, "initial_state": "first.state_h"},
        {"name": "fourth", "type": "LSTM", "units": 3, "return_sequences": True},
        {"name": "fifth", "type": "Flatten"},
        {"name": "sixth", "type": "Dense", "units": 2},
    ]
    tree = {"rnngraph": 1, "name": "chain", "inputs": [{"name": "x", "shape": [5, 8]}], "layers": layers}
    found = [(each.code, each.layer) for each in rg.loads(json.dumps(tree)).check() if each.severity == "error"]
    assert sorted(found) == [
        ("RG301", "fourth"),
        ("RG301", "second"),
        ("RG301", "third"),
        ("RG403", "third"),
        ("RG601", "second"),
    ]


def without_inputs(tree: Tree) -> str:
    tree["input"] = tree.pop("inputs")
    return "RG110"


def without_layers(tree: Tree) -> str:
    tree["layer"] = tree.pop("layers")
    return "RG110"


def inputs_of_another_type(tree: Tree) -> str:
    tree["inputs"] = {"x": tree["inputs"]}
    return "RG112"


def no_inputs_at_all(tree: Tree) -> str:
    del tree["inputs"]
    return "RG111"


def an_input_without_a_name(tree: Tree) -> str:
    del tree["inputs"][0]["name"]
    return "RG111"


def an_input_with_a_slip(tree: Tree) -> str:
    tree["inputs"][0]["nam"] = tree["inputs"][0].pop("name")
    return "RG110"


def an_input_that_is_none(tree: Tree) -> str:
    tree["inputs"][0] = 3
    return "RG112"


def a_layer_that_is_none(tree: Tree) -> str:
    tree["layers"][-1] = "LSTM"
    return "RG112"


SECTIONS = (
    without_inputs,
    without_layers,
    inputs_of_another_type,
    no_inputs_at_all,
    an_input_without_a_name,
    an_input_with_a_slip,
    an_input_that_is_none,
    a_layer_that_is_none,
)


@pytest.mark.parametrize("plant", SECTIONS, ids=lambda plant: plant.__name__)
@pytest.mark.parametrize("name", VALID)
def test_what_can_not_be_read_is_missed_by_nobody(name: str, plant: Callable[[Tree], str]) -> None:
    tree = copy.deepcopy(VALID[name])
    code = plant(tree)
    assert [each.code for each in rg.loads(json.dumps(tree)).check()] == [code]


def test_a_slip_is_not_missing_as_well() -> None:
    tree = copy.deepcopy(VALID["mnist.json"])
    tree["layers"][0]["unts"] = tree["layers"][0].pop("units")
    assert [each.code for each in rg.loads(json.dumps(tree)).check()] == ["RG110"]


def test_an_input_that_was_forgotten_is_not_called_unused() -> None:
    layers = [{"name": "both", "type": "Subtract", "inputs": ["x"]}, {"name": "out", "type": "Dense", "units": 2}]
    inputs = [{"name": "x", "shape": [3]}, {"name": "y", "shape": [3]}]
    tree = {"rnngraph": 1, "name": "a", "inputs": inputs, "layers": layers}
    assert [each.code for each in rg.loads(json.dumps(tree)).check()] == ["RG210"]
