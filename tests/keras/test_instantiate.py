"""Calls as data made into Keras objects."""

from __future__ import annotations

import pytest

from rnngraph.graph import Ref
from rnngraph.lowering import CarriedMask, KerasCall, KerasName

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

from rnngraph.keras.instantiate import instantiate, resolve  # noqa: E402 - needs Keras


def test_calls_are_made_inside_arguments_and_lists() -> None:
    activation, zeros = KerasName("keras.activations.relu"), KerasCall("keras.initializers.Zeros")
    dense = KerasCall("keras.layers.Dense", {"units": 2, "activation": activation, "bias_initializer": zeros})
    first, second = instantiate([dense, {"again": dense}])
    assert first.activation is keras.activations.relu
    assert type(first.bias_initializer) is keras.initializers.Zeros
    assert second["again"] is not first


def test_attributes_are_set_afterwards_inside_the_object_too() -> None:
    lstm = KerasCall("keras.layers.LSTM", {"units": 2})
    attributes = {"forward_layer.use_cudnn": False, "trainable": False}
    both = instantiate(KerasCall("keras.layers.Bidirectional", {"layer": lstm}, attributes))
    assert (both.forward_layer.use_cudnn, both.backward_layer.use_cudnn) == (False, "auto")
    assert not both.backward_layer.trainable


def test_references_stand_for_tensors_and_for_their_masks() -> None:
    x = keras.Input((3,), dtype="int32")
    words = keras.layers.Embedding(9, 2, mask_zero=True)(x)
    tensors = {"x": {"output": x}, "words": {"output": words}}
    found = instantiate(([Ref("words", "output")], CarriedMask(Ref("words", "output"))), tensors)
    assert found == ([words], words._keras_mask)
    assert instantiate(CarriedMask(Ref("x", "output")), tensors) is None


@pytest.mark.parametrize("target", ["os.system", "builtins.eval", "kerasmalicious.layers.Dense", "rnngraph.cli.main"])
def test_nothing_is_looked_up_outside_keras(target: str) -> None:
    with pytest.raises(ValueError, match="is neither in keras nor in rnngraph"):
        resolve(target)


def test_required_cudnn_depends_on_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    lstm = KerasCall("rnngraph.keras.devices.required_cudnn")
    monkeypatch.setattr(keras.distribution, "list_devices", lambda kind: [])
    assert instantiate(lstm) == "auto"
    monkeypatch.setattr(keras.distribution, "list_devices", lambda kind: ["gpu:0"])
    assert instantiate(lstm) is True
