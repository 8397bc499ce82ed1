"""A whole model as data: order, references, call arguments, masks, outputs, training."""

from __future__ import annotations

import json
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.graph import Ref
from rnngraph.lowering import CarriedMask, KerasCall, KerasModel, LayerCall, lower_model


def lowered(graph: rg.Graph) -> KerasModel:
    """The model of a graph that has no errors."""
    graph.require_valid()
    return lower_model(graph.analysis)


def encoder_decoder() -> KerasModel:
    """An encoder whose states start a decoder."""
    source, target = rg.Input("source", (None, 3)), rg.Input("target", (None, 3))
    encoder = rg.LSTM(4, name="encoder")(source)
    decoder = rg.LSTM(4, name="decoder")(target, initial_state=encoder.states)
    return lowered(rg.Graph("seq2seq", [source, target], {"result": rg.Dense(2, name="dense")(decoder)}))


def test_layers_and_calls_are_in_the_order_of_the_analysis() -> None:
    model = encoder_decoder()
    assert list(model.layers) == ["encoder", "decoder", "dense"]
    assert [each.node for each in model.calls] == ["encoder", "decoder", "dense"]


def test_references_name_a_node_and_a_port() -> None:
    encoder, decoder, dense = encoder_decoder().calls
    assert encoder == LayerCall("encoder", "encoder", (Ref("source", "output"),), {}, ("output", "state_h", "state_c"))
    states = [Ref("encoder", "state_h"), Ref("encoder", "state_c")]
    assert decoder == LayerCall(
        "decoder", "decoder", (Ref("target", "output"),), {"initial_state": states}, ("output",)
    )
    assert dense.inputs == (Ref("decoder", "output"),)


def test_a_layer_returns_its_states_only_if_they_are_read() -> None:
    layers = encoder_decoder().layers
    assert [layers[name].arguments["return_state"] for name in ("encoder", "decoder")] == [True, False]


def test_inputs_have_shape_and_dtype() -> None:
    arguments = {"batch_shape": (None, None, 3), "dtype": "float32", "name": "source"}
    assert encoder_decoder().inputs["source"] == KerasCall("keras.Input", arguments)


def test_inputs_and_outputs_are_nested_as_in_the_graph() -> None:
    model = encoder_decoder().model
    assert model.target == "keras.Model"
    assert model.arguments == {
        "inputs": [Ref("source", "output"), Ref("target", "output")],
        "outputs": {"result": Ref("dense", "output")},
        "name": "seq2seq",
    }
    x = rg.Input("x", (3,))
    dense = rg.Dense(2, name="dense")(x)
    several = lowered(rg.Graph("model", x, [dense, x])).model.arguments
    assert several["inputs"] == Ref("x", "output")
    assert several["outputs"] == [Ref("dense", "output"), Ref("x", "output")]
    assert lowered(rg.Graph("model", x, dense)).model.arguments["outputs"] == Ref("dense", "output")


def test_a_shared_layer_is_made_once_and_returns_states_that_any_call_needs() -> None:
    x, y = rg.Input("x", (None, 3)), rg.Input("y", (None, 3))
    reader = rg.LSTM(4, name="reader")
    one, other = reader(x), reader(y)
    model = lowered(rg.Graph("model", [x, y], [one, other.state_c]))
    assert list(model.layers) == ["reader"]
    assert {each.layer for each in model.calls} == {"reader"}
    assert {each.ports for each in model.calls} == {("output", "state_h", "state_c")}


def test_layers_that_reach_no_output_are_left_out() -> None:
    layers = [
        {"name": "dead", "type": "Dense", "units": 2, "inputs": "x"},
        {"name": "alive", "shares": "dead", "inputs": "x"},
        {"name": "also_dead", "type": "Dense", "units": 5, "inputs": "x"},
    ]
    inputs = [{"name": "x", "shape": [3]}]
    tree = {"rnngraph": 1, "name": "model", "inputs": inputs, "layers": layers, "outputs": "alive"}
    model = lower_model(rg.loads(json.dumps(tree)).analysis)
    assert list(model.layers) == ["dead"]
    assert [(each.node, each.layer) for each in model.calls] == [("alive", "dead")]


def test_states_of_a_stack_are_nested() -> None:
    x = rg.Input("x", (None, 3))
    cells = [rg.LSTMCell(4), rg.GRUCell(5)]
    encoder = rg.RNN(cells, name="encoder")(x)
    decoder = rg.RNN(cells, name="decoder")(x, initial_state=encoder.states)
    call = lowered(rg.Graph("model", x, decoder)).calls[1]
    h, c, other = (Ref("encoder", f"cell_{port}") for port in ("0_state_h", "0_state_c", "1_state_h"))
    assert call.arguments == {"initial_state": [[h, c], [other]]}


