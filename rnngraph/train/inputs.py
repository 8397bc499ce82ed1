"""Whether arrays can be fed to the inputs of a graph: sizes, dtypes, values, vocabularies, padding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from rnngraph.analysis import Analysis, Fact, analyse
from rnngraph.graph import Graph, TensorType, shape_text
from rnngraph.layers import CategoryEncoding, Embedding, Masking, NotEqual, ReversibleEmbedding, TimeDistributed
from rnngraph.layers.base import Layer
from rnngraph.train.values import (
    Array,
    first,
    first_place,
    mismatch,
    no_values,
    not_finite,
    not_integers,
    not_numbers,
    outside,
    where,
)


def input_mismatches(analysis: Analysis, arrays: Mapping[str, Array]) -> list[str]:
    """A line for each array that can't be fed to its input, or whose values the input's layers can't take."""
    padding = {each.name: each.mask for each in analysis.graph.inputs}
    wrong: list[str] = []
    for name, type_ in analysis.inputs.items():
        if name not in arrays or type_ is None:
            continue
        line = array_mismatch(name, arrays[name], type_)
        wrong += [line] if line else out_of_vocabulary(analysis, name, arrays[name])
        if not line and padding[name] == "right":
            wrong += padded_elsewhere(analysis, name, arrays[name])
    return wrong


def array_mismatch(name: str, array: Array, type_: TensorType) -> str | None:
    """The line for an array that does not fit the type of an input."""
    wanted, found = type_.shape[1:], array.shape[1:]
    sizes_fit = len(wanted) == len(found) and all(a in (None, b) for a, b in zip(wanted, found, strict=True))
    if line := not_numbers(name, array):
        return line
    if not array.ndim or not sizes_fit:
        return mismatch(name, f"shape {shape_text(('batch', *wanted))}", shape_text(array.shape))
    if line := no_values(name, array):
        return line
    kinds = "fiub" if type_.is_float else "b" if type_.dtype == "bool" else "iu"
    if array.dtype.kind not in kinds:
        return mismatch(name, f"{type_.dtype}, the input's dtype", str(array.dtype))
    return not_finite(name, array, type_.dtype)


def readers(analysis: Analysis, name: str) -> Iterator[tuple[Fact, Layer]]:
    """The layers that read an input directly; inside TimeDistributed, the layer that it applies."""
    for fact in analysis.nodes.values():
        layer = fact.node.layer
        layer = layer.layer if isinstance(layer, TimeDistributed) else layer
        if isinstance(layer, Layer) and any(ref.node == name for ref in fact.node.inputs):
            yield fact, layer


def out_of_vocabulary(analysis: Analysis, name: str, array: Array) -> Iterator[str]:
    """A line for each layer that is fed integers outside its vocabulary; on a GPU they give zeros, not an error."""
    for fact, layer in readers(analysis, name):
        if isinstance(layer, Embedding | ReversibleEmbedding) and not fact.node.reverse:
            limit = layer.input_dim
        elif isinstance(layer, CategoryEncoding) and layer.num_tokens:
            limit = layer.num_tokens
        else:
            continue
        # Keras cuts floats to integers here.
        wrong = not_integers(array)
        wrong = outside(array, 0, limit - 1) if wrong is None else wrong
        if wrong is not None:
            yield mismatch(name, f"integers from 0 to {limit - 1}, the vocabulary of {fact.name}", first(array, wrong))


def padded_elsewhere(analysis: Analysis, name: str, array: Array) -> Iterator[str]:
    """A line for each layer whose mask has padding before a real step, though the input says that padding comes last.

    cuDNN's kernels refuse such a mask when they run.
    """
    for fact, layer in readers(analysis, name):
        real = real_steps(analysis, fact, layer, array)
        if real is None:
            continue
        wrong = real[..., 1:] & ~real[..., :-1]
        if wrong.any():
            expected = f'padding after the last real step only ("mask": "right"; {fact.name} masks it)'
            hint = 'pad at the end, or give the input "mask": "any"'
            yield mismatch(name, expected, f"padding before a real step {where(first_place(wrong))}", hint)


def real_steps(analysis: Analysis, fact: Fact, layer: Layer, array: Array) -> Array | None:
    """Which steps of an input the mask of a layer calls real, time last; None if it makes no mask of timesteps."""
    if isinstance(layer, Embedding | ReversibleEmbedding):
        return array != 0 if layer.mask_zero and not fact.node.reverse and array.ndim > 1 else None
    if isinstance(layer, Masking) and array.ndim == 3:
        # Keras compares in the dtype of the input.
        with np.errstate(over="ignore"):
            value = np.asarray(layer.mask_value, array.dtype) if array.dtype.kind == "f" else layer.mask_value
        steps: Array = np.any(array != value, axis=-1)
        return steps
    masks = {other.node.mask.node for other in analysis.nodes.values() if other.node.mask}
    return array != layer.value if isinstance(layer, NotEqual) and fact.name in masks and array.ndim == 2 else None


def with_sizes(graph: Graph, arrays: Mapping[str, Array]) -> Analysis:
    """The analysis of a graph whose unknown sizes are those of the data."""
    inputs = [
        replace(each, shape=arrays[each.name].shape[1:]) if each.name in arrays else each for each in graph.inputs
    ]
    return analyse(replace(graph, inputs=tuple(inputs)))


def size_errors(sized: Analysis) -> list[str]:
    """A line for each error that the model has for these sizes and did not have while they were unknown."""
    from rnngraph.check import check

    sizes = ", ".join(f"{each.name} {shape_text(('batch', *(each.shape or ())))}" for each in sized.graph.inputs)
    errors = [each for each in check(sized) if each.severity == "error"]
    return [f"with data of shape {sizes}: {each.message}" for each in errors]
