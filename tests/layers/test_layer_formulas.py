"""What a cell's formulas cost, by hand."""

from __future__ import annotations

from rnngraph.graph import DtypePolicy, TensorType
from rnngraph.layers.base import Call
from rnngraph.layers.cost import Cost
from rnngraph.layers.custom import cell


def cost_of(step: dict[str, str]) -> Cost:
    """The cost of a step, on 5 features with 3 units."""
    mine = cell(
        "Mine",
        parameters=["units"],
        inputs={"x": ["i"]},
        states={"h": ["units"]},
        weights={"w": {"shape": ["i", "units"]}, "u": {"shape": ["units", "units"]}},
        step=step,
        outputs=["h"],
    )
    return mine(units=3).step((TensorType((None, 5), "float32"),), Call((), DtypePolicy("float32"))).cost


def test_products_count_and_every_value_on_the_way_is_kept() -> None:
    found = cost_of({"a": "x @ w", "b": "einsum('bi,ij->bj', h, u)", "h": "tanh(a + b)"})
    assert found.macs == 5 * 3 + 3 * 3
    assert found.kept == 4 * 3  # a, b, a + b, tanh


def test_element_wise_work_costs_nothing() -> None:
    assert cost_of({"a": "x @ w", "h": "sigmoid(a) * h + (1 - sigmoid(a)) * a"}).macs == 5 * 3


def test_products_of_weights_count_too() -> None:
    assert cost_of({"h": "x @ (w @ u)"}).macs == 5 * 3 * 3 + 5 * 3


def test_pythons_cells_tell_nothing() -> None:
    mine = cell("Mine", inputs={"x": ["i"]}, states={"h": ["i"]}, outputs={"y": ["i"]}, keras="some.module:Mine")
    found = mine().step((TensorType((None, 5), "float32"),), Call((), DtypePolicy("float32"))).cost
    assert (found.macs, found.kept) == (None, None)
