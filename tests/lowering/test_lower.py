"""Each layer as a call: plain data for every case, and an error that names a layer without a lowering."""

from __future__ import annotations

from typing import Any

import pytest

import rnngraph as rg
from rnngraph.analysis import analyse
from rnngraph.documents.load import from_text
from rnngraph.layers.base import Layer
from rnngraph.lowering import Context, KerasCall, KerasModel, KerasName, lower, lower_model
from tests.layers.documents import all_cases, document

CONTEXT = Context("float32")


def leaves(value: Any) -> set[type]:
    """The types of everything in an argument that does not contain further arguments."""
    match value:
        case KerasCall():
            return leaves(dict(value.arguments)) | leaves(dict(value.attributes))
        case KerasModel():
            return leaves([*value.inputs.values(), *value.layers.values()])
        case list() | tuple():
            return {kind for each in value for kind in leaves(each)}
        case dict():
            assert all(isinstance(name, str) for name in value)
            return leaves(list(value.values()))
    return {type(value)}


@pytest.mark.parametrize("case", all_cases())
def test_a_layer_becomes_plain_data(case: dict[str, Any]) -> None:
    call = lower_model(analyse(from_text(document(case)))).layers["subject"]
    assert leaves(call) <= {str, int, float, bool, type(None), KerasName}


def test_a_layer_without_a_lowering_is_named() -> None:
    class Unheard(Layer):
        """A layer of no family."""

        def infer(self, call: Any) -> Any:
            raise AssertionError

    with pytest.raises(NotImplementedError, match="strange: Unheard has no lowering to Keras"):
        lower(Unheard(), "strange", CONTEXT)


def test_fields_become_arguments() -> None:
    call = lower(rg.Dense(3, activation="relu", kernel_regularizer={"type": "L2", "l2": 0.5}), "dense", CONTEXT)
    assert call.target == "keras.layers.Dense"
    assert call.arguments["units"] == 3
    assert call.arguments["activation"] == KerasName("keras.activations.relu")
    assert call.arguments["kernel_initializer"] == KerasCall("keras.initializers.GlorotUniform")
    assert call.arguments["kernel_regularizer"] == KerasCall("keras.regularizers.L2", {"l2": 0.5})
    assert call.arguments["name"] == "dense"
    assert call.attributes == {}


def test_the_dtype_policy_is_the_layers_own_or_that_of_the_context() -> None:
    policies = [lower(layer, "x", CONTEXT).arguments["dtype"] for layer in (rg.Dense(2), rg.Dense(2, dtype="float64"))]
    assert policies == ["float32", "float64"]


def test_orthogonal_is_cast_in_bfloat16() -> None:
    layer = rg.LSTM(4, recurrent_initializer={"type": "Orthogonal", "gain": 2.0})
    found = {
        policy: lower(layer, "x", Context(policy)).arguments["recurrent_initializer"]
        for policy in ("bfloat16", "mixed_bfloat16")
    }
    assert found == {
        "bfloat16": KerasCall("rnngraph.keras.initializers.CastOrthogonal", {"gain": 2.0}),
        "mixed_bfloat16": KerasCall("keras.initializers.Orthogonal", {"gain": 2.0}),
    }


@pytest.mark.parametrize(
    ("layer", "target"),
    [
        (rg.EinsumDense("abc,cd->abd", [None, 4]), "rnngraph.keras.einsum.MendedEinsumDense"),
        (rg.EinsumDense("ab,bc->ac", 4), "keras.layers.EinsumDense"),
        (rg.ReversibleEmbedding(5, 3), "keras.layers.ReversibleEmbedding"),
        (rg.ReversibleEmbedding(5, 3, mask_zero=True), "rnngraph.keras.encoding.MendedReversibleEmbedding"),
        (rg.SpatialDropout1D(0.5), "keras.layers.SpatialDropout1D"),
        (rg.SpatialDropout1D(0.5, dtype="mixed_float16"), "rnngraph.keras.regularizing.MendedSpatialDropout1D"),
    ],
)
def test_a_fixed_class_is_used_only_if_keras_would_report_something_wrong(layer: Layer, target: str) -> None:
    assert lower(layer, "x", CONTEXT).target == target


@pytest.mark.parametrize("layer", [rg.ConvLSTM1D(2, 3, trainable=False), rg.RNN(rg.GRUCell(2), trainable=False)])
def test_training_is_stopped_after_construction_in_layers_that_contain_others(layer: Layer) -> None:
    call = lower(layer, "x", CONTEXT)
    assert "trainable" not in call.arguments
    assert call.attributes == {"trainable": False}
