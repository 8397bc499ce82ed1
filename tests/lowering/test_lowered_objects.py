"""Initializers, activations and the like as calls."""

from __future__ import annotations

import pytest

from rnngraph.lowering import KerasCall, KerasName, objects


def test_a_short_name_is_a_class_with_its_defaults() -> None:
    assert objects.initializer("glorot_uniform") == KerasCall("keras.initializers.GlorotUniform")
    assert objects.constraint("non_neg") == KerasCall("keras.constraints.NonNeg")
    assert objects.loss("mean_squared_error") == KerasCall("keras.losses.MeanSquaredError")


def test_an_object_has_its_arguments() -> None:
    assert objects.regularizer({"type": "L1", "l1": 0.5}) == KerasCall("keras.regularizers.L1", {"l1": 0.5})


def test_an_activation_is_a_function_that_is_not_called() -> None:
    assert objects.activation("silu") == KerasName("keras.activations.silu")


def test_a_file_is_read_by_an_initializer_of_ours() -> None:
    call = objects.initializer({"type": "File", "path": "glove.npz", "array": "vectors"})
    assert call == KerasCall("rnngraph.keras.files.FileInitializer", {"path": "glove.npz", "array": "vectors"})


def test_a_schedule_is_a_call_inside_its_optimizer() -> None:
    schedule = {"type": "CosineDecay", "initial_learning_rate": 0.1, "decay_steps": 10}
    call = objects.optimizer({"type": "Adam", "learning_rate": schedule})
    arguments = {"initial_learning_rate": 0.1, "decay_steps": 10}
    expected = KerasCall("keras.optimizers.schedules.CosineDecay", arguments)
    assert call == KerasCall("keras.optimizers.Adam", {"learning_rate": expected})


def test_accuracy_stays_a_name_whose_class_keras_picks() -> None:
    assert objects.metric("accuracy") == "accuracy"
    assert objects.metric({"type": "AUC", "curve": "PR"}) == KerasCall("keras.metrics.AUC", {"curve": "PR"})


def test_a_lowering_takes_canonical_data_only() -> None:
    with pytest.raises(ValueError, match="'get' is not an activation"):
        objects.activation("get")
