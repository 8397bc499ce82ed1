"""A graph made in Python hears what the document that it writes hears."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import rnngraph as rg


def two_of_a_name() -> rg.Graph:
    x, y = rg.Input("x", (3,)), rg.Input("x", (4,))
    return rg.Graph("g", [x, y], [rg.Dense(2)(x), rg.Dense(3)(y)])


def made(outputs: Callable[[Any], Any], **more: Any) -> rg.Graph:
    x = rg.Input("x", (3,))
    h = rg.Dense(2, name="h")(x)
    return rg.Graph("g", x, outputs(h), **more)


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (two_of_a_name, {"RG201"}),
        (lambda: made(lambda h: []), {"RG207"}),
        (lambda: made(lambda h: [h, h]), {"RG208"}),
        (lambda: made(lambda h: {"a b": h}), {"RG116"}),
        (lambda: made(lambda h: h, training=3), {"RG112"}),
        (lambda: made(lambda h: h, description=3), {"RG112"}),
        (lambda: made(lambda h: h, batch_size=-1), {"RG113"}),
        (lambda: made(lambda h: h, description="three", training={"loss": "mse"}), set()),
    ],
)
def test_what_is_wrong_with_the_whole_is_said_at_the_users_line(make: Callable[[], rg.Graph], codes: set[str]) -> None:
    found = [each for each in make().check() if each.severity == "error"]
    assert {each.code for each in found} == codes
    assert all(each.path == __file__ and each.line for each in found)


def test_an_output_that_stands_twice_is_one() -> None:
    assert len(made(lambda h: [h, h]).data.outputs) == 1


@pytest.mark.parametrize("inputs", [["x"], [None], 3])
def test_what_is_no_input_is_refused(inputs: Any) -> None:
    x = rg.Input("x", (3,))
    with pytest.raises(TypeError):
        rg.Graph("g", inputs, rg.Dense(2)(x))


def test_a_tensor_that_a_layer_made_is_no_input() -> None:
    x = rg.Input("x", (3,))
    h = rg.Dense(2)(x)
    with pytest.raises(TypeError, match=r"are made by rnngraph.Input"):
        rg.Graph("g", [x, h], rg.Dense(2)(h))
    with pytest.raises(TypeError, match="outputs are tensors"):
        rg.Graph("g", x, ["h"])  # type: ignore[list-item]


def test_a_shape_that_is_a_number_is_said_to_be_none() -> None:
    with pytest.raises(rg.InvalidSpec, match=r"RG112 .*shape.*list"):
        rg.Input("x", 4)  # type: ignore[arg-type]


def test_two_of_a_name_are_not_taken_for_each_other() -> None:
    x = rg.Input("x", (None, 3))
    first = rg.LSTM(4, name="a", return_sequences=True)(x)
    found = rg.Graph("m", x, rg.LSTM(4, name="a")(first)).check()
    assert [each.code for each in found] == ["RG201"]
