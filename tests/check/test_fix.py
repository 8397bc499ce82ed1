"""Fixes: what they make of each rule's own example, and of several errors at once."""

from __future__ import annotations

import json

import pytest

import rnngraph as rg
from rnngraph.check import Rule, rules_by_code
from rnngraph.check.fix import can_fix, fix_once
from rnngraph.check.settings import Settings
from tests.check.test_rules import JSON_BAD, fences


def asking_for(rule: Rule) -> Settings:
    """Settings under which a rule speaks, optional or not."""
    return Settings(select=("RG", rule.code))


FIXED = [rule for rule in JSON_BAD if any(each.fix for each in rg.loads(fences(rule)[0]).check(asking_for(rule)))]


@pytest.mark.parametrize("rule", FIXED, ids=lambda rule: rule.code)
class TestOfARule:
    def test_mends_the_bad_example(self, rule: Rule) -> None:
        done = rg.fix(fences(rule)[0], unsafe=True, settings=asking_for(rule))
        assert done.made[rule.code] >= 1
        assert rule.code not in {each.code for each in done.left}

    def test_a_second_run_has_nothing_to_mend(self, rule: Rule) -> None:
        for unsafe in (False, True):
            once = rg.fix(fences(rule)[0], unsafe=unsafe, settings=asking_for(rule))
            assert not any(can_fix(each, unsafe=unsafe) for each in once.left)
            assert rg.fix(once.text, unsafe=unsafe, settings=asking_for(rule)).text == once.text

    def test_leaves_the_good_example_alone(self, rule: Rule) -> None:
        assert rg.fix(fences(rule)[1], unsafe=True, settings=asking_for(rule)).text == fences(rule)[1]

    def test_an_unsafe_one_waits_to_be_asked_for(self, rule: Rule) -> None:
        text = fences(rule)[0]
        safe = [each.fix.safe for each in rg.loads(text).check(asking_for(rule)) if each.fix]
        assert (rg.fix(text, settings=asking_for(rule)).text == text) is (not any(safe))


def test_most_rules_about_one_field_can_be_mended() -> None:
    assert len(FIXED) >= 25, sorted({rule.code for rule in rules_by_code().values()} - {rule.code for rule in FIXED})


SPEC = """{
  "rnngraph": 1,
  "name": "several",
  "inputs": [{"name": "x", "shape": [null, 8]}],
  "layers": [
    {"type": "Lstm", "unit": 4},
    {
      "type": "GRU",
      "units": "4"
    }
  ]
}
"""


class TestSeveral:
    def test_are_mended_where_they_stand(self) -> None:
        done = rg.fix(SPEC)
        assert done.left == []
        assert dict(done.made) == {"RG110": 1, "RG112": 1, "RG117": 1, "RG301": 1}
        wanted = SPEC.replace('"Lstm", "unit": 4', '"LSTM", "units": 4, "return_sequences": true').replace('"4"', "4")
        assert done.text == wanted

    def test_line_ends_stay(self) -> None:
        done = rg.fix(SPEC.replace("\n", "\r\n"))
        assert done.text == rg.fix(SPEC).text.replace("\n", "\r\n")

    def test_fixes_that_touch_take_a_round_each(self) -> None:
        text = SPEC.replace('"Lstm", "unit"', '"LSTM", "units"').replace('"units": "4"', '"units": 4')
        found = rg.loads(text).check()
        twice = [*found, *found]
        _, made = fix_once(text, twice)
        assert len(made) == 1

    def test_a_stack_without_sequences_is_mended_from_end_to_end(self) -> None:
        layers = [{"type": "LSTM", "units": 4} for _ in range(20)]
        tree = {"rnngraph": 1, "name": "stack", "inputs": [{"name": "x", "shape": [5, 8]}], "layers": layers}
        text = json.dumps(tree)
        assert [each.code for each in rg.loads(text).check()] == ["RG301"] * 19
        done = rg.fix(text)
        assert done.left == []
        assert [each.get("return_sequences") for each in json.loads(done.text)["layers"]] == [*[True] * 19, None]


def test_what_is_no_json_is_made_json_first() -> None:
    text = SPEC.replace('"name": "several",', "'name': 'several'").replace("4}", "4},,")
    assert rg.fix(text).text == rg.fix(SPEC).text
    assert rg.fix("").text == ""


def test_sequences_are_asked_of_the_layer_behind_those_that_pass_them_on() -> None:
    layers = [
        {"name": "lower", "type": "LSTM", "units": 4},
        {"type": "Dropout", "rate": 0.1},
        {"type": "LayerNormalization"},
        {"name": "upper", "type": "LSTM", "units": 4},
    ]
    tree = {"rnngraph": 1, "name": "a", "inputs": [{"name": "x", "shape": [None, 3]}], "layers": layers}
    mended = json.loads(rg.fix(json.dumps(tree)).text)
    assert mended["layers"][0]["return_sequences"] is True
    assert rg.loads(json.dumps(mended)).check() == []


def test_none_in_quotes_is_null_where_that_may_be() -> None:
    layer = {"type": "Bidirectional", "merge_mode": "none", "layer": {"type": "LSTM", "units": 4}}
    tree = {"rnngraph": 1, "name": "a", "inputs": [{"name": "x", "shape": [None, 3]}], "layers": [layer]}
    (found,) = rg.loads(json.dumps(tree)).check()
    assert found.message.endswith('"ave", null, not "none"; did you mean null?')
    assert json.loads(rg.fix(json.dumps(tree)).text)["layers"][0]["merge_mode"] is None


def test_sequences_that_another_reads_as_vectors_are_no_safe_fix() -> None:
    layers = [
        {"name": "lower", "type": "LSTM", "units": 4},
        {"name": "drop", "type": "Dropout", "rate": 0.1},
        {"name": "upper", "type": "LSTM", "units": 4},
        {"name": "other", "type": "Dense", "units": 2, "inputs": "drop"},
    ]
    tree = {"rnngraph": 1, "name": "a", "inputs": [{"name": "x", "shape": [None, 3]}], "layers": layers}
    (found,) = (each for each in rg.loads(json.dumps({**tree, "outputs": ["upper", "other"]})).check() if each.fix)
    assert found.fix
    assert not found.fix.safe
