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
    @pytest.mark.parametrize(("shape", "without"), [((None, 20, 6), [20, 6]), ((32, 20, 6), [20, 6])])
    def test_is_asked_about(self, shape: Any, without: list[int]) -> None:
        text = spec(LSTM, shape=shape)
        (found,) = rg.loads(text).check()
        assert found.message.endswith("; does the `shape` of x have the batch in it?")
        assert rg.fix(text).text == text
        fixed = json.loads(rg.fix(text, unsafe=True).text)
        assert fixed["inputs"][0]["shape"] == without
        assert rg.loads(json.dumps(fixed)).check() == []

    def test_is_not_where_too_little_comes(self) -> None:
        (found,) = rg.loads(spec(LSTM, shape=(None,))).check()
        assert found.message.endswith("x has 2: (None, None); the shape of one number a step is [null, 1]")

    def test_is_not_where_a_layer_accepts_the_input(self) -> None:
        (found,) = rg.loads(spec(EMBEDDING, LSTM, shape=(None, 20))).check()
        assert "batch in it" not in found.message
        assert "TimeDistributed around LSTM" in found.message


class TestWhatIsNoSpecAtAll:
    @pytest.mark.parametrize(
        "text",
        [
            "import rnngraph as rg\n\ngraph = {}\n",
            "# rnngraph {\n\nRecurrent networks, declared.\n",
            '[build-system]\nrequires = ["setuptools"]\n',
            "web: gunicorn\n",
        ],
    )
    def test_is_not_mended(self, text: str) -> None:
        (found,) = rg.loads(text).check()
        assert (found.code, found.fix) == ("RG101", None)
        assert found.message == "this is no JSON: a spec is an object, and begins with {"
        assert rg.fix(text, unsafe=True).text == text

    @pytest.mark.parametrize("text", ["// a note\n{'rnngraph': 1,}", '"rnngraph": 1}', " \ufeff/* {} */ {rnngraph: 1}"])
    def test_is_not_a_spec_with_slips(self, text: str) -> None:
        assert not any("begins with {" in each.message for each in rg.loads(text).check())

    def test_is_no_spec_among_others(self) -> None:
        assert not rg.is_spec('{\n  // settings\n  "editor.tabSize": 2,\n}')
        assert rg.is_spec('{"rnngraph": 1,')
        assert not rg.is_spec("")


class TestWhatIsTooFarForAFixUnseen:
    """Similar is not the same: what a fix may write unseen is what one slip of the hand parts from it."""

    @pytest.mark.parametrize(
        ("written", "known"),
        [("decoder", "encoder"), ("lstm_b", "lstm_a"), ("outer", "other"), ("target", "source_target")],
    )
    def test_a_reference(self, written: str, known: str) -> None:
        text = spec({"type": "Dense", "units": 8, "name": known}, {"type": "Dense", "units": 8, "inputs": written})
        assert rg.fix(text).text == text

    def test_a_slip_in_a_reference_is_mended(self) -> None:
        for written in ("encodre", "encder", "encodeer"):
            layers = (
                {"type": "Dense", "units": 8, "name": "encoder"},
                {"type": "Dense", "units": 8, "inputs": written},
            )
            assert json.loads(rg.fix(spec(*layers)).text)["layers"][1]["inputs"] == "encoder"

    @pytest.mark.parametrize("written", ["BiLSTM", "EmbeddingBag", "TimeDistributedDense", "ConvLSTM"])
    def test_a_type(self, written: str) -> None:
        text = spec({"type": written, "units": 4})
        assert rg.fix(text).text == text
        message = rg.loads(text).check()[0].message
        assert "did you mean" in message or "; write " in message

    @pytest.mark.parametrize("written", ["Linear", "keras.layers.Dense", "Densee", "dense"])
    def test_another_name_of_a_type(self, written: str) -> None:
        assert json.loads(rg.fix(spec({"type": written, "units": 4})).text)["layers"][0]["type"] == "Dense"

    @pytest.mark.parametrize("loss", ["crossentropy", "CrossEntropy"])
    def test_what_may_be_several(self, loss: str) -> None:
        text = spec({"type": "Dense", "units": 4, "activation": "softmax"}, training={"loss": loss})
        (found,) = (each for each in rg.loads(text).check() if each.code == "RG121")
        assert found.fix is None


