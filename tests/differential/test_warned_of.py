"""What warnings say of Keras is so: masks that get lost, states that are never read, losses that mislead."""

from __future__ import annotations

import json
from typing import Any

import pytest

import rnngraph as rg

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

import numpy as np  # noqa: E402 - comes with Keras

from rnngraph.keras.assemble import assemble  # noqa: E402
from rnngraph.lowering import lower_model  # noqa: E402

WORDS = [[1, 2, 0, 0]]


def built(codes: str, *layers: dict[str, Any], inputs: list[dict[str, Any]], **fields: Any) -> Any:
    """The Keras model of a document that is warned of with these codes alone."""
    document = {"rnngraph": 1, "name": "warned", "inputs": inputs, "layers": list(layers), **fields}
    graph = rg.loads(json.dumps(document))
    assert {each.code for each in graph.check()} == set(codes.split())
    return assemble(lower_model(graph.analysis)).model


def mask_of(model: Any, *arrays: Any) -> Any:
    given = [np.asarray(each) for each in arrays]
    output = model(given if len(given) > 1 else given[0])
    mask = getattr(output, "_keras_mask", None)
    return None if mask is None else np.asarray(mask).tolist()


TOKENS = {"name": "tokens", "shape": [4]}
EMBEDDING = {
    "name": "words",
    "type": "Embedding",
    "input_dim": 9,
    "output_dim": 3,
    "mask_zero": True,
    "inputs": "tokens",
}


def test_a_sum_with_something_unmasked_has_no_mask() -> None:
    both = [TOKENS, {"name": "x", "shape": [4, 3]}]
    model = built("RG504", EMBEDDING, {"type": "Add", "inputs": ["words", "x"]}, inputs=both)
    assert mask_of(model, WORDS, np.zeros((1, 4, 3), "float32")) is None


def test_features_without_a_mask_fill_it_up() -> None:
    both = [TOKENS, {"name": "x", "shape": [4, 3]}]
    model = built("RG505", EMBEDDING, {"type": "Concatenate", "inputs": ["words", "x"]}, inputs=both)
    assert mask_of(model, WORDS, np.zeros((1, 4, 3), "float32")) == [[True] * 4]


def test_a_sequence_that_is_turned_round_keeps_its_mask_as_it_was() -> None:
    backwards = {"name": "back", "type": "GRU", "units": 2, "go_backwards": True, "return_sequences": True}
    model = built("RG434 RG506", EMBEDDING, backwards, inputs=[TOKENS])
    assert mask_of(model, WORDS) == [[True, True, False, False]]
    steps = np.asarray(model(np.asarray(WORDS)))[0]
    # Backwards, the two padded steps come first: the state has not moved yet.
    assert not steps[:2].any()
    assert steps[2:].any(axis=-1).all()


def test_a_given_start_keeps_a_stateful_layer_from_its_states() -> None:
    x, start = {"name": "x", "shape": [4, 3]}, {"name": "start", "shape": [2]}
    keeper = {"type": "GRU", "units": 2, "stateful": True, "inputs": "x", "initial_state": "start"}
    model = built("RG422", keeper, inputs=[x, start], batch_size=1)
    arrays = [np.ones((1, 4, 3), "float32"), np.ones((1, 2), "float32")]
    first, second = np.asarray(model(arrays)), np.asarray(model(arrays))
    assert np.array_equal(first, second)


def test_a_softmax_of_one_is_one() -> None:
    layer, x = {"type": "Dense", "units": 1, "activation": "softmax"}, {"name": "x", "shape": [3]}
    with pytest.warns(UserWarning, match="has size 1"):
        output = built("RG815", layer, inputs=[x])(np.random.default_rng(0).normal(size=(5, 3)))
    assert np.asarray(output).tolist() == [[1.0]] * 5


def test_a_crossentropy_of_plain_numbers_has_no_slope_where_they_are_below_0() -> None:
    import tensorflow as tf

    x = {"name": "x", "shape": [3]}
    training = {"loss": "sparse_categorical_crossentropy"}
    model = built("RG812", {"type": "Dense", "units": 2, "use_bias": False}, inputs=[x], training=training)
    model.set_weights([-np.ones((3, 2), "float32")])
    with tf.GradientTape() as tape:
        loss = keras.losses.SparseCategoricalCrossentropy()(np.asarray([0]), model(np.ones((1, 3), "float32")))
    (slope,) = tape.gradient(loss, model.trainable_weights)
    assert not np.asarray(slope).any()
