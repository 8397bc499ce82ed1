"""How layers meet a sequence, proved with Keras: what goes step by step gives the same for a step alone."""

from __future__ import annotations

from typing import Any

import pytest

import rnngraph as rg
from rnngraph.layers import LAYERS
from rnngraph.layers.base import Layer

GIVEN: list[tuple[str, dict[str, Any]]] = [
    ("Activation", {"activation": "softmax"}),
    ("ActivityRegularization", {"l2": 0.1}),
    ("AlphaDropout", {"rate": 0.5}),
    ("BatchNormalization", {}),
    ("CategoryEncoding", {"num_tokens": 9, "output_mode": "one_hot"}),
    ("Dense", {"units": 3, "activation": "tanh"}),
    ("Dropout", {"rate": 0.5}),
    ("ELU", {}),
    ("EinsumDense", {"equation": "abc,cd->abd", "output_shape": [None, 3]}),
    ("Embedding", {"input_dim": 9, "output_dim": 3}),
    ("GaussianDropout", {"rate": 0.5}),
    ("GaussianNoise", {"stddev": 0.5}),
    ("Identity", {}),
    ("LayerNormalization", {}),
    ("LeakyReLU", {}),
    ("Masking", {"mask_value": 0.25}),
    ("Normalization", {"mean": 0.5, "variance": 2.0}),
    ("RMSNormalization", {}),
    ("ReLU", {}),
    ("Rescaling", {"scale": 0.5}),
    ("ReversibleEmbedding", {"input_dim": 9, "output_dim": 3}),
    ("Softmax", {}),
    ("SpatialDropout1D", {"rate": 0.5}),
    ("SpatialDropout2D", {"rate": 0.5}),
    ("UnitNormalization", {}),
    # Those that do not.
    ("Conv1D", {"filters": 3, "kernel_size": 2, "padding": "same"}),
    ("GroupNormalization", {"groups": 2}),
    ("UnitNormalization", {"axis": 1}),
    ("AveragePooling1D", {"pool_size": 2, "strides": 1, "padding": "same"}),
]
INTEGERS = {"CategoryEncoding", "Embedding", "ReversibleEmbedding"}
SHAPES = {"SpatialDropout2D": (2, 5, 4, 3)}
"""Shape of the input where it is not (2, 5, 4), or (2, 5) for integers."""


@pytest.mark.keras
@pytest.mark.parametrize(("name", "given"), GIVEN, ids=[f"{name}{index}" for index, (name, _) in enumerate(GIVEN)])
def test_a_step_alone_gives_what_it_gives_among_others(name: str, given: dict[str, Any]) -> None:
    import keras
    import numpy as np

    layer = getattr(keras.layers, name)(**given)
    random = np.random.default_rng(3)
    shape = SHAPES.get(name, (2, 5, 4))
    x = random.integers(0, 9, (2, 5)) if name in INTEGERS else random.normal(size=shape).astype("float32")
    whole = np.asarray(layer(x))
    alone = [np.asarray(layer(x[:, at : at + 1])) for at in range(5)]
    # A last axis of size 1 is left out by one_hot.
    alone = [each.reshape(2, -1) for each in alone]
    same = all(np.allclose(each, whole[:, at].reshape(2, -1), atol=1e-5) for at, each in enumerate(alone))
    assert same == (getattr(rg, name)(**given).timing_of(x.ndim) == "step")


@pytest.mark.keras
def test_every_layer_that_says_so_is_proved() -> None:
    import keras

    single = [each for each in LAYERS if each.arity == (1, 1) and hasattr(keras.layers, each.__name__)]
    said = {each.__name__ for each in single if each.timing == "step" or each.timing_of is not Layer.timing_of}
    assert said - {"TimeDistributed"} <= {name for name, _ in GIVEN}
