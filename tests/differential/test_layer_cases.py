"""Each layer case built by us and by hand in Keras: the same shapes and weights, and the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from rnngraph.analysis import analyse
from rnngraph.documents.load import from_text
from tests.layers.documents import all_cases, document

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore:.*destroy the mask information")]


@contextmanager
def kernels(case: dict[str, Any]) -> Iterator[None]:
    """Skips a convolution over channels that come first where the processor has no oneDNN, and TensorFlow no kernel."""
    import tensorflow as tf

    try:
        yield
    except tf.errors.UnimplementedError:
        if "channels_first" not in str(case["layer"]):
            raise
        pytest.skip("TensorFlow has no kernel for it on this processor")


@pytest.mark.parametrize("case", all_cases())
class TestCase:
    def test_the_table_is_what_keras_does(self, case: dict[str, Any]) -> None:
        from tests.layers.oracle import observe

        with kernels(case):
            assert observe(case) == case["expect"]

    def test_the_model_built_gives_the_same_numbers(self, case: dict[str, Any]) -> None:
        import numpy as np

        from rnngraph.keras import build
        from tests.layers import oracle

        layer = oracle.layer_in(case)
        arrays = oracle.arrays(case, *oracle.RUNS[0])
        with kernels(case):
            oracle.call(case, layer, arrays)
        states_reset(layer)
        model = build(analyse(from_text(document(case))))
        subject = model.get_layer("subject")
        subject.set_weights(layer.get_weights())
        wanted = oracle.call(case, layer, arrays)
        found = model(arrays[0] if len(arrays) == 1 else arrays)
        main = found if isinstance(found, list) else [found]
        for one, other in zip(main, wanted, strict=False):
            assert str(one.dtype) == str(other.dtype)
            np.testing.assert_allclose(*(np.asarray(each, "float64") for each in (one, other)), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("case", [each for each in all_cases() if "mixed_" in str(each.values)])
def test_a_saved_layer_has_its_dtype_policy(case: dict[str, Any]) -> None:
    from rnngraph.keras import build

    layer = build(analyse(from_text(document(case)))).get_layer("subject")
    loaded = type(layer).from_config(layer.get_config())
    assert loaded.dtype_policy == layer.dtype_policy


def states_reset(layer: Any) -> None:
    """Puts the states that a stateful layer kept from an earlier run back to zero."""
    import keras

    for each in (layer, *(getattr(layer, name, None) for name in ("forward_layer", "backward_layer"))):
        for state in keras.tree.flatten(getattr(each, "states", None) or ()):
            state.assign(keras.ops.zeros_like(state))
