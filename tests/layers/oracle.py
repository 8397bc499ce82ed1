"""What Keras itself does with a case: layers made from the case's own JSON, run on small arrays, and looked at.

Nothing of `rnngraph` is used here, so that the cases' expectations come from Keras alone. Shapes and dtypes are seen,
not asked for: a size that differs between two runs over batches and sequences of other lengths is unknown. So the
places where Keras's symbolic shapes and dtypes are wrong (`Bidirectional`, keras issue 23688) do no harm here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any
from unittest import mock

import keras
import numpy as np
import tensorflow as tf

RECURRENT = ("SimpleRNN", "GRU", "LSTM", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
ATTENTION = ("Attention", "AdditiveAttention", "MultiHeadAttention")
OBJECTS = ("initializer", "regularizer", "constraint")
RUNS = ((2, 4), (3, 8))
"""Batch and length that stand for the unknown, in each of two runs."""


class Slice(keras.layers.Layer):
    """What Keras has no layer for, by `take` along the axis."""

    def __init__(self, axis: int, index: int | None = None, **fields: Any) -> None:
        self.axis, self.index = axis, index
        self.places = slice(*(fields.pop(name, None) for name in ("start", "stop", "step")))
        super().__init__(**fields)
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """The places taken one by one."""
        size = inputs.shape[self.axis]
        taken = range(size)[self.places] if self.index is None else range(size)[self.index]
        return keras.ops.take(inputs, taken if isinstance(taken, int) else list(taken), axis=self.axis)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """A mask has the first two axes; it is cut where the time is."""
        if mask is None or self.axis % len(inputs.shape) > 1:
            return mask
        return mask[:, self.places] if self.index is None else None


class NotEqual(keras.layers.Layer):
    """What Keras has no layer for, by its op."""

    def __init__(self, value: float = 0, **fields: Any) -> None:
        super().__init__(autocast=False, **fields)
        self.value = value
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """A boolean for each element."""
        return keras.ops.not_equal(inputs, self.value)


class Variable(keras.layers.Layer):
    """What Keras has no layer for: a weight, stacked once for each sample."""

    def __init__(self, shape: list[int], initializer: Any = "zeros", **fields: Any) -> None:
        super().__init__(**fields)
        self.sizes, self.initializer = shape, initializer

    def build(self, input_shape: Any) -> None:
        """The weight."""
        self.value = self.add_weight(name="value", shape=self.sizes, initializer=self.initializer)

    def call(self, inputs: Any) -> Any:
        """The weight for each sample."""
        return keras.ops.repeat(keras.ops.expand_dims(self.value, 0), inputs.shape[0], axis=0)


OURS = {"NotEqual": NotEqual, "Slice": Slice, "Variable": Variable}


def layer_in(case: dict[str, Any]) -> keras.layers.Layer:
    """The Keras layer of a case."""
    return layer_of(with_blocks(case["layer"], case.get("blocks", {})), case.get("dtype_policy", "float32"))


def with_blocks(entry: dict[str, Any], blocks: dict[str, Any]) -> dict[str, Any]:
    """A layer's JSON with the blocks themselves in place of their names."""
    if entry["type"] == "Block":
        return {**entry, "block": blocks[entry["block"]]}
    return {**entry, "layer": with_blocks(entry["layer"], blocks)} if "layer" in entry else entry


def block_of(section: dict[str, Any], policy: str, name: str | None = None) -> keras.Model:
    """A block as a functional model. Its layers have names, and read by name or what stands before them."""
    (given,) = section["inputs"]
    last = keras.Input(given["shape"], dtype=given.get("dtype"), name=given["name"])
    tensors = {given["name"]: last}
    for entry in section["layers"]:
        read = entry.get("inputs")
        inputs = [tensors[each] for each in read] if isinstance(read, list) else tensors[read] if read else last
        fields = {key: value for key, value in entry.items() if key != "inputs"}
        last = tensors[entry["name"]] = layer_of(fields, policy, return_state=False)(inputs)
    return keras.Model(tensors[given["name"]], last, name=name)


def chain_of(entry: dict[str, Any], policy: str) -> keras.Model:
    """A block, or so many copies of it one after another."""
    policy = entry.get("dtype", policy)
    if "repeat" not in entry:
        return block_of(entry["block"], policy)
    names = ["block", *(f"block_{copy}" for copy in range(2, entry["repeat"] + 1))]
    return keras.Sequential([block_of(entry["block"], policy, name) for name in names])


