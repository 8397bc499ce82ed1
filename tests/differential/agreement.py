"""Whether Keras agrees with the analysis of a document: as it builds the model, as it runs it, as it traces it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any, cast
from unittest import mock

import keras
import numpy as np
import tensorflow as tf
from keras.src import backend

from rnngraph.analysis import Analysis, Fact, analyse
from rnngraph.documents.load import from_text
from rnngraph.graph import Port, TensorType
from rnngraph.keras.assemble import Built, assemble
from rnngraph.keras.block import parts
from rnngraph.keras.verify import verify
from rnngraph.layers import GRU, LSTM, Bidirectional, Block, TimeDistributed
from rnngraph.layers.base import Layer
from rnngraph.lowering import lower_model

BATCH, LENGTH = 2, 4
"""What stands for the unknown when a model is run."""


class Disagreement(AssertionError):
    """Keras says something else than the analysis: where, and of which document."""


def agree(tree: Mapping[str, Any], *, run: bool, trace: bool) -> None:
    """Builds a document's model, and if asked runs it and looks for the kernels of its recurrent layers.

    Raises:
        Mismatch, Disagreement: something is not as the analysis says.
    """
    analysis = analyse(from_text(json.dumps(tree)))
    if analysis.problems:
        found = sorted({type(each).__name__ for each in analysis.problems})
        raise Disagreement(f"{found} in a document that was to have none")
    built = assemble(lower_model(analysis))
    verify(built, analysis)
    for name, port, tensor in ports(analysis, built, built.tensors):
        compare_mask(name, port, tensor)
    if run and sizes_meet(tree):
        compare_run(analysis, built)
    if trace:
        compare_kernels(analysis, built)


def sizes_meet(tree: Mapping[str, Any]) -> bool:
    """Whether a document is right, too, when its unknown sizes are what `array` makes of them.

    Of two sizes that are unknown nobody can say that they differ; when the model runs, they may.
    """
    inputs = [
        {**each, "shape": [LENGTH if size is None else size for size in each["shape"]]} for each in tree["inputs"]
    ]
    known = {"batch_size": BATCH, **tree, "inputs": inputs}
    return not analyse(from_text(json.dumps(known))).problems


def ports(
    analysis: Analysis, built: Built, tensors: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Port, Any]]:
    """Every output of every node that was built, with the tensor that it is."""
    for name, fact in analysis.nodes.items():
        for port in fact.outputs if name in built.tensors else ():
            yield f"{name}.{port.name}", port, tensors[name][port.name]


def compare_mask(name: str, port: Port, tensor: Any) -> None:
    """Whether a tensor carries a mask if and only if its port does."""
    masked = backend.get_keras_mask(tensor) is not None
    if masked != (port.mask is not None):
        raise Disagreement(f"{name}: Keras has {'a' if masked else 'no'} mask")


def compare_run(analysis: Analysis, built: Built) -> None:
    """Runs the model on small arrays: shapes, dtypes and masks of what comes out of every node."""
    names = [(name, port) for name, given in built.tensors.items() for port in given if name in analysis.nodes]
    if not names:
        return  # a block that hands on its input, and nothing else
    inputs = [built.tensors[each.name]["output"] for each in analysis.graph.inputs]
    everything = keras.Model(inputs, [built.tensors[name][port] for name, port in names])
    found = everything([array(analysis.inputs[each.name]) for each in analysis.graph.inputs])
    tensors: dict[str, dict[str, Any]] = {}
    for (name, port), tensor in zip(names, keras.tree.flatten(found), strict=True):
        tensors.setdefault(name, {})[port] = tensor
    for name, port, tensor in ports(analysis, built, tensors):
        fits = len(tensor.shape) == port.type.rank and all(
            said in (None, size) for said, size in zip(port.type.shape, tensor.shape, strict=True)
        )
        if not fits or backend.standardize_dtype(tensor.dtype) != port.type.dtype:
            raise Disagreement(f"{name}: Keras computes {tensor.shape} {tensor.dtype}, we say {port.type}")
        compare_mask(name, port, tensor)


def array(kind: TensorType | None) -> tf.Tensor:
    """Small numbers, so that they are indices too, of a type whose unknown sizes are made up."""
    assert kind is not None
    batch, *rest = kind.shape
    shape = [batch or BATCH, *(LENGTH if size is None else size for size in rest)]
    return tf.cast(np.random.default_rng(0).integers(0, 2, size=shape), kind.dtype)


def compare_kernels(analysis: Analysis, built: Built) -> None:
    """Traces every LSTM and GRU, wherever it stands, with a GPU pretended: cuDNN where the analysis says so."""
    for name, fact in analysis.nodes.items():
        layer = built.layers.get(name)
        if layer is None or fact.cudnn is None or not fact.facts:
            continue
        kernels = list(halves(cast("Layer", fact.node.layer), layer, step_of(analysis, fact)))
        found = all(traced(*each) for each in kernels) and bool(kernels)
        if found != fact.cudnn.eligible:
            raise Disagreement(f"{name}: cuDNN {'is' if found else 'is not'} used, we say {fact.cudnn.reasons}")


def step_of(analysis: Analysis, fact: Fact) -> TensorType:
    """The type of a node's first input."""
    kind = analysis.type_of(fact.node.inputs[0])
    assert kind is not None
    return kind


def halves(ours: Layer, layer: Any, kind: TensorType) -> Iterator[tuple[Any, TensorType]]:
    """Each layer inside that may be an LSTM or a GRU of its own, with the input that it gets."""
    match ours:
        case TimeDistributed():
            yield from halves(ours.layer, layer.layer, TensorType((kind.shape[0], *kind.shape[2:]), kind.dtype))
        case Block():
            for _, inner, made in parts(ours, layer):
                first = keras.tree.flatten(made.input)[0]
                yield from halves(inner, made, TensorType(tuple(first.shape), first.dtype))
        case Bidirectional():
            yield from ((each, kind) for each in (layer.forward_layer, layer.backward_layer))
        case LSTM() | GRU():
            yield layer, kind


def traced(layer: Any, kind: TensorType) -> bool:
    """Whether a built layer, traced on such an input with a GPU pretended, has a cuDNN kernel in its graph."""
    rnn = sys.modules["keras.src.backend.tensorflow.rnn"]
    with mock.patch.object(rnn, "_is_gpu_available", return_value=True):
        function = tf.function(lambda tensor: layer(tensor, training=False))
        graph = function.get_concrete_function(tf.TensorSpec(kind.shape, kind.dtype)).graph.as_graph_def()
    nodes = [*graph.node, *(node for each in graph.library.function for node in each.node_def)]
    return any(node.op.startswith("CudnnRNN") for node in nodes)