def test_the_most_common_error_names_its_remedy_in_python_too() -> None:
    x = rg.Input("x", (None, 8))
    (found,) = rg.Sequential("m", [x, rg.LSTM(3), rg.LSTM(4)]).check()
    assert found.message.endswith("; set `return_sequences` to true on it to get every step")


def test_training_beside_its_section() -> None:
    text = spec({"type": "Dense", "units": 4}, loss="mse")
    (found,) = rg.loads(text).check()
    assert found.message == 'a document has no field "loss"; it belongs in `training`'


def test_what_is_no_object_is_told_by_its_place() -> None:
    (found,) = rg.loads(spec("Dense")).check()  # type: ignore[arg-type]
    assert found.message == '`layers.0` is an object, not "Dense"'


def test_who_demands_cudnn_is_not_overruled_unseen() -> None:
    layers = [{"type": "Embedding", "input_dim": 9, "output_dim": 4, "mask_zero": True}, LSTM | {"cudnn": "require"}]
    inputs = [{"name": "x", "shape": [None], "mask": "any"}]
    text = json.dumps({"rnngraph": 1, "name": "m", "inputs": inputs, "layers": layers})
    assert "RG501" in [each.code for each in rg.loads(text).check()]
    assert rg.fix(text).text == text


def test_tokens_are_not_made_a_mask() -> None:
    layers = [{"type": "Embedding", "input_dim": 9, "output_dim": 4}, LSTM | {"mask": "x"}]
    inputs = [{"name": "x", "shape": [5], "dtype": "int32"}]
    text = json.dumps({"rnngraph": 1, "name": "m", "inputs": inputs, "layers": layers})
    assert [(each.code, each.fix) for each in rg.loads(text).check()] == [("RG502", None)]


@pytest.mark.parametrize("activation", ["sigmoid", None])
def test_a_loss_that_cannot_be_is_all_that_is_said_of_the_training(activation: str | None) -> None:
    training = {"loss": "sparse_categorical_crossentropy", "metrics": ["binary_accuracy"]}
    text = spec({"type": "Dense", "units": 1, "activation": activation}, shape=(8,), training=training)
    assert [each.code for each in rg.loads(text).check()] == ["RG813"]


class TestInPython:
    x = rg.Input("x", (None, 8))

    @pytest.mark.parametrize("outputs", [rg.Dense(3), [rg.Dense(3)], {"y": rg.Dense(3)}])
    def test_a_layer_that_was_not_called(self, outputs: Any) -> None:
        with pytest.raises(TypeError, match=r"not Dense\(units=3\); call it first: Dense\(\.\.\.\)\(x\)"):
            rg.Graph("m", self.x, outputs)

    def test_what_belongs_in_the_call(self) -> None:
        with pytest.raises(rg.InvalidSpec, match=r"it is given in the call, LSTM\(\.\.\.\)\(x, initial_state=\.\.\.\)"):
            rg.LSTM(4, initial_state=self.x)  # type: ignore[call-arg]

    def test_a_finding_is_explained(self) -> None:
        (found,) = rg.Sequential("m", [rg.Input("x", (4,)), rg.LSTM(3)]).check()
        assert rg.explain(found) == rg.explain("RG301")


def test_an_axis_that_a_layer_added_is_no_batch() -> None:
    (found,) = rg.loads(spec({"type": "Reshape", "target_shape": [5, 4, 8]}, LSTM, shape=(20, 8))).check()
    assert found.message.partition("; ")[0].endswith("reshape has 4: (None, 5, 4, 8)")