def layer_of(entry: dict[str, Any], policy: str, *, return_state: bool = True) -> keras.layers.Layer:
    """The Keras layer of a layer's JSON. Recurrent layers return their states, so that these can be looked at."""
    fields = {key: object_of(key, value) for key, value in entry.items()}
    kind = fields.pop("type")
    if kind == "Block":
        model = chain_of(entry, policy)
        model.trainable = entry.get("trainable", True)
        return model
    fields.setdefault("dtype", policy)
    if fields.pop("cudnn", "auto") == "never":
        fields["use_cudnn"] = False
    if kind in RECURRENT:
        fields["return_state"] = return_state
    # Keras 3.15.1 can't run a stateful Bidirectional that returns its states, nor put states back in time.
    returns = return_state and kind != "TimeDistributed" and not fields.get("layer", {}).get("stateful")
    for key in ("layer", "backward_layer"):
        if fields.get(key):
            fields[key] = layer_of(fields[key], policy, return_state=returns)
    if isinstance(fields.get("cell"), list):
        cells = [layer_of(cell, policy) for cell in fields["cell"]]
        fields["cell"] = keras.layers.StackedRNNCells(cells, dtype=fields["dtype"])
    elif "cell" in fields:
        fields["cell"] = layer_of(fields["cell"], policy)
    trainable = fields.pop("trainable", True)
    layer = (OURS.get(kind) or getattr(keras.layers, kind))(**fields)
    if not trainable:
        layer.trainable = False  # in the constructor it would not reach the layers inside (keras 3.15.1)
    return layer


def object_of(key: str, value: Any) -> Any:
    """A field's value; an object with arguments in Keras's form."""
    if isinstance(value, dict) and key.endswith(OBJECTS):
        return {"class_name": value["type"], "config": {name: each for name, each in value.items() if name != "type"}}
    return value


