from __future__ import annotations

import json
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.graph import Pointer, Problem
from rnngraph.graph.problem import WIRING
from rnngraph.problems import kinds
from rnngraph.problems.consequences import independent, left_open


def said(*layers: Any, **top: Any) -> list[tuple[str, str | None]]:
    tree = {"rnngraph": 1, "name": "small", "inputs": [{"name": "x", "shape": [None, 3]}], "layers": [*layers], **top}
    return [(each.code, each.layer) for each in rg.loads(json.dumps(tree)).check()]


def wrong_type(at: str) -> Problem:
    return kinds.fields.WrongType(found="x", expected="an integer", origin=Pointer(at))


def expression(at: str, unknown: str | None = "u") -> Problem:
    return kinds.parameters.InvalidExpression(message="there is no u", unknown=unknown, origin=Pointer(at))


def test_a_field_that_could_not_be_read_is_left_open() -> None:
    misspelt = kinds.fields.UnknownField(
        "ipnuts", found="ipnuts", of="layer", nearest="inputs", origin=Pointer("/layers/1/ipnuts")
    )
    missing = kinds.fields.MissingField("units", of="LSTM", origin=Pointer("/layers/2/units"))
    python = kinds.fields.WrongType("units", found="x", expected="an integer")
    open_ = left_open([wrong_type("/layers/0/units"), misspelt, missing, python])
    assert open_ == {"/layers/0/units", "/layers/1/inputs", WIRING}


UNKNOWN = {"found": "x", "nearest": None, "known": ()}


@pytest.mark.parametrize(
    ("problem", "cause"),
    [
        (kinds.states.StatefulWithoutBatch(node="lstm"), "/batch_size"),
        (kinds.blocks.UnknownBlock("block", **UNKNOWN), "/blocks"),
        (kinds.fields.UnknownType("cell/type", **UNKNOWN, cell=True), "/cells"),
        (kinds.fields.UnknownChoice("training/loss/a", **UNKNOWN), "/outputs/a"),
        (kinds.parameters.UnknownParameter(**UNKNOWN, owner="b"), "/blocks/b/parameters"),
        (kinds.parameters.UnknownSetting(**UNKNOWN), "/parameters"),
        (expression("/layers/0/units"), "/parameters"),
        (expression("/blocks/b/layers/0/x"), "/blocks/b/parameters"),
    ],
)
def test_what_follows_from_a_field(problem: Problem, cause: str) -> None:
    assert wrong_type(cause).explains(problem)
    assert list(independent([problem], {cause})) == []
    assert not wrong_type("/somewhere/else").explains(problem)
    assert list(independent([problem], {"/somewhere/else"})) == [problem]


def test_an_expression_that_is_wrong_in_itself_does_not_depend_on_the_parameters() -> None:
    assert not wrong_type("/parameters").explains(expression("/layers/0/units", unknown=None))


@pytest.mark.parametrize("at", ["/layers", "/blocks/b/layers", "/inputs", "/layers/3", "/blocks/b/inputs/0/name"])
def test_a_wrong_entry_or_section_leaves_names_open(at: str) -> None:
    unknown = kinds.wiring.UnknownReference("inputs/0", node="lstm", found="x", nearest=None)
    assert wrong_type(at).explains(unknown)
    assert not wrong_type(f"{at}/units").explains(unknown)


@pytest.mark.parametrize(
    "cause",
    [
        kinds.wiring.UnknownReference("inputs", found="x", nearest=None),
        kinds.wiring.Cycle(names=("a", "b", "a")),
        kinds.wiring.WrongInputCount("inputs", found=1, minimum=2, maximum=None, type="Add"),
        kinds.blocks.UnknownBlock(**UNKNOWN),
        kinds.fields.InvalidName(found="a b"),
        kinds.fields.WrongType("inputs", found=3, expected="a reference"),
        kinds.fields.UnknownField("output", found="output", of="Document", nearest="outputs"),
    ],
    ids=lambda cause: type(cause).__name__,
)
def test_broken_wiring_explains_why_a_layer_is_not_reached(cause: Problem) -> None:
    assert cause.explains(kinds.reach.UnreachableLayer(node="lstm"))
    assert cause.explains(kinds.reach.UnusedInput(node="x"))
    assert not kinds.shapes.UnknownSize("inputs", axis=-1).explains(kinds.reach.UnusedInput(node="x"))


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
