"""Bidirectional and TimeDistributed: which class, and what is set after construction."""

from __future__ import annotations

import pytest

import rnngraph as rg
from rnngraph.graph import TensorType
from rnngraph.layers.base import Layer
from rnngraph.lowering import Context, KerasCall, KerasModel, lower

CONTEXT = Context("float32")
FIXED = "rnngraph.keras.wrappers.MendedBidirectional"
KERAS = "keras.layers.Bidirectional"


def both(forward: Layer, backward: Layer) -> Layer:
    """A Bidirectional with two directions given."""
    return rg.Bidirectional(forward, backward_layer=backward)


@pytest.mark.parametrize(
    ("layer", "target"),
    [
        (rg.Bidirectional(rg.LSTM(4)), KERAS),
        (both(rg.LSTM(4), rg.LSTM(4, go_backwards=True)), KERAS),
        (both(rg.LSTM(4), rg.RNN(rg.LSTMCell(4), go_backwards=True)), KERAS),
        (both(rg.LSTM(4), rg.LSTM(5, go_backwards=True)), FIXED),
        (both(rg.LSTM(4), rg.GRU(4, go_backwards=True)), FIXED),
        (both(rg.ConvLSTM1D(2, 3), rg.ConvLSTM1D(2, 3, go_backwards=True)), FIXED),
        (rg.Bidirectional(rg.ConvLSTM1D(2, 3)), KERAS),
        (rg.Bidirectional(rg.LSTM(4, return_state=True)), KERAS),
        (rg.Bidirectional(rg.LSTM(4, return_state=True, stateful=True)), FIXED),
        (rg.Bidirectional(rg.LSTM(4, return_state=True, dtype="float64")), FIXED),
        (rg.Bidirectional(rg.LSTM(4, dtype="float64")), KERAS),
    ],
    ids=str,
)
def test_keras_bidirectional_is_used_if_it_is_right_for_the_directions(layer: Layer, target: str) -> None:
    assert lower(layer, "x", CONTEXT).target == target


def test_both_directions_are_given() -> None:
    arguments = lower(rg.Bidirectional(rg.GRU(4, go_backwards=True)), "x", CONTEXT).arguments
    ends = arguments["layer"], arguments["backward_layer"]
    assert [(each.arguments["name"], each.arguments["go_backwards"]) for each in ends] == [
        ("forward_layer", True),
        ("backward_layer", False),
    ]


def test_use_cudnn_is_set_on_each_direction_afterwards() -> None:
    layer = rg.Bidirectional(
        rg.LSTM(4, cudnn="require"), backward_layer=rg.LSTM(4, go_backwards=True, cudnn="never"), trainable=False
    )
    assert lower(layer, "x", CONTEXT).attributes == {
        "forward_layer.use_cudnn": KerasCall("rnngraph.keras.devices.required_cudnn"),
        "backward_layer.use_cudnn": False,
        "trainable": False,
    }
    assert lower(rg.Bidirectional(rg.SimpleRNN(4)), "x", CONTEXT).attributes == {}


@pytest.mark.parametrize(
    ("layer", "target"),
    [
        (rg.Dense(2), "keras.layers.TimeDistributed"),
        (rg.NotEqual(), "rnngraph.keras.wrappers.BooleanTimeDistributed"),
        (rg.TimeDistributed(rg.NotEqual()), "rnngraph.keras.wrappers.BooleanTimeDistributed"),
        (rg.TimeDistributed(rg.Dense(2)), "keras.layers.TimeDistributed"),
    ],
    ids=str,
)
def test_a_time_distributed_reports_booleans(layer: Layer, target: str) -> None:
    assert lower(rg.TimeDistributed(layer), "x", CONTEXT).target == target


def test_a_time_distributed_has_the_policy_of_its_layer_and_not_its_states() -> None:
    layer = rg.TimeDistributed(rg.Bidirectional(rg.LSTM(2, return_state=True), dtype="float64"))
    call = lower(layer, "x", CONTEXT)
    inner = call.arguments["layer"]
    assert call.arguments["dtype"] == inner.arguments["dtype"] == "float64"
    assert inner.arguments["layer"].arguments["return_state"] is False


def test_a_block_is_a_model_for_one_timestep() -> None:
    x = rg.Input("x", (3,))
    block = rg.Block(rg.Graph("body", x, rg.Dense(2, name="dense")(x)), trainable=False)
    context = Context("float32", (TensorType((None, 5, 3), "float32"),))
    call = lower(rg.TimeDistributed(block), "x", context)
    inner = call.arguments["layer"]
    assert call.target == "rnngraph.keras.block.BlockDistributed"
    assert (inner.target, inner.attributes) == ("rnngraph.keras.block.block_model", {"trainable": False})
    model = inner.arguments["model"]
    assert isinstance(model, KerasModel)
    assert model.inputs["x"].arguments["batch_shape"] == (None, 3)
    assert list(model.layers) == ["dense"]