def test_a_mask_that_keras_would_drop_beside_initial_states_is_passed_on() -> None:
    x, h = rg.Input("x", (None,), dtype="int32"), rg.Input("h", (4,))
    words = rg.Embedding(9, 3, mask_zero=True, name="words")(x)
    model = lowered(rg.Graph("model", [x, h], rg.GRU(4, name="gru")(words, initial_state=[h])))
    mask = CarriedMask(Ref("words", "output"))
    assert model.calls[1].arguments == {"initial_state": [Ref("h", "output")], "mask": mask}
    assert "mask" not in lowered(rg.Graph("model", x, rg.GRU(4)(words))).calls[1].arguments


def call_of(*shape: int | None, query: Any = None) -> LayerCall:
    """A MultiHeadAttention with a mask of this shape."""
    x, mask = rg.Input("x", (5, 3)), rg.Input("mask", shape, dtype="bool")
    attention = rg.MultiHeadAttention(2, 3, name="attention")([x, x], mask=mask)
    return lowered(rg.Graph("model", [x, mask], [attention, attention.scores])).calls[0]


def test_attention_takes_its_tensors_as_arguments_and_a_mask_by_its_axes() -> None:
    call = call_of(5)
    assert call.inputs == (Ref("x", "output"), Ref("x", "output"))
    assert call.arguments == {"return_attention_scores": True, "value_mask": Ref("mask", "output")}
    assert call.ports == ("output", "scores")
    assert "attention_mask" in call_of(5, 5).arguments


def test_a_layer_that_merges_takes_a_list_with_a_mask_for_each() -> None:
    x, mask = rg.Input("x", (5, 3)), rg.Input("mask", (5,), dtype="bool")
    attention = rg.Attention(name="attention")([x, x], mask=mask, use_causal_mask=True)
    call = lowered(rg.Graph("model", [x, mask], attention)).calls[0]
    assert call.inputs == ([Ref("x", "output"), Ref("x", "output")],)
    assert call.arguments == {"use_causal_mask": True, "mask": [Ref("mask", "output")] * 2}


def test_a_layer_that_reads_nothing_is_called_on_an_input() -> None:
    x = rg.Input("x", (4,))
    weight = rg.Variable([4], name="weight")()
    model = lowered(rg.Graph("model", x, rg.Add(name="sum")([x, weight])))
    call = next(each for each in model.calls if each.node == "weight")
    assert call.inputs == (Ref("x", "output"),)


def test_names_are_those_that_keras_accepts() -> None:
    x = rg.Input("_x", (None, 3))
    model = lowered(rg.Graph("_model", x, rg.LSTM(2, name="_lstm")(x)))
    assert model.inputs["_x"].arguments["name"] == "x_x"
    assert model.layers["_lstm"].arguments["name"] == "x_lstm"
    assert model.model.arguments["name"] == "x_model"


def test_training_is_nested_as_the_outputs_are() -> None:
    x = rg.Input("x", (3,))
    outputs = {"a": rg.Dense(1, name="a")(x), "b": rg.Dense(1, name="b")(x)}
    training = {"optimizer": "sgd", "loss": {"a": "mse"}, "loss_weights": [1, 2], "metrics": ["mae"]}
    error, absolute = KerasCall("keras.losses.MeanSquaredError"), KerasCall("keras.metrics.MeanAbsoluteError")
    assert lowered(rg.Graph("model", x, outputs, training=training)).training == {
        "optimizer": KerasCall("keras.optimizers.SGD"),
        "loss": {"a": error, "b": None},
        "loss_weights": {"a": 1.0, "b": 2.0},
        "metrics": {"a": [absolute], "b": [absolute]},
    }
    assert lowered(rg.Graph("model", x, outputs)).training is None


def test_equal_graphs_give_equal_models() -> None:
    assert encoder_decoder() == encoder_decoder()


def test_a_graph_with_unknown_types_is_refused() -> None:
    layers = [{"type": "Unheard", "name": "strange"}, {"type": "Dense", "units": 2}]
    tree = {"rnngraph": 1, "name": "model", "inputs": [{"name": "x", "shape": [3]}], "layers": layers}
    with pytest.raises(rg.InvalidSpec):
        lower_model(rg.loads(json.dumps(tree)).analysis)


def test_what_the_analysis_reports_about_a_call_stays_with_it() -> None:
    x = rg.Input("x", (None, 3))
    graph = rg.Graph("model", x, rg.LSTM(4, cudnn="require", unroll=False, use_bias=False, name="lstm")(x))
    (call,) = lower_model(graph.analysis).calls
    assert [(type(each).__name__, each.node) for each in call.problems] == [("CudnnRequired", "lstm")]


def test_a_call_with_training_needs_a_model_that_respects_it() -> None:
    x = rg.Input("x", (3,))
    drop = rg.Dropout(0.5, name="drop")
    model = lowered(rg.Graph("model", x, rg.Dense(2)(drop(drop(x, training=True)))))
    assert model.model.target == "rnngraph.keras.fixed_training.FixedTrainingModel"
    assert [call.arguments["training"] for call in model.calls] == [True, None, None]