def arrays(case: dict[str, Any], batch: int, length: int) -> list[np.ndarray]:
    """Data for a case's inputs, initial states and mask, in this order; a masked input ends in padding."""
    random = np.random.default_rng(0)
    batch = case.get("batch_size") or batch
    made = []
    for given in case["inputs"]:
        shape = [batch, *(length if size is None else size for size in given["shape"])]
        dtype = given.get("dtype", "float32")
        if dtype == "float32":
            array = random.normal(size=shape).astype(dtype)
            if given.get("masked"):
                array[0, -(shape[1] // 4) :] = 0
        else:
            array = random.integers(0, 2 if dtype == "bool" else 10, size=shape).astype(dtype)
        made.append(array)
    made += [random.normal(size=[batch, *shape]).astype("float32") for shape in case.get("initial_state", ())]
    if "mask" in case:
        mask = np.ones([batch, *(length if size is None else size for size in case["mask"]["shape"])], bool)
        mask[0, -(mask.shape[1] // 4) :] = False
        made.append(mask)
    return made


def call(case: dict[str, Any], layer: keras.layers.Layer, given: list[Any]) -> list[Any]:
    """The tensors that the layer gives, the states that a stack nests laid out flat."""
    policy = case.get("dtype_policy", "float32")
    count, states = len(case["inputs"]), len(case.get("initial_state", ()))
    inputs = [
        keras.layers.Masking(dtype=policy)(array) if each.get("masked") else tf.convert_to_tensor(array)
        for each, array in zip(case["inputs"], given[:count], strict=True)
    ]
    arguments = dict(case.get("arguments", {}))
    if states:
        arguments["initial_state"] = nested(layer, [tf.convert_to_tensor(each) for each in given[count:][:states]])
    if "mask" in case:
        mask = tf.convert_to_tensor(given[-1])
        arguments["mask"] = [mask] * count if case["layer"]["type"] in ATTENTION else mask
    if "mask" in case and isinstance(layer, keras.layers.MultiHeadAttention):
        arguments["value_mask" if len(mask.shape) == 2 else "attention_mask"] = arguments.pop("mask")[0]
    if case["layer"]["type"] in ATTENTION:
        arguments["return_attention_scores"] = True
    if isinstance(layer, keras.layers.MultiHeadAttention):
        output, scores = layer(*inputs, **arguments)
        scores._keras_mask = None  # left there by the Softmax inside; symbolically they have none (keras 3.15.1)
        return [output, scores]
    alone = count == 1 and not isinstance(layer, keras.layers.Concatenate | keras.layers.Add)
    return list(keras.tree.flatten(layer(inputs[0] if alone else inputs, **arguments)))


def nested(layer: keras.layers.Layer, states: list[Any]) -> list[Any]:
    """Initial states nested as a stack of cells takes them."""
    if isinstance(layer, keras.layers.Bidirectional):
        half = len(states) // 2
        return nested(layer.forward_layer, states[:half]) + nested(layer.backward_layer, states[half:])
    if isinstance(layer.cell, keras.layers.StackedRNNCells):
        remaining = iter(states)
        return [[next(remaining) for _ in keras.tree.flatten(cell.state_size)] for cell in layer.cell.cells]
    return states


def observe(case: dict[str, Any]) -> dict[str, Any]:
    """A case's expectations: outputs, weights, and for a recurrent layer whether cuDNN computes it."""
    layer = layer_in(case)
    first, second = (call(case, layer, arrays(case, batch, length)) for batch, length in RUNS)
    outputs = [
        {
            "shape": [a if a == b else None for a, b in zip(one.shape, other.shape, strict=True)],
            "dtype": one.dtype.name,
            "masked": getattr(one, "_keras_mask", None) is not None,
        }
        for one, other in zip(first, second, strict=True)
    ]
    trained = {id(weight) for weight in layer.trainable_weights}
    weights = [
        {"name": name, "shape": list(one.shape), "dtype": one.dtype, "trainable": id(one) in trained}
        for name, one in named_weights(layer)
    ]
    return {"outputs": outputs, "weights": weights, "cudnn": uses_cudnn(case, layer) if is_recurrent(layer) else None}


def named_weights(layer: keras.layers.Layer) -> Iterator[tuple[str, keras.Variable]]:
    """A layer's weights, those of the layers inside it under the names that the analysis gives them."""
    match layer:
        case keras.layers.Bidirectional():
            inner = {"forward/": layer.forward_layer, "backward/": layer.backward_layer}
        case keras.layers.TimeDistributed():
            inner = {"": layer.layer}
        case keras.Model():
            inner = {f"{each.name}/": each for each in layer.layers}
        case keras.layers.RNN(cell=keras.layers.StackedRNNCells() as stack):
            inner = {f"cell_{index}/": cell for index, cell in enumerate(stack.cells)}
        case keras.layers.MultiHeadAttention():
            yield from (("/".join(weight.path.split("/")[-2:]), weight) for weight in layer.weights)
            return
        case _:
            yield from ((weight.name, weight) for weight in layer.weights)
            return
    for prefix, each in inner.items():
        yield from ((f"{prefix}{name}", weight) for name, weight in named_weights(each))


def is_recurrent(layer: keras.layers.Layer) -> bool:
    """Whether the question of cuDNN arises."""
    if isinstance(layer, keras.layers.TimeDistributed):
        return is_recurrent(layer.layer)
    if isinstance(layer, keras.Model):
        return any(map(is_recurrent, layer.layers))
    return isinstance(layer, keras.layers.RNN | keras.layers.Bidirectional)


def uses_cudnn(case: dict[str, Any], layer: keras.layers.Layer) -> bool:
    """Whether Keras would run a case's layer, built, by cuDNN on a GPU, both directions where there are two."""
    given = arrays(case, *RUNS[0])
    if isinstance(layer, keras.layers.Bidirectional):
        alone = {key: each for key, each in case.items() if key != "initial_state"}
        return all(traced_to_cudnn(alone, each, given) for each in (layer.forward_layer, layer.backward_layer))
    return traced_to_cudnn(case, layer, given)


def traced_to_cudnn(case: dict[str, Any], layer: keras.layers.Layer, given: list[np.ndarray]) -> bool:
    """Whether a layer, traced with a GPU pretended, has the kernel's op in its graph."""
    backend = sys.modules["keras.src.backend.tensorflow.rnn"]
    with mock.patch.object(backend, "_is_gpu_available", return_value=True):
        traced = tf.function(lambda *tensors: call(case, layer, list(tensors)))
        graph = traced.get_concrete_function(*map(tf.convert_to_tensor, given)).graph.as_graph_def()
    nodes = [*graph.node, *(node for function in graph.library.function for node in function.node_def)]
    return any(node.op.startswith("CudnnRNN") for node in nodes)
