"""Rules about outputs and their losses: where they speak, and where they had better not."""

from __future__ import annotations

import json
from typing import Any

import pytest

import rnngraph as rg
from rnngraph import objects
from rnngraph.check.rules.fitting import LABELS_OF, SIBLINGS


def said(*layers: dict[str, Any], **fields: Any) -> list[tuple[str, str | None]]:
    """The codes, each with its layer, that a document of these layers over a sequence gets."""
    document = {"rnngraph": 1, "name": "g", "inputs": [{"name": "x", "shape": [None, 8]}], "layers": list(layers)}
    return [(each.code, each.layer) for each in rg.loads(json.dumps({**document, **fields})).check()]


SOFTMAX = {"name": "out", "type": "Dense", "units": 3, "activation": "softmax"}
LOGITS = {"name": "out", "type": "Dense", "units": 3}
FROM_LOGITS = {"type": "SparseCategoricalCrossentropy", "from_logits": True}
KERAS_FORM = {"class_name": "SparseCategoricalCrossentropy", "config": {"from_logits": True}}


class TestLogits:
    @pytest.mark.parametrize("loss", [FROM_LOGITS, KERAS_FORM, [FROM_LOGITS], {"out": FROM_LOGITS}])
    def test_a_softmax_is_none_in_whatever_form_the_loss_is(self, loss: Any) -> None:
        assert said(SOFTMAX, training={"loss": loss}) == [("RG811", "out")]
        assert said(LOGITS, training={"loss": loss}) == []

    def test_the_fix_leaves_the_rest_of_the_loss(self) -> None:
        loss = {**FROM_LOGITS, "ignore_class": 0}
        document = {"rnngraph": 1, "name": "g", "inputs": [{"name": "x", "shape": [8]}], "layers": [SOFTMAX]}
        text = rg.fix(json.dumps({**document, "training": {"loss": loss}})).text
        wanted = {"type": "SparseCategoricalCrossentropy", "ignore_class": 0}
        assert json.loads(text)["training"]["loss"] == wanted

    @pytest.mark.parametrize(
        "layers",
        [
            (
                {"type": "Dense", "units": 3, "name": "d"},
                {"type": "Activation", "activation": "softmax", "name": "out"},
            ),
            ({"type": "Dense", "units": 3, "name": "d"}, {"type": "Softmax", "name": "out"}),
            (SOFTMAX, {"type": "Identity", "name": "i"}),
            (
                {
                    "type": "TimeDistributed",
                    "layer": {"type": "Dense", "units": 3, "activation": "softmax"},
                    "name": "out",
                },
            ),
        ],
    )
    def test_a_softmax_is_seen_through_what_passes_it_on(self, layers: tuple[dict[str, Any], ...]) -> None:
        assert [code for code, _ in said(*layers, training={"loss": FROM_LOGITS})] == ["RG811"]
        assert said(*layers, training={"loss": "sparse_categorical_crossentropy"}) == []

    def test_numbers_without_bounds_are_no_probabilities(self) -> None:
        assert said(LOGITS, training={"loss": "categorical_crossentropy"}) == [("RG812", "out")]
        assert said({**LOGITS, "activation": "relu"}, training={"loss": "binary_crossentropy"}) == [("RG812", "out")]
        assert said({**LOGITS, "activation": "sigmoid"}, training={"loss": "binary_crossentropy"}) == []

    def test_what_an_output_comes_from_by_another_way_is_not_guessed(self) -> None:
        loss = {"loss": "sparse_categorical_crossentropy"}
        assert said({"type": "RNN", "cell": {"type": "GRUCell", "units": 3}}, training=loss) == []
        assert said(SOFTMAX, {"type": "GaussianNoise", "stddev": 0.1}, training=loss) == []

    def test_regression_has_none(self) -> None:
        for loss in ("mse", "mae", "huber", "log_cosh"):
            assert said(LOGITS, training={"loss": loss}) == []
            assert said(SOFTMAX, training={"loss": loss}) == []


class TestShapes:
    def test_one_number_is_no_choice_among_classes(self) -> None:
        one = {"name": "out", "type": "Dense", "units": 1, "activation": "sigmoid"}
        assert said(one, training={"loss": "sparse_categorical_crossentropy"}) == [("RG813", "out")]
        assert said(one, training={"loss": "binary_crossentropy"}) == []

    def test_ctc_is_of_sequences(self) -> None:
        pooled = {"name": "pooled", "type": "GlobalAveragePooling1D"}
        assert said(pooled, LOGITS, training={"loss": "ctc"}) == [("RG813", "out")]
        assert said(LOGITS, training={"loss": "ctc"}) == []

    def test_ctc_is_given_logits(self) -> None:
        assert said(SOFTMAX, training={"loss": "ctc"}) == [("RG811", "out")]

    def test_a_softmax_over_time_is_of_many(self) -> None:
        score = {"name": "score", "type": "Dense", "units": 1}
        assert said(score, {"name": "weights", "type": "Softmax", "axis": 1}) == []
        assert said(score, {"name": "weights", "type": "Softmax"}) == [("RG815", "weights")]


