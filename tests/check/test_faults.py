"""Reports of answers that misled, and siblings of them: what is said, and what a fix makes of the document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.documents.lines import applied

FAULTS = Path(__file__).parent / "faults"
LSTM = {"type": "LSTM", "units": 3}
STEPS = {**LSTM, "return_sequences": True}
CONV = {"type": "Conv2D", "filters": 8, "kernel_size": 3}


def fault(name: str) -> str:
    return (FAULTS / f"{name}.json").read_text(encoding="utf-8")


def spec(*layers: dict[str, Any], shape: Any = (None, 8), **more: Any) -> str:
    inputs = [{"name": "x", "shape": list(shape)}]
    return json.dumps({"rnngraph": 1, "name": "fault", "inputs": inputs, "layers": list(layers), **more})


def one(text: str) -> rg.Diagnostic:
    (found,) = rg.loads(text).check()
    return found


def fixed(text: str, *, unsafe: bool = True) -> Any:
    return json.loads(rg.fix(text, unsafe=unsafe).text)


class TestWrongRank:
    def test_a_sequence_for_a_vector(self) -> None:
        text = fault("sequence_into_repeat")
        assert one(text).message.endswith(
            "encoder returns every step; set `return_sequences` to false on it to get only the last one"
        )
        assert rg.fix(text).count == 0
        assert fixed(text)["layers"][0]["return_sequences"] is False
        assert rg.loads(json.dumps(fixed(text))).check() == []

    def test_a_sequence_for_a_vector_that_others_read_too(self) -> None:
        layers: list[dict[str, Any]] = [
            {"name": "encoder", **STEPS},
            {"name": "repeat", "type": "RepeatVector", "n": 4, "inputs": "encoder"},
            {"name": "decoder", **STEPS},
            {"name": "attend", "type": "Attention", "inputs": ["decoder", "encoder"]},
        ]
        found = one(spec(*layers))
        assert found.message.endswith("read encoder.state_h to get only the last one")
        assert found.fix is None

    @pytest.mark.parametrize("wrapper", ["Bidirectional", "TimeDistributed"])
    def test_a_sequence_from_inside_a_wrapper(self, wrapper: str) -> None:
        last = {"type": "RepeatVector", "n": 4} if wrapper == "Bidirectional" else LSTM
        shape = (None, 8) if wrapper == "Bidirectional" else (5, 6, 8)
        text = spec({"name": "inner", "type": wrapper, "layer": STEPS}, last, shape=shape)
        assert "set `return_sequences` to false on it" in one(text).message
        assert fixed(text)["layers"][0]["layer"]["return_sequences"] is False

    def test_a_picture_for_a_sequence(self) -> None:
        found = one(fault("picture_into_lstm"))
        assert "batch in it" not in found.message
        assert "Reshape with `target_shape` [126, 1008]" in found.message
        assert "TimeDistributed" in found.message
        assert found.fix is None

    def test_a_film_for_a_picture(self) -> None:
        found, behind = rg.loads(fault("film_into_conv2d")).check()
        assert found.message.endswith(
            "put Conv2D into TimeDistributed to apply it to each frame, or use Conv3D for a film"
        )
        assert found.fix is None
        assert behind.message.endswith(
            "flat has 2: (None, ?); put Flatten into TimeDistributed to keep the steps of a sequence"
        )

    @pytest.mark.parametrize("layer", ["MaxPooling2D", "AveragePooling2D"])
    def test_a_film_for_a_pooling_of_pictures(self, layer: str) -> None:
        message = rg.loads(spec({"type": layer, "pool_size": 2}, LSTM, shape=(9, 8, 8, 3))).check()[0].message
        assert f"put {layer} into TimeDistributed" in message
        assert f"use {layer.replace('2D', '3D')} for a film" in message

    def test_a_batch_of_pictures_may_be_one(self) -> None:
        found = one(spec(CONV, {"type": "GlobalAveragePooling2D"}, shape=(32, 28, 28, 1)))
        assert "TimeDistributed" in found.message
        assert found.message.endswith("or does the `shape` of x have the batch in it?")

    def test_the_batch_is_not_asked_about_if_another_layer_accepts_the_input(self) -> None:
        layers: list[dict[str, Any]] = [
            {"name": "a", **LSTM},
            {"name": "b", "type": "TimeDistributed", "layer": LSTM, "inputs": "x"},
        ]
        found = one(spec(*layers, shape=(9, 10, 8), outputs=["a", "b"]))
        assert "batch in it" not in found.message
        assert found.fix is None

    def test_a_vector_for_a_sequence(self) -> None:
        assert one(spec(LSTM, shape=(10,))).message.endswith("the shape of one number a step is [10, 1]")
        assert one(spec(CONV, shape=(28, 28))).message.endswith("the shape of a picture of one channel is [28, 28, 1]")
        assert "put Flatten into TimeDistributed" in one(spec({"type": "Flatten"}, LSTM, shape=(5, 8))).message
        assert "RepeatVector" in one(spec({"type": "Dense", "units": 4}, LSTM, shape=(5,))).message

    def test_an_autoencoder_keeps_its_bottleneck(self) -> None:
        text = spec({"name": "encoder", **LSTM}, {"name": "decoder", **STEPS}, {"type": "Dense", "units": 8})
        message = one(text).message
        assert "set `return_sequences` to true on it" in message
        assert "RepeatVector between them" in message
        assert rg.fix(text).text == text
        assert fixed(text)["layers"][0]["return_sequences"] is True

    @pytest.mark.parametrize("between", [[], [{"name": "drop", "type": "Dropout", "rate": 0.1}]])
    @pytest.mark.parametrize("reads", [None, "encoder", ["encoder"]])
    def test_and_is_offered_a_repeat_vector(self, reads: Any, between: list[dict[str, Any]]) -> None:
        if between and reads:
            reads = "drop" if isinstance(reads, str) else ["drop"]
        given = {} if reads is None else {"inputs": reads}
        decoder = {"name": "decoder", **STEPS, **given}
        text = spec({"name": "encoder", **LSTM}, *between, decoder, {"type": "Dense", "units": 8}, shape=(5, 8))
        (first, repeat) = rg.quick_fixes(text)
        assert (first.safe, repeat.safe) == (False, False)
        assert repeat.title == "repeat the last step of encoder 5 times"
        made = applied(text, repeat.edits)
        assert rg.loads(made).check() == []
        layer = json.loads(made)["layers"][1 + len(between)]
        assert (layer["type"], layer["n"]) == ("RepeatVector", 5)
        assert "return_sequences" not in json.loads(made)["layers"][0]
        assert "\n  or: repeat the last step of encoder 5 times\n" in str(rg.loads(text).check())

    def test_but_not_if_the_number_of_steps_is_not_known(self) -> None:
        text = spec({"name": "encoder", **LSTM}, {"name": "decoder", **STEPS}, shape=(None, 8))
        assert len(rg.quick_fixes(text)) == 1

    def test_which_has_a_name_of_its_own(self) -> None:
        taken = [{"name": name, "type": "Dense", "units": 8} for name in ("repeat", "repeat_2")]
        text = spec(*taken, {"name": "encoder", **LSTM}, {"name": "decoder", **STEPS}, shape=(5, 8))
        made = json.loads(applied(text, rg.quick_fixes(text)[1].edits))
        assert made["layers"][3]["name"] == "repeat_3"

    def test_a_stack_is_mended_unseen(self) -> None:
        assert fixed(spec(LSTM, LSTM), unsafe=False)["layers"][0]["return_sequences"] is True


class TestFixes:
    @pytest.mark.parametrize("pair", [("hidden_size", "num_units"), ("hidden_units", "unts")])
    def test_two_words_for_one_field_are_the_authors_choice(self, pair: tuple[str, str]) -> None:
        text = spec({"type": "LSTM", pair[0]: 4, pair[1]: 5})
        assert rg.fix(text, unsafe=True).text == text
        for found in rg.loads(text).check():
            assert found.message.endswith("mean the same: keep one and write `units`")

    def test_the_fault_itself(self) -> None:
        text = fault("two_spellings_of_units")
        assert rg.fix(text, unsafe=True).text == text

    @pytest.mark.parametrize("value", [4, None])
    def test_a_field_that_is_there_is_not_written_again(self, value: int | None) -> None:
        text = spec({"type": "LSTM", "units": value, "hidden_size": 5})
        assert rg.fix(text, unsafe=True).text == text

    def test_dropout_of_keras_1(self) -> None:
        layer = fixed(fault("dropout_w_and_u"), unsafe=False)["layers"][0]
        assert (layer["dropout"], layer["recurrent_dropout"]) == (0.2, 0.3)

    def test_arguments_of_an_optimizer(self) -> None:
        optimizer = {"type": "Adam", "lr": 0.1, "learning_rat": 0.2}
        text = spec({"type": "Dense", "units": 2}, training={"loss": "mse", "optimizer": optimizer})
        assert rg.fix(text, unsafe=True).text == text
        assert one(text).message.endswith("`learning_rat` and `lr` mean the same: keep one and write `learning_rate`")

    def test_a_moved_field_and_a_renamed_one_are_not_both_written(self) -> None:
        text = spec({"type": "Bidirectional", "units": 4, "layer": {"type": "LSTM", "unitss": 4}})
        layer = json.loads(rg.fix(text, unsafe=True).text, object_pairs_hook=list)
        keys = [key for key, _ in dict(dict(layer)["layers"][0])["layer"]]
        assert len(keys) == len({*keys})

    @pytest.mark.parametrize("word", ["Mean", "Max", "Min", "Prod", "Repeat", "ConvLSTM"])
    def test_a_word_that_is_only_like_a_type(self, word: str) -> None:
        text = spec({"type": word})
        assert rg.fix(text).text == text
        assert one(text).code == "RG117"

    def test_measured_features_need_no_embedding(self) -> None:
        text = fault("floats_into_embedding")
        assert "measured features need no Embedding" in one(text).message
        assert rg.fix(text).text == text
        assert fixed(text)["inputs"][0]["dtype"] == "int32"

    def test_an_input_that_others_read_as_floats_is_not_made_an_integer(self) -> None:
        embed = {"name": "e", "type": "Embedding", "input_dim": 4, "output_dim": 3, "inputs": "x"}
        text = spec(embed, {"name": "r", **LSTM, "inputs": "x"}, outputs=["e", "r"])
        found = next(each for each in rg.loads(text).check() if each.code == "RG309")
        assert found.fix is None


class TestOneMistakeDoesNotHideAnother:
    def codes(self, text: str) -> list[tuple[str, str | None]]:
        return [(each.code, each.layer) for each in rg.loads(text).check()]

    def test_a_layer_with_bad_units_knows_its_rank(self) -> None:
        text = fault("bad_units_hides_sequence")
        assert self.codes(text) == [("RG112", "first"), ("RG301", "second")]
        message = rg.loads(text).check()[1].message
        assert "first has 2: (None, ?); first returns only its last step" in message

    def test_a_layer_with_a_wrong_input_knows_what_follows(self) -> None:
        expected = [("RG301", "reader"), ("RG610", "upper"), ("RG815", "out")]
        assert self.codes(fault("wrong_input_hides_cudnn")) == expected

    @pytest.mark.parametrize(
        "wrong",
        [
            {"units": 0},
            {"units": None},
            {"units": "$nowhere"},
            {"unitss": 4},
            {"hidden_size": 4},
            {"units": 4, "activation": "tahn"},
            {"units": 4, "kernel_initializer": {"type": "RandomNormal", "std": 1}},
            {"units": 4, "dropout": 2},
            {"units": 4, "input_shape": [5, 8]},
            {"units": 4, "no_such_field": 4},
        ],
        ids=json.dumps,
    )
    def test_whatever_is_wrong_with_a_layer_its_rank_is_known(self, wrong: dict[str, Any]) -> None:
        found = self.codes(spec({"name": "a", "type": "LSTM", **wrong}, {"name": "b", **LSTM}))
        assert len(found) == 2
        assert found[1] == ("RG301", "b")

    @pytest.mark.parametrize(
        "wrong", [{"return_sequences": "yes"}, {"return_seqences": True}, {"OutputMode": "sequence"}]
    )
    def test_a_rank_that_is_unknown_is_not_told(self, wrong: dict[str, Any]) -> None:
        assert len(self.codes(spec({"name": "a", **LSTM, **wrong}, {"name": "b", **LSTM}))) == 1

    def test_sizes_that_are_unknown_are_not_compared(self) -> None:
        layers: list[dict[str, Any]] = [{"name": "a", "type": "LSTM", "units": 0}, {"name": "b", **LSTM, "inputs": "x"}]
        text = spec(*layers, {"name": "sum", "type": "Add", "inputs": ["a", "b"]})
        assert self.codes(text) == [("RG113", "a")]

    def test_its_own_cudnn_reasons_are_told(self) -> None:
        layer = {"name": "a", "type": "LSTM", "units": 0, "activation": "relu", "cudnn": "require"}
        assert self.codes(spec(layer)) == [("RG113", "a"), ("RG601", "a")]

    def test_inside_a_wrapper_and_a_block(self) -> None:
        inner = {"type": "Bidirectional", "layer": {"type": "LSTM", "units": -1}}
        assert self.codes(spec({"name": "a", **inner}, {"name": "b", **LSTM})) == [("RG113", "a"), ("RG301", "b")]
        block = {
            "inputs": [{"name": "i", "shape": [None, 8]}],
            "layers": [{"name": "a", **inner}, {"name": "b", **LSTM}],
        }
        found = self.codes(spec({"name": "use", "type": "Block", "block": "B"}, blocks={"B": block}))
        assert [code for code, _ in found] == ["RG113", "RG301"]

    def test_behind_a_layer_of_an_unknown_type(self) -> None:
        layers: list[dict[str, Any]] = [{"name": "a", "type": "Hashing"}, {"name": "b", **LSTM}, {"name": "c", **LSTM}]
        assert self.codes(spec(*layers)) == [("RG117", "a"), ("RG301", "c")]

    def test_behind_a_reference_that_leads_nowhere(self) -> None:
        layers: list[dict[str, Any]] = [{"name": "b", **LSTM, "inputs": "nowhere"}, {"name": "c", **LSTM}]
        assert self.codes(spec(*layers)) == [("RG202", "b"), ("RG301", "c")]

    def test_a_mask_that_is_lost_behind_bad_units(self) -> None:
        layers: list[dict[str, Any]] = [
            {"name": "words", "type": "Embedding", "input_dim": 9, "output_dim": 0, "mask_zero": True},
            {"name": "flat", "type": "Reshape", "target_shape": [5, -1]},
            {"name": "read", **LSTM},
        ]
        right: list[dict[str, Any]] = [{**layers[0], "output_dim": 3}, *layers[1:]]
        lost = self.codes(spec(*right, shape=(5,)))
        assert lost
        assert self.codes(spec(*layers, shape=(5,))) == [("RG113", "words"), *lost]


class TestWordsFromElsewhere:
    def test_an_alias(self) -> None:
        graph = rg.loads(fault("conv1d_old_name"))
        assert graph.check() == []
        assert graph.analysis.graph.nodes[0].type == "Conv1D"

    @pytest.mark.parametrize(
        ("name", "answer"),
        [
            ("batch_input_shape", "write the shape in `inputs`, without the batch"),
            ("input_length", "the length stands in the input's `shape`"),
            ("loss_cross_entropy", '{"type": "SparseCategoricalCrossentropy", "from_logits": true}'),
            ("sum_is_no_add", "Add adds the outputs of several layers"),
        ],
    )
    def test_a_word(self, name: str, answer: str) -> None:
        text = fault(name)
        assert answer in one(text).message
        assert rg.fix(text).text == text

    def test_an_inputs_batch_shape_is_not_its_shape(self) -> None:
        tree = json.loads(spec({"type": "Dense", "units": 2}))
        tree["inputs"] = [{"name": "x", "batch_shape": [3, 4]}]
        found = rg.loads(json.dumps(tree)).check()[0]
        assert found.message.endswith("write `shape`, without the batch, and the batch as `batch_size` of the model")
        assert found.fix is None

    @pytest.mark.parametrize("wrapper", ["Bidirectional", "TimeDistributed", "RNN"])
    def test_a_name_inside_a_wrapper_is_ignored(self, wrapper: str) -> None:
        field, inner = ("cell", {**LSTM, "type": "LSTMCell"}) if wrapper == "RNN" else ("layer", LSTM)
        shape = (4, None, 8) if wrapper == "TimeDistributed" else (None, 8)
        named, plain = (
            rg.loads(spec({"type": wrapper, field: {**inner, **name}}, shape=shape)) for name in ({"name": "own"}, {})
        )
        assert named.check() == []
        assert named == plain

    @pytest.mark.parametrize("field", ["inputs", "initial_state", "mask", "description", "shares"])
    def test_another_field_of_a_layers_place_is_not(self, field: str) -> None:
        assert one(spec({"type": "Bidirectional", "layer": {**LSTM, field: "x"}})).code == "RG119"
