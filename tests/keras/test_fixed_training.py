"""A call's `training` has an effect in `fit`, `predict` and `evaluate`, and the model is otherwise the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rnngraph as rg

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

RANDOM = np.random.default_rng(0)
BATCH, TIMESTEPS, FEATURES = 4, 6, 8

BLOCKS = {
    "Half": {
        "inputs": [{"name": "step", "shape": [FEATURES]}],
        "layers": [{"type": "Dense", "units": 5, "inputs": "step"}, {"type": "Dropout", "rate": 0.5}],
    },
    "Sure": {
        "inputs": [{"name": "step", "shape": [FEATURES]}],
        "layers": [{"type": "Dropout", "rate": 0.5, "inputs": "step", "training": True}],
    },
}

LSTM = {"type": "LSTM", "units": 3}
CELLS = [{"type": "LSTMCell", "units": 3, "dropout": 0.5}, {"type": "GRUCell", "units": 2}]

RANDOM_LAYERS: dict[str, dict[str, Any]] = {
    "Dropout": {"type": "Dropout", "rate": 0.5},
    "SpatialDropout1D": {"type": "SpatialDropout1D", "rate": 0.5},
    "AlphaDropout": {"type": "AlphaDropout", "rate": 0.5},
    "GaussianNoise": {"type": "GaussianNoise", "stddev": 1.0},
    "GaussianDropout": {"type": "GaussianDropout", "rate": 0.5},
    "LSTM": {**LSTM, "dropout": 0.5},
    "LSTM, recurrent": {**LSTM, "recurrent_dropout": 0.5, "return_sequences": True},
    "GRU, unrolled": {"type": "GRU", "units": 3, "dropout": 0.5, "unroll": True},
    "SimpleRNN": {"type": "SimpleRNN", "units": 3, "recurrent_dropout": 0.5},
    "stateful": {**LSTM, "dropout": 0.5, "stateful": True},
    "RNN of a stack": {"type": "RNN", "cell": CELLS},
    "Bidirectional": {"type": "Bidirectional", "layer": {**LSTM, "dropout": 0.5}},
    "Bidirectional of unequal directions": {
        "type": "Bidirectional",
        "layer": {**LSTM, "dropout": 0.5},
        "backward_layer": {"type": "GRU", "units": 2, "go_backwards": True},
    },
    "MultiHeadAttention": {"type": "MultiHeadAttention", "num_heads": 2, "key_dim": 3, "dropout": 0.5},
    "Attention": {"type": "Attention", "dropout": 0.5},
    "TimeDistributed": {"type": "TimeDistributed", "layer": {"type": "Dropout", "rate": 0.5}},
    "TimeDistributed of a block": {"type": "TimeDistributed", "layer": {"type": "Block", "block": "Half"}},
}
"""Layers whose outputs are random in training and the same each time in inference."""


def model_of(layer: dict[str, Any], *, masked: bool = False) -> Any:
    """A model of one layer, which learns nothing: in `fit` its weights stay."""
    reads = ["x", "x"] if layer["type"] in ("Attention", "MultiHeadAttention") else "x"
    first = [{"name": "masking", "type": "Masking", "inputs": "x"}] if masked else []
    reads = "masking" if masked else reads
    blocks = {"blocks": BLOCKS} if "Block" in json.dumps(layer) else {}
    document = {
        "rnngraph": 1,
        "name": "model",
        "batch_size": BATCH,
        "inputs": [{"name": "x", "shape": [TIMESTEPS, FEATURES]}],
        "layers": [*first, {"name": "subject", "inputs": reads, **layer}],
        "training": {"optimizer": {"type": "SGD", "learning_rate": 0.0}, "loss": "mse"},
        **blocks,
    }
    graph = rg.loads(json.dumps(document))
    graph.require_valid()
    return graph.compile()


DATA = RANDOM.normal(size=(BATCH, TIMESTEPS, FEATURES)).astype("float32")


def predicted(model: Any) -> Any:
    rg.reset_states(model)
    return np.asarray(model.predict(DATA, verbose=0))


def losses(model: Any) -> tuple[float, float]:
    """The loss in `fit`, where weights stay, and in `evaluate`."""
    target = np.zeros(model.output.shape, "float32")
    rg.reset_states(model)
    fitted = model.fit(DATA, target, batch_size=BATCH, verbose=0).history["loss"][0]
    rg.reset_states(model)
    return fitted, model.evaluate(DATA, target, batch_size=BATCH, verbose=0)


def reloaded(model: Any, folder: Path) -> Any:
    model.save(folder / "model.keras")
    return keras.saving.load_model(folder / "model.keras")


@pytest.mark.parametrize("name", RANDOM_LAYERS)
def test_training_true_is_random_in_predict(name: str, tmp_path: Path) -> None:
    plain, model = model_of(RANDOM_LAYERS[name]), model_of({**RANDOM_LAYERS[name], "training": True})
    model.set_weights(plain.get_weights())
    again = reloaded(model, tmp_path)
    np.testing.assert_array_equal(predicted(plain), predicted(plain))
    for each in (model, again, keras.models.clone_model(model)):
        assert np.abs(predicted(each) - predicted(each)).max() > 1e-3


@pytest.mark.filterwarnings("ignore:The model does not have any trainable weights")
@pytest.mark.parametrize("name", RANDOM_LAYERS)
def test_training_false_is_sure_in_fit(name: str, tmp_path: Path) -> None:
    plain, model = model_of(RANDOM_LAYERS[name]), model_of({**RANDOM_LAYERS[name], "training": False})
    model.set_weights(plain.get_weights())
    fitted, evaluated = losses(plain)
    assert abs(fitted - evaluated) > 1e-6
    for each in (model, reloaded(model, tmp_path)):
        assert losses(each) == pytest.approx((evaluated, evaluated), rel=1e-5)


@pytest.mark.parametrize("name", RANDOM_LAYERS)
def test_all_else_is_as_without_training(name: str, tmp_path: Path) -> None:
    plain, model = model_of(RANDOM_LAYERS[name]), model_of({**RANDOM_LAYERS[name], "training": True})
    assert [each.path for each in model.weights] == [each.path for each in plain.weights]
    assert [(type(each), each.name) for each in model.layers] == [(type(each), each.name) for each in plain.layers]
    assert model.count_params() == plain.count_params()
    assert summary(model) == summary(plain)
    assert rg.states(model).keys() == rg.states(plain).keys()
    model.save_weights(tmp_path / "of.weights.h5")
    plain.load_weights(tmp_path / "of.weights.h5")
    for one, other in zip(plain.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def summary(model: Any) -> list[str]:
    lines: list[str] = []
    model.summary(print_fn=lambda line, **_: lines.append(line))
    return lines


def test_the_noise_is_that_of_keras() -> None:
    """A Dropout of the same seed, called as Keras's guide calls it."""
    model = model_of({"type": "Dropout", "rate": 0.5, "seed": 3, "training": True})
    expected = keras.layers.Dropout(0.5, seed=3)(DATA, training=True)
    np.testing.assert_allclose(predicted(model), np.asarray(expected), rtol=1e-6)


