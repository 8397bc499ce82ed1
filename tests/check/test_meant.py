"""What a beginner of the format writes, who comes from PyTorch, from a shell or from Keras's `batch_input_shape`."""

from __future__ import annotations

import json
from typing import Any

import pytest

import rnngraph as rg

LSTM = {"type": "LSTM", "units": 3}
EMBEDDING = {"type": "Embedding", "input_dim": 30, "output_dim": 4}


def spec(*layers: dict[str, Any], shape: Any = (None, 8), **more: Any) -> str:
    inputs = [{"name": "x", "shape": list(shape)}]
    return json.dumps({"rnngraph": 1, "name": "meant", "inputs": inputs, "layers": list(layers), **more})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"type": "LSTM", "hidden_size": 4}, {"type": "LSTM", "units": 4}),
        ({"type": "Dense", "out_features": 4}, {"type": "Dense", "units": 4}),
        ({"type": "Dropout", "p": 0.5}, {"type": "Dropout", "rate": 0.5}),
        ({"type": "LayerNormalization", "eps": 0.1}, {"type": "LayerNormalization", "epsilon": 0.1}),
        ({"class_name": "Dense", "units": 4}, {"type": "Dense", "units": 4}),
        ({"typ": "Dense", "units": 4}, {"type": "Dense", "units": 4}),
    ],
)
def test_another_languages_word_for_a_field(written: dict[str, Any], meant: dict[str, Any]) -> None:
    text = spec(written)
    (found,) = rg.loads(text).check()
    assert found.code == "RG110"
    assert json.loads(rg.fix(text).text)["layers"] == [meant]


def test_an_optimizers_too() -> None:
    training = {"optimizer": {"type": "Adam", "lr": 0.1}, "loss": "mse"}
    fixed = json.loads(rg.fix(spec({"type": "Dense", "units": 4}, training=training)).text)
    assert fixed["training"]["optimizer"] == {"type": "Adam", "learning_rate": 0.1}


def test_shares_misspelt() -> None:
    text = spec({"type": "Dense", "name": "e", "units": 8}, {"share": "e"})
    (found,) = rg.loads(text).check()
    assert (found.code, found.message) == (
        "RG110",
        'layer: a layer has no field "share"; did you mean "shares"?',
    )
    assert json.loads(rg.fix(text).text)["layers"][1] == {"shares": "e"}


def test_a_layer_with_a_shape_and_no_type_meant_neither() -> None:
    (found,) = rg.loads(spec({"shape": [4], "units": 3})).check()
    assert (found.code, found.message) == ("RG111", "layer: a layer needs `type`")


def test_a_parameter_as_a_shell_has_it() -> None:
    text = spec({"type": "Dense", "units": "${ size }"}, parameters={"size": 4})
    assert [each.code for each in rg.loads(text).check()] == ["RG130"]
    assert json.loads(rg.fix(text).text)["layers"] == [{"type": "Dense", "units": "$size"}]


@pytest.mark.parametrize(
    ("fields", "value", "said"),
    [
        ({"units": "$p"}, "four", '`units` is an integer, not "four" (from "$p")'),
        (
            {"type": "Dense", "units": "$(p - 4)"},
            4,
            '`units` has to be greater than or equal to 1, not 0 (from "$(p - 4)")',
        ),
        (
            {"type": "Dense", "units": 2, "activation": "$p"},
            "tahn",
            '`activation`: "tahn" (from "$p") is not an activation',
        ),
    ],
)
def test_a_value_says_which_parameter_it_came_from(fields: dict[str, Any], value: Any, said: str) -> None:
    (found,) = rg.loads(spec({"type": "Dense", **fields}, parameters={"p": value})).check()
    assert found.message.startswith(f"dense: {said}")


class TestTheBatchInAShape:
    @pytest.mark.parametrize(
        ("shape", "before", "without"),
        [((None, 20, 6), (), [20, 6]), ((None, 20), (EMBEDDING,), [20])],
    )
    def test_is_asked_about(self, shape: Any, before: Any, without: list[int]) -> None:
        text = spec(*before, LSTM, shape=shape)
        (found,) = rg.loads(text).check()
        assert found.message.endswith("; does the `shape` of x have the batch in it?")
        assert rg.fix(text).text == text
        fixed = json.loads(rg.fix(text, unsafe=True).text)
        assert fixed["inputs"][0]["shape"] == without
        assert rg.loads(json.dumps(fixed)).check() == []

    def test_is_not_where_too_little_comes(self) -> None:
        (found,) = rg.loads(spec(LSTM, shape=(None,))).check()
        assert found.message.endswith("x has 2: (None, None)")
