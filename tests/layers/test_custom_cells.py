"""Cells of one's own: how a section is understood, what is wrong with it, and what a use of it comes to."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.graph import Problem
from rnngraph.layers.cells import Cell
from rnngraph.layers.custom import CustomCell, needs_nested_loop, output_sizes, state_sizes
from rnngraph.layers.define import TAKEN, define

LEAKY: dict[str, Any] = {
    "parameters": ["units"],
    "inputs": {"x": ["i"]},
    "states": {"h": ["units"]},
    "weights": {"kernel": {"shape": ["i", "units"]}, "bias": {"shape": ["units"], "initializer": "zeros"}},
    "step": {"z": "x @ kernel + bias", "h": "0.9 * h + z"},
    "outputs": ["h"],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The section with one part in place of another, or without it."""
    section = copy.deepcopy(LEAKY)
    *above, last = path.split("/")
    part = section
    for each in above:
        part = part[each]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return section


def problems(section: dict[str, Any]) -> list[Problem]:
    with pytest.raises(rg.InvalidSpec) as error:
        define("Leaky", section)
    return list(error.value.problems)


@pytest.mark.parametrize(
    ("path", "value", "kind", "field"),
    [
        ("inputs", None, "MissingField", "inputs"),
        ("inputs", {}, "OutOfRange", "inputs"),
        ("inputs/x", [], "OutOfRange", "inputs/x"),
        ("inputs/x", ["i", 0], "OutOfRange", "inputs/x/1"),
        ("inputs/x", ["i +"], "InvalidFormula", "inputs/x/0"),
        ("inputs/x", [True], "WrongType", "inputs/x/0"),
        ("inputs/x", [1.5], "WrongType", "inputs/x/0"),
        ("inputs/x", ["i"] * 7, "OutOfRange", "inputs/x"),
        ("states/n", ["k"], "UnknownCellSize", "states/n/0"),
        ("parameters", ["units", "units"], "InvalidCellName", "parameters/1"),
        ("parameters", ["units", "trainable"], "InvalidCellName", "parameters/1"),
        ("parameters", ["units", "model_copy"], "InvalidCellName", "parameters/1"),
        ("parameters", ["units", "a b"], "InvalidName", "parameters/1"),
        ("weights/states", {"shape": [1]}, "InvalidCellName", "weights/states"),
        ("weights/lambda", {"shape": [1]}, "InvalidCellName", "weights/lambda"),
        ("weights/h", {"shape": [1]}, "InvalidCellName", "weights/h"),
        ("weights/kernel/shap", [1], "UnknownField", "weights/kernel/shap"),
        ("weights/kernel/initializer", "glorot", "UnknownObject", "weights/kernel/initializer"),
        ("weights/bias/initializer", {"type": "Concatenate", "parts": [["zeros", 3]]}, "UnequalParts", None),
        ("weights/bias/initializer", {"type": "Concatenate", "parts": [["zeros"]]}, "WrongType", None),
        ("weights/bias/initializer", {"type": "Concatenate", "parts": [["zeroes", "units"]]}, "UnknownObject", None),
        ("weights/bias/initializer", {"type": "Concatenate"}, "MissingField", None),
        ("step", {}, "OutOfRange", "step"),
        ("step/h", 3, "WrongType", "step/h"),
        ("step/z", "x.kernel", "InvalidFormula", "step/z"),
        ("step/x", "2 * h", "InvalidCellName", "step/x"),
        ("step/kernel", "2 * h", "InvalidCellName", "step/kernel"),
        ("step/output", "2 * h", "InvalidCellName", "step/output"),
        ("step/1", "2 * h", "InvalidCellName", "step/1"),
        ("step/z,", "2 * h", "InvalidCellName", "step/z,"),
        ("step/a, a", "split(h, 2)", "InvalidCellName", "step/a, a"),
        ("step/a, b", "split(h, 3)", "InvalidFormula", "step/a, b"),
        ("outputs", [], "OutOfRange", "outputs"),
        ("outputs", ["y"], "InvalidCellOutput", "outputs/0"),
        ("outputs", ["kernel"], "InvalidCellOutput", "outputs/0"),
        ("outputs", ["z", "z"], "InvalidCellName", "outputs/1"),
        ("outputs", ["z", "h"], "InvalidCellName", "outputs/1"),
        ("keras", "os:system", "UnknownField", "keras"),
    ],
)
def test_what_is_wrong_is_told_where_it_is(path: str, value: Any, kind: str, field: str | None) -> None:
    found = problems(changed(path, value))
    assert kind in [type(each).__name__ for each in found]
    if field:
        assert field in [each.field for each in found if type(each).__name__ == kind]
    assert str(rg.InvalidSpec(found))


