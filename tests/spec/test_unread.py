from __future__ import annotations

import json
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.graph import Pointer, Problem
from rnngraph.spec.unread import follows, hides_names, unread


def said(*layers: Any, **top: Any) -> list[tuple[str, str | None]]:
    tree = {"rnngraph": 1, "name": "small", "inputs": [{"name": "x", "shape": [None, 3]}], "layers": [*layers], **top}
    return [(each.code, each.layer) for each in rg.loads(json.dumps(tree)).check()]


def test_the_fields_that_could_not_be_read() -> None:
    problems = [
        Problem("wrong_type", None, "units", {}, Pointer("/layers/0/units")),
        Problem("unknown_field", None, "ipnuts", {"nearest": "inputs"}, Pointer("/layers/1/ipnuts")),
        Problem("missing_field", None, "units", {}, Pointer("/layers/2/units")),
        Problem("wrong_type", None, "units"),
    ]
    assert unread(problems) == {"/layers/0/units", "/layers/1/inputs"}


@pytest.mark.parametrize(
    ("problem", "cause"),
    [
        (Problem("stateful_batch", "lstm"), "/batch_size"),
        (Problem("unknown_block", None, "block"), "/blocks"),
        (Problem("unknown_type", None, "cell/type", {"of": "cell"}), "/cells"),
        (Problem("unknown_choice", None, "training/loss/a"), "/outputs/a"),
        (Problem("unknown_parameter", None, None, {"block": "b"}), "/blocks/b/parameters"),
        (Problem("expression", None, "u", {"unknown": "u"}, Pointer("/layers/0/units")), "/parameters"),
        (Problem("expression", None, "u", {"unknown": "u"}, Pointer("/blocks/b/layers/0/x")), "/blocks/b/parameters"),
    ],
)
def test_what_follows_from_a_field(problem: Problem, cause: str) -> None:
    assert follows(problem, frozenset({cause}))
    assert not follows(problem, frozenset({"/somewhere/else"}))


def test_a_wrong_name_of_an_expression_is_no_matter_of_the_parameters() -> None:
    broken = Problem("expression", None, "u", {"message": "an operator is missing"}, Pointer("/layers/0/units"))
    assert not follows(broken, frozenset({"/parameters"}))


@pytest.mark.parametrize("at", ["/layers", "/blocks/b/layers", "/inputs", "/layers/3", "/blocks/b/inputs/0/name"])
def test_what_hides_names(at: str) -> None:
    assert hides_names(Problem("wrong_type", origin=Pointer(at)))
    assert not hides_names(Problem("wrong_type", origin=Pointer(f"{at}/units")))


def test_a_mistyped_type_names_its_layer_as_the_type_that_was_meant() -> None:
    wrong = {"type": "Dens", "units": 2}
    assert said(wrong, {"type": "Dense", "units": 3, "inputs": "dense"}) == [("RG117", "dense")]
    assert said(wrong, {"type": "Dense", "units": 3, "inputs": "dence"}) == [("RG117", "dense"), ("RG202", "dense_1")]


def test_a_layer_whose_inputs_are_unread_reads_nothing_by_default() -> None:
    vector = {"name": "vector", "type": "LSTM", "units": 3, "inputs": "x"}
    assert said(vector, {"name": "l", "type": "LSTM", "units": 2, "imputs": "x"}) == [("RG110", "l")]
    assert said(vector, {"name": "l", "type": "LSTM", "units": 2, "inputs": 3}) == [("RG112", "l")]


def test_the_fields_of_an_entry_are_suggested_too() -> None:
    graph = {"type": "LSTM", "units": 2, "initial_stat": "x"}
    tree = {"rnngraph": 1, "name": "small", "inputs": [{"name": "x", "shape": [None, 3]}], "layers": [graph]}
    (found,) = rg.loads(json.dumps(tree)).check()
    assert found.message == 'lstm: LSTM has no field "initial_stat"; did you mean "initial_state"?'
