"""Rules about models that run and are not what was meant: siblings, right models next door, fixes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.check import rules_by_code
from rnngraph.check.codes import family
from rnngraph.check.settings import Settings
from tests.check.meant import (
    BACK,
    FIXED,
    RIGHT,
    VECTOR,
    WRONG,
    Model,
    X,
    add,
    both,
    dense,
    layer,
    model,
    sequence,
)

FAMILIES = ("recurrence", "padding", "sequences", "outputs", "meaning", "attention")
CODES = sorted(rule.code for name in FAMILIES for rule in family(name))
ROOT = Path(__file__).parents[2]


def text_of(model: Model) -> str:
    return json.dumps({"rnngraph": 1, "name": "model", **model[1]})


def codes(text: str) -> list[str]:
    return [each.code for each in rg.loads(text).check()]


def errors(text: str) -> list[str]:
    return [each.code for each in rg.loads(text).check() if each.severity == "error"]


def cases(table: dict[str, list[Model]]) -> list[Any]:
    return [pytest.param(code, each, id=f"{code}-{each[0]}") for code, models in table.items() for each in models]


def test_every_rule_has_siblings_and_neighbours() -> None:
    assert [*WRONG] == [*RIGHT] == CODES
    assert all(len(models) >= 3 for models in RIGHT.values())


@pytest.mark.parametrize(("code", "model"), cases(WRONG))
class TestWrong:
    def test_is_warned_of(self, code: str, model: Model) -> None:
        found = [each for each in rg.loads(text_of(model)).check() if each.code == code]
        assert {each.severity for each in found} == {"warning"}
        assert errors(text_of(model)) == []

    def test_a_fix_mends_it_and_breaks_nothing(self, code: str, model: Model) -> None:
        text = text_of(model)
        found = [each for each in rg.loads(text).check() if each.code == code and each.fix]
        fixed = rg.fix(text, unsafe=True, settings=Settings(select=(code,))).text if found else None
        if fixed is not None:
            assert all(each.fix is None or not each.fix.safe for each in found)
            assert errors(fixed) == []
            assert code not in codes(fixed)


@pytest.mark.parametrize(("code", "model"), cases(RIGHT))
def test_a_right_model_next_door_is_not_warned_of(code: str, model: Model) -> None:
    found = codes(text_of(model))
    assert code not in found
    assert not [each for each in found if rules_by_code()[each].severity == "error" and each != "RG124"]


@pytest.mark.parametrize("path", sorted((ROOT / "specs").glob("*.json")), ids=lambda path: path.stem)
def test_the_examples_are_what_was_meant(path: Path) -> None:
    if path.stem != "manifest":
        assert not {*codes(path.read_text())} & {*CODES}


@pytest.mark.parametrize(("wrong", "layers"), FIXED.values(), ids=FIXED.keys())
def test_a_fix_gives_what_was_meant(wrong: Model, layers: list[dict[str, Any]]) -> None:
    settings = Settings(select=("RG43", "RG51", "RG54", "RG83"))
    fixed = json.loads(rg.fix(text_of(wrong), unsafe=True, settings=settings).text)
    assert fixed["layers"] == layers


def test_an_output_that_is_taken_away_is_given_out_under_the_name_before_it() -> None:
    one = layer("Average", "m", "r")
    document = {"inputs": X, "layers": [sequence("r"), dense(name="d"), one], "outputs": {"y": "m", "z": "d"}}
    fixed = json.loads(rg.fix(text_of(("", document)), unsafe=True).text)
    assert fixed["outputs"] == {"y": "r", "z": "d"}
    last = {"inputs": X, "layers": [sequence("r"), dense(name="d"), one]}
    assert (
        json.loads(rg.fix(text_of(("", last)), unsafe=True, settings=Settings(select=("RG830",))).text)["outputs"]
        == "r"
    )


def test_no_layer_is_taken_away_that_others_name() -> None:
    documents = [
        model("a loss", dense(name="d"), layer("Average", "m"), inputs=VECTOR, training={"loss": {"m": "mse"}}),
        model("a default name", sequence("r"), layer("Add"), layer("Add", inputs=["add", "r"])),
        model(
            "weights",
            dense(name="d"),
            layer("Average", "m"),
            {"name": "n", "shares": "m", "inputs": "x"},
            inputs=VECTOR,
        ),
    ]
    for each in documents:
        (found,) = [found for found in rg.loads(text_of(each)).check() if found.code == "RG830" and found.layer != "n"]
        assert found.fix is None


def test_a_rule_counts_places_in_a_block_once() -> None:
    block = {
        "inputs": [{"name": "in", "shape": [20, 8]}],
        "layers": [sequence("f", "in", units=8), {**BACK, "inputs": "in", "units": 8}, add("f", "back")],
    }
    used = layer("Block", "twice", block="reader", repeat=2)
    document = {"rnngraph": 1, "name": "m", "inputs": X, "blocks": {"reader": block}, "layers": [used]}
    found = [each for each in rg.loads(json.dumps(document)).check() if each.code == "RG430"]
    assert len(found) == 1
    assert found[0].fix is None


@pytest.mark.parametrize("fields", [{"step": 0}, {"index": 50}, {"start": 9, "stop": 3}, {"index": 0, "step": 2}])
def test_a_slice_that_takes_nothing_is_left_to_its_own_rule(fields: dict[str, int]) -> None:
    found = codes(text_of(model("nothing", both("b"), layer("Slice", axis=1, **fields))))
    assert found == ["RG335"]


MISREAD = ({}, {"units": "many"}, {"inputs": "nobody"}, {"type": "Nothing"})


@pytest.mark.parametrize("change", MISREAD, ids=str)
@pytest.mark.parametrize(("code", "wrong"), cases(WRONG))
def test_other_mistakes_in_the_document_end_in_no_crash(code: str, wrong: Model, change: dict[str, Any]) -> None:
    for index in range(len(wrong[1]["layers"])):
        changed = [{**each, **change} if at == index else each for at, each in enumerate(wrong[1]["layers"])]
        assert codes(text_of((code, {**wrong[1], "layers": changed})))


def test_a_layer_that_gives_a_state_is_not_taken_out() -> None:
    """In `initial_state` the bare name of a recurrent layer would mean all of its states."""
    start = layer("Concatenate", "start", ["ahead"])
    document = model(
        "x", layer("GRU", "ahead", "x", units=4), start, layer("GRU", "last", "x", units=4, initial_state="start")
    )
    (found,) = [each for each in rg.loads(text_of(document)).check() if each.code == "RG830"]
    assert found.fix is None