def test_all_is_told_at_once_and_what_follows_is_not() -> None:
    section = {**LEAKY, "step": {"z": "x @ kernl", "y": "z + z", "q": "tanh(y", "h": "h + q", "b": "h + units"}}
    found = problems({**section, "outputs": ["h", "p"]})
    assert [(type(each).__name__, each.field) for each in found if type(each).__name__ != "InvalidCellName"] == [
        ("InvalidFormula", "step/z"),
        ("InvalidFormula", "step/q"),
        ("InvalidCellOutput", "outputs/1"),
    ]


def test_a_state_is_read_before_and_after_it_is_assigned() -> None:
    made = define("Leaky", {**LEAKY, "step": {"z": "x @ kernel + h", "h": "z + bias", "y": "h * 2"}, "outputs": ["y"]})
    assert made.idle_states() == ()
    assert made.unread() == ()


def test_what_is_idle_or_unread_is_known() -> None:
    section = changed("states/c", ["units"])
    section["weights"]["spare"] = {"shape": [1]}
    section["step"]["q, r"] = "split(z, 2)"
    made = define("Leaky", section)
    assert made.idle_states() == ("c",)
    assert made.unread() == (("weights/spare", "spare"), ("step/q, r", "q"), ("step/q, r", "r"))


def test_definitions_that_mean_the_same_are_equal() -> None:
    other = copy.deepcopy(LEAKY)
    other["step"] = {"z": "(x@kernel) +  bias", "h": "0.90 * h + z"}
    other["weights"]["kernel"] = {
        "initializer": {"type": "GlorotUniform"},
        "trainable": True,
        "shape": ["i", "1 * units"],
    }
    other = dict(reversed(other.items()))
    assert define("Leaky", LEAKY) == define("Leaky", {**other, "description": "The same."})
    assert define("Leaky", LEAKY) != define("Leak", LEAKY)
    assert define("Leaky", LEAKY) != define("Leaky", changed("step/h", "0.8 * h + z"))
    assert define("Leaky", LEAKY) != define("Leaky", changed("weights/bias/trainable", False))


def test_a_class_takes_its_parameters_in_order_and_by_name() -> None:
    cell = rg.cell("Leaky", **LEAKY)
    assert cell(4) == cell(units=4) != cell(5)
    assert rg.RNN(cell(4)) == rg.RNN(rg.cell("Leaky", **LEAKY)(4))
    for wrong in ({}, {"units": 0}, {"units": "4"}, {"units": 4, "unit": 4}):
        with pytest.raises(rg.InvalidSpec):
            cell(**wrong)


def test_a_parameter_that_is_no_size_is_any_number() -> None:
    section = changed("parameters", ["units", "rate"])
    section["step"]["h"] = "rate * h + z"
    assert rg.cell("Leaky", **section)(units=4, rate=0.5).rate == 0.5


@pytest.mark.parametrize("name", ["LSTM", "GRUCell", "a b", ""])
def test_a_cell_is_not_called_as_something_else(name: str) -> None:
    with pytest.raises(rg.InvalidSpec):
        rg.cell(name, **LEAKY)


def test_no_parameter_hides_what_cells_have() -> None:
    own = {name for name in dir(CustomCell) if not name.startswith("_")}
    assert own - {name for name in dir(Cell) if not name.startswith("_")} <= TAKEN


def analysed(cell: Cell | list[Cell], *shapes: tuple[int | None, ...]) -> rg.Graph:
    inputs = [rg.Input(f"x{index}", shape) for index, shape in enumerate(shapes)]
    return rg.Graph("m", inputs, rg.RNN(cell, name="rnn")(inputs))


def messages(graph: rg.Graph) -> list[tuple[str, str | None]]:
    return [(each.code, each.field) for each in graph.check()]


def test_free_names_take_their_numbers_from_the_inputs() -> None:
    graph = analysed(rg.cell("Leaky", **LEAKY)(3), (None, 5))
    assert graph.check() == []
    assert [(each.name, each.shape) for each in graph.analysis.weights] == [("kernel", (5, 3)), ("bias", (3,))]


PAIR: dict[str, Any] = {
    "inputs": {"a": ["2 * i"], "b": ["i", "j"]},
    "states": {"h": ["j"]},
    "step": {"h": "h + sum(reshape(a, [2, i]), axis=0) @ b"},
    "outputs": ["h"],
}


