"""Loops over time: cuDNN as data, cells and stacks, and when Keras's own loop can't run them."""

from __future__ import annotations

import pytest

import rnngraph as rg
from rnngraph.layers.cells import Cell
from rnngraph.lowering import Context, KerasCall, lower

CONTEXT = Context("float32")
SUMS = rg.cell("Sums", inputs={"x": ["i"]}, states={"s": ["i"]}, step={"s": "s + x"}, outputs=["s"])
OWN = {"parameters": ["n"], "states": {"s": ["n"]}, "outputs": ["s"]}
LEAKY = rg.cell("Leaky", **OWN, inputs={"x": ["n"]}, step={"s": "s + x"})
PAIR = rg.cell("Pair", **OWN, inputs={"x": ["n"], "y": ["n"]}, step={"s": "s + x * y"})


def test_what_requiring_cudnn_means_is_left_to_the_machine() -> None:
    found = [
        lower(rg.LSTM(4, cudnn=each), "x", CONTEXT).arguments["use_cudnn"] for each in ("auto", "never", "require")
    ]
    assert found == ["auto", False, KerasCall("rnngraph.keras.devices.required_cudnn")]


def test_one_cell_needs_no_stack() -> None:
    for cells in (rg.LSTMCell(4), [rg.LSTMCell(4)]):
        call = lower(rg.RNN(cells), "x", CONTEXT)
        assert call.target == "keras.layers.RNN"
        assert call.arguments["cell"].target == "keras.layers.LSTMCell"


def test_several_cells_are_a_stack_under_the_policy_of_the_loop() -> None:
    call = lower(rg.RNN([rg.LSTMCell(4), rg.GRUCell(3)], dtype="float64"), "x", CONTEXT)
    stack = call.arguments["cell"]
    assert stack.target == "keras.layers.StackedRNNCells"
    assert [(each.target, each.arguments["name"], each.arguments["dtype"]) for each in stack.arguments["cells"]] == [
        ("keras.layers.LSTMCell", "cell_0", "float64"),
        ("keras.layers.GRUCell", "cell_1", "float64"),
    ]


@pytest.mark.parametrize(
    ("cell", "nested"),
    [(LEAKY(3), False), (SUMS(), True), (PAIR(3), True)],
    ids=["sizes from fields", "size of the input", "several inputs"],
)
def test_a_loop_of_ours_runs_the_cells_that_keras_can_not(cell: Cell, nested: bool) -> None:
    call = lower(rg.RNN([cell, rg.GRUCell(3)]), "x", CONTEXT)
    found = call.target, call.arguments["cell"].target
    if nested:
        assert found == ("rnngraph.keras.nested.NestedRNN", "rnngraph.keras.nested.NestedStack")
    else:
        assert found == ("keras.layers.RNN", "keras.layers.StackedRNNCells")


def test_a_cell_as_data_takes_its_definition_along() -> None:
    call = lower(LEAKY(3, trainable=False), "x", CONTEXT)
    assert call.target == "rnngraph.keras.custom.DataCell"
    assert call.arguments["cell"]["name"] == "Leaky"
    assert call.arguments["cell"]["fields"] == {"n": 3, "trainable": False}
    assert call.attributes == {"trainable": False}


def test_a_cell_in_python_names_its_class_and_imports_nothing() -> None:
    kind = rg.cell(
        "Mine",
        parameters=["n"],
        inputs={"x": ["i"]},
        states={"s": ["n"]},
        outputs={"s": ["n"]},
        fields={"start": {"kind": "initializer", "default": "zeros"}},
        keras="no.such.module:Mine",
    )
    call = lower(kind(3), "x", CONTEXT)
    assert call.target == "rnngraph.keras.custom.DeclaredCell"
    fields = {"n": 3, "start": KerasCall("keras.initializers.Zeros")}
    arguments = {"cell": "Mine", "path": "no.such.module:Mine", "fields": fields, "dtype": "float32"}
    assert call.arguments["layer"] == KerasCall("rnngraph.keras.custom.python_layer", arguments)