class TestMixedPrecision:
    @pytest.mark.parametrize(
        ("policy", "dtype", "codes"),
        [
            ("mixed_float16", None, ["RG810"]),
            ("mixed_bfloat16", None, ["RG810"]),
            ("float16", None, ["RG810"]),
            ("mixed_float16", "float32", []),
            ("float32", "mixed_float16", ["RG810"]),
            ("float32", None, []),
        ],
    )
    def test_a_softmax_is_computed_in_float32(self, policy: str, dtype: str | None, codes: list[str]) -> None:
        layer = {**SOFTMAX, **({"dtype": dtype} if dtype else {})}
        assert [code for code, _ in said(layer, dtype_policy=policy)] == codes

    def test_a_softmax_inside_is_no_output(self) -> None:
        assert said(SOFTMAX, {"type": "GRU", "units": 2}, dtype_policy="mixed_float16") == []


TWO = {"inputs": [{"name": "source", "shape": [None, 8]}, {"name": "target", "shape": [None, 8]}]}
BOTH = {"type": "Bidirectional", "layer": {"type": "GRU", "units": 4, "return_sequences": True}}
ENCODER = {"name": "encoder", "type": "GRU", "units": 4, "inputs": "source"}
DECODER = {
    "name": "decoder",
    "type": "GRU",
    "units": 4,
    "return_sequences": True,
    "inputs": "target",
    "initial_state": "encoder",
}


class TestDecoders:
    """RG423: only where a decoder gives out a sequence, and a layer on its way runs backwards too."""

    def test_a_bidirectional_encoder_may_see_all(self) -> None:
        encoder = {"name": "encoder", **BOTH, "inputs": "source"}
        start = {
            "name": "start",
            "type": "Concatenate",
            "inputs": ["encoder.forward_state_h", "encoder.backward_state_h"],
        }
        decoder = {**DECODER, "units": 8, "initial_state": "start"}
        attention = {"name": "attention", "type": "Attention", "inputs": ["decoder", "encoder"]}
        assert said(encoder, start, decoder, attention, **TWO) == []

    def test_a_layer_above_the_decoder_may_not(self) -> None:
        upper = {"name": "upper", **BOTH}
        assert said(ENCODER, DECODER, upper, **TWO) == [("RG423", "upper")]

    def test_one_answer_for_the_whole_sequence_may_see_it(self) -> None:
        upper = {"name": "upper", **BOTH}
        answer = {"name": "answer", "type": "GRU", "units": 2}
        assert said(ENCODER, DECODER, upper, answer, **TWO) == []

    def test_a_tagger_reads_in_both_directions(self) -> None:
        assert said({"name": "tagger", **BOTH}, SOFTMAX) == []


def test_a_metric_that_is_offered_takes_what_the_loss_does() -> None:
    for (metric, wanted), sibling in SIBLINGS.items():
        found = objects.METRICS.class_of(sibling)
        assert found
        assert (LABELS_OF[found], LABELS_OF[metric] != wanted) == (wanted, True)


class TestMetrics:
    SPARSE, CATEGORICAL = "sparse_categorical_crossentropy", "categorical_crossentropy"

    @pytest.mark.parametrize(
        ("loss", "metrics", "fixed"),
        [
            (SPARSE, ["accuracy", "sparse_categorical_accuracy"], None),
            (SPARSE, ["categorical_accuracy"], ["sparse_categorical_accuracy"]),
            (CATEGORICAL, ["accuracy", "sparse_categorical_accuracy"], ["accuracy", "categorical_accuracy"]),
            (CATEGORICAL, {"out": ["binary_accuracy"]}, {"out": ["categorical_accuracy"]}),
            ({"out": SPARSE}, {"out": "categorical_accuracy"}, {"out": "sparse_categorical_accuracy"}),
            (CATEGORICAL, ["mse", "auc", "precision"], None),
            ("mse", ["categorical_accuracy"], None),
        ],
    )
    def test_they_take_targets_as_the_loss_does(self, loss: Any, metrics: Any, fixed: Any) -> None:
        document = {"rnngraph": 1, "name": "g", "inputs": [{"name": "x", "shape": [8]}], "layers": [SOFTMAX]}
        text = json.dumps({**document, "training": {"loss": loss, "metrics": metrics}})
        assert [each.code for each in rg.loads(text).check()] == (["RG820"] if fixed else [])
        if fixed:
            assert json.loads(rg.fix(text, unsafe=True).text)["training"]["metrics"] == fixed