@pytest.mark.parametrize(
    ("shapes", "codes"),
    [
        ([(None, 8), (None, 4, 3)], []),
        ([(None, 6), (None, 4, 3)], ["RG710"]),
        ([(None, 7), (None, 4, 3)], ["RG710"]),
        ([(None, 8), (None, 4)], ["RG302"]),
        ([(None, 8), (None, None, 3)], ["RG303"]),
        ([(5, 8), (6, 4, 3)], ["RG712"]),
        ([(None, 8)], ["RG210"]),
    ],
)
def test_inputs_have_to_fit(shapes: list[tuple[int | None, ...]], codes: list[str]) -> None:
    found = [each.code for each in analysed(rg.cell("Pair", **PAIR)(), *shapes).check()]
    assert len(found) == len(codes)
    assert all(code in found for code in codes if code in ("RG710", "RG712", "RG210"))


def test_a_stack_is_told_which_cell_does_not_fit() -> None:
    leaky, pair = rg.cell("Leaky", **LEAKY), rg.cell("Pair", **PAIR)
    assert [each[1] for each in messages(analysed([leaky(3), pair()], (None, 5)))] == ["cell/1"]


def test_several_outputs_are_ports_under_their_names() -> None:
    cell = rg.cell("Leaky", **{**LEAKY, "outputs": ["z", "y"], "step": {**LEAKY["step"], "y": "tanh(h)"}})
    layer = rg.RNN([rg.GRUCell(2), cell(3)])
    assert layer.port_names() == ("z", "y", "cell_0_state_h", "cell_1_h")


def test_two_cells_of_one_name_can_not_be_one_document() -> None:
    x = rg.Input("x", (None, 5))
    y = rg.RNN(rg.cell("Leaky", **LEAKY)(3), return_sequences=True)(x)
    z = rg.RNN(rg.cell("Leaky", **changed("step/h", "h + z"))(3))(y)
    assert [each.code for each in rg.Graph("m", x, z).check()] == ["RG702"]


def document(**cells: Any) -> dict[str, Any]:
    return {
        "rnngraph": 1,
        "name": "m",
        "cells": cells,
        "inputs": [{"name": "x", "shape": [None, 5]}],
        "layers": [{"type": "RNN", "cell": {"type": "Leaky", "units": 3}}, {"type": "Dense", "units": 2}],
    }


def test_a_document_with_cells_survives_writing_and_reading() -> None:
    graph = rg.loads(json.dumps(document(Leaky=LEAKY)))
    x = rg.Input("x", (None, 5))
    twin = rg.Graph("m", x, rg.Dense(2)(rg.RNN(rg.cell("Leaky", **LEAKY)(units=3))(x)))
    assert graph.check() == twin.check() == []
    assert graph == twin == rg.loads(twin.to_json())


def test_of_a_wrong_cell_nothing_is_said_where_it_is_used() -> None:
    graph = rg.loads(json.dumps(document(Leaky=changed("step/z", "x @ krenel + bias"))))
    (found,) = graph.check()
    assert (found.code, found.field) == ("RG701", "cells/Leaky/step/z")
    assert "did you mean 'kernel'?" in found.message


def test_a_misspelt_cell_is_likened_to_the_documents_own() -> None:
    (found,) = rg.loads(json.dumps(document(Leakey=LEAKY))).check()
    assert 'did you mean "Leakey"?' in found.message


def test_parameters_of_the_document_stand_in_cells_too() -> None:
    section = changed("weights/bias/initializer", {"type": "Constant", "value": "$start"})
    section["states"]["h"] = ["units"]
    tree = {**document(Leaky=section), "parameters": {"start": 0.5}}
    graph = rg.loads(json.dumps(tree))
    assert graph.check() == []
    assert rg.loads(json.dumps(tree), parameters={"start": 1.0}) != graph


def test_parts_of_a_cell_may_be_many_but_not_without_end() -> None:
    step = {f"n{index}": "h * 2" for index in range(600)}
    assert [type(each).__name__ for each in problems({**LEAKY, "step": step})] == ["OutOfRange"]


@pytest.mark.parametrize(
    ("change", "states", "outputs", "nested"),
    [
        ({}, (3,), (3,), False),
        ({"states": {"h": ["i"]}, "weights": {}, "step": {"h": "h + x"}}, (None,), (None,), True),
        ({"inputs": {"x": ["i"], "y": ["units"]}, "step": {"h": "h + y + x @ kernel + bias"}}, (3,), (3,), True),
        ({"outputs": ["z", "y"], "step": {**LEAKY["step"], "y": "tanh(h)"}}, (3,), (3, 3), True),
    ],
    ids=["sizes from fields", "size of the input", "several inputs", "several outputs"],
)
def test_keras_runs_a_cell_of_one_input_and_one_output_whose_sizes_the_fields_determine(
    change: dict[str, Any], states: tuple[int | None, ...], outputs: tuple[int | None, ...], nested: bool
) -> None:
    cell = rg.cell("Leaky", **{**LEAKY, **change})(3)
    assert state_sizes(cell) == states
    assert output_sizes(cell) == outputs
    assert needs_nested_loop(cell) is nested