@pytest.mark.parametrize("training", [True, False])
def test_batch_normalization_uses_the_statistics_that_are_asked_for(training: bool) -> None:
    twin = keras.layers.BatchNormalization()
    model = model_of({"type": "BatchNormalization", "training": training})
    expected = np.asarray(twin(DATA, training=training))
    np.testing.assert_allclose(predicted(model), expected, rtol=1e-5, atol=1e-5)
    losses(model)
    normalization = model.get_layer("subject")
    moved = np.abs(np.asarray(normalization.moving_mean)).max() > 0
    assert moved is np.bool_(training)


def test_a_mask_reaches_the_layer() -> None:
    model, plain = (model_of({**LSTM, **more}, masked=True) for more in ({"training": False}, {}))
    model.set_weights(plain.get_weights())
    padded = DATA.copy()
    padded[:, 3:] = 0
    np.testing.assert_allclose(model.predict(padded, verbose=0), plain.predict(padded, verbose=0), rtol=1e-6)
    np.testing.assert_allclose(model.predict(padded, verbose=0), np.asarray(plain(padded)), rtol=1e-6)


def test_a_shared_layer_may_be_random_in_one_call_only(tmp_path: Path) -> None:
    x = rg.Input("x", (TIMESTEPS, FEATURES))
    drop = rg.Dropout(0.5, name="drop")
    graph = rg.Graph("model", x, [drop(x), drop(x, training=True), drop(x, training=False)])
    model = graph.compile()
    for each in (model, reloaded(model, tmp_path)):
        each.compile("sgd", "mse")
        by_model, always, never = each.predict(DATA, verbose=0)
        np.testing.assert_array_equal(by_model, DATA)
        assert 0.3 < np.mean(always == 0) < 0.7
        np.testing.assert_array_equal(never, DATA)
        by_model, always, never = each(DATA, training=True)
        assert 0.3 < np.mean(np.asarray(by_model) == 0) < 0.7
        assert 0.3 < np.mean(np.asarray(always) == 0) < 0.7
        np.testing.assert_array_equal(never, DATA)
        by_model, always, _ = each(DATA)
        np.testing.assert_array_equal(by_model, DATA)
        assert 0.3 < np.mean(np.asarray(always) == 0) < 0.7


@pytest.mark.parametrize("outer", [{}, {"training": False}])
def test_a_layer_in_a_distributed_block_keeps_its_own(outer: dict[str, bool], tmp_path: Path) -> None:
    model = model_of({"type": "TimeDistributed", "layer": {"type": "Block", "block": "Sure"}, **outer})
    for each in (model, reloaded(model, tmp_path)):
        assert 0.3 < np.mean(predicted(each) == 0) < 0.7


def test_a_block_passes_training_on_to_its_layers() -> None:
    inside = {"inputs": [{"name": "y", "shape": [100]}], "layers": [{"type": "Dropout", "rate": 0.5, "inputs": "y"}]}
    document = {
        "rnngraph": 1,
        "name": "model",
        "inputs": [{"name": "x", "shape": [100]}],
        "layers": [{"name": "two", "type": "Block", "block": "Two", "inputs": "x", "training": True}],
        "blocks": {"Two": inside},
    }
    model = rg.loads(json.dumps(document)).compile()
    assert 0.3 < np.mean(model.predict(np.ones((4, 100)), verbose=0) == 0) < 0.7


def test_later_layers_of_an_outer_model_are_not_affected() -> None:
    inner, drop = model_of({"type": "BatchNormalization", "training": True}), keras.layers.Dropout(0.5)

    def call(self: Any, inputs: Any) -> Any:
        return drop(inner(inputs))

    model = type("Outer", (keras.Model,), {"call": call})()
    assert not np.any(model.predict(DATA, verbose=0) == 0)
    assert not np.any(np.asarray(model(DATA)) == 0)
