"""Multiply-accumulates, counted in the graph that TensorFlow traces of each layer case with its loops unrolled."""

from __future__ import annotations

import math
from typing import Any
from unittest import mock

import pytest

from rnngraph.analysis.cost import cost
from rnngraph.documents.load import from_text
from tests.layers.documents import all_cases, document

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore:.*destroy the mask information")]

BATCH, LENGTH = 2, 4
OF_EACH = 3
"""Cases of a type; tracing takes its time."""


def is_countable(case: dict[str, Any]) -> bool:
    """Whether the operations of the graph are those of the formula.

    They are not where Keras sums products that it made element by element; where TensorFlow pads for a dilation; where
    it has no kernel on a CPU; where the convolution is compiled by XLA; where Keras can't unroll a loop under a mask of
    each place. tests/analysis has such layers by hand.
    """
    layer = case["layer"]
    odd = (
        layer["type"] == "AdditiveAttention",
        layer.get("score_mode") == "concat",
        layer.get("dilation_rate", 1) != 1,
        layer.get("data_format") == "channels_first",
        layer.get("groups", 1) != 1,
        "ConvLSTM" in str(layer) and any(each.get("masked") for each in case["inputs"]),
    )
    return not any(odd)


def few() -> list[Any]:
    """The first cases of every type."""
    kept: dict[str, list[Any]] = {}
    for each in all_cases():
        same_type = kept.setdefault(each.values[0]["layer"]["type"], [])
        if is_countable(each.values[0]) and len(same_type) < OF_EACH:
            same_type.append(each)
    return [each for same_type in kept.values() for each in same_type]


@pytest.mark.parametrize("case", few())
def test_tensorflow_multiplies_as_often(case: dict[str, Any]) -> None:
    graph = from_text(document(case))
    batch = case.get("batch_size") or BATCH
    expected = cost(graph, batch, LENGTH).nodes["subject"].flops
    assert expected == 2 * traced(case, batch) / batch


def traced(case: dict[str, Any], batch: int) -> int:
    """Multiply-accumulates of the operations of a case's layer, for the whole batch."""
    import keras
    import tensorflow as tf
    from keras.src import backend

    from tests.layers import oracle

    def unrolled(*given: Any, unroll: bool = False, **named: Any) -> Any:
        return backend_rnn(*given, unroll=True, **named)

    backend_rnn = backend.rnn
    given = oracle.arrays(case, batch, LENGTH)
    layer = oracle.layer_in(case)
    with mock.patch.object(backend, "rnn", unrolled):
        oracle.call(case, layer, given)  # builds it
        function = tf.function(lambda *tensors: oracle.call(case, layer, list(tensors)))
        outputs = function.get_concrete_function(*map(keras.ops.convert_to_tensor, given)).outputs
    return sum(map(products, behind([each.op for each in outputs])))


def behind(operations: list[Any]) -> list[Any]:
    """The operations that others depend on, and they themselves. Of a stack Keras traces a step that nothing reads."""
    found: dict[str, Any] = {}
    while operations:
        operation = operations.pop()
        if operation.name not in found:
            found[operation.name] = operation
            operations += [each.op for each in operation.inputs]
    return list(found.values())


def products(operation: Any) -> int:
    """Terms of the sums of products of one operation."""
    shapes = [tuple(each.shape) for each in operation.inputs]
    match operation.type:
        case "MatMul":
            inner = shapes[0][0 if operation.get_attr("transpose_a") else 1]
        case "BatchMatMul" | "BatchMatMulV2" | "BatchMatMulV3":
            inner = shapes[0][-2 if operation.get_attr("adj_x") else -1]
        case "Conv2D" | "Conv3D" | "DepthwiseConv2dNative":
            *window, channels, _ = shapes[1]
            # A depthwise kernel makes each of its channels of one channel only.
            inner = math.prod(window) * (1 if operation.type.startswith("Depthwise") else channels)
        case "Einsum":
            letters = operation.get_attr("equation").decode().partition("->")
            sizes = {}
            for names, shape in zip(letters[0].split(","), shapes, strict=True):
                before, _, after = names.partition("...")
                others = list(range(len(shape) - len(before) - len(after)))
                sizes |= dict(zip([*before, *others, *after], shape, strict=True))
            return math.prod(sizes.values()) if len(shapes) > 1 else 0
        case _:
            return 0
    return math.prod(operation.outputs[0].shape) * inner
