"""Whether Keras built what the analysis said: every weight of every layer, every output, the totals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import keras

from rnngraph import layers
from rnngraph.analysis import Analysis, Fact
from rnngraph.graph import Port, Weight
from rnngraph.keras import block
from rnngraph.keras.assemble import Built
from rnngraph.keras.instantiate import Ports
from rnngraph.keras.mismatch import Mismatch
from rnngraph.layers.base import Layer
from rnngraph.layers.wrappers import DIRECTIONS


def verify(built: Built, analysis: Analysis) -> None:
    """Compares a model with the analysis of its graph, node by node.

    Raises:
        Mismatch: at the first difference, which it names.
    """
    training = {id(weight) for weight in built.model.trainable_weights}
    for name, layer in built.layers.items():
        ours = cast("Layer", analysis.nodes[name].node.layer)
        found = {weight.name: weight for weight in weights(ours, layer, training)}
        compare_weights(name, found, analysis.nodes[name])
    for name, ports in built.tensors.items():
        if name in analysis.nodes:
            compare_outputs(name, ports, analysis.nodes[name], check_dtypes=reads_floats(analysis, name))
    said = sum(sum(weight.params for weight in analysis.nodes[name].weights) for name in built.layers)
    if built.model.count_params() != said:
        raise Mismatch(analysis.graph.name, "parameters", built.model.count_params(), said)


def weights(layer: Layer, built: keras.layers.Layer, training: set[int]) -> Iterator[Weight]:
    """The weights of a Keras layer under our names; trainable are those whose ids are in `training`."""
    for prefix, variable in named_variables(layer, built):
        yield Weight(prefix, tuple(variable.shape), str(variable.dtype), id(variable) in training)


def named_variables(layer: Layer, built: keras.layers.Layer) -> Iterator[tuple[str, keras.Variable]]:
    """The variables of a Keras layer, each under the last part of its name, with the inner layer before it."""
    for prefix, inner, inner_built in parts(layer, built):
        for name, variable in named_variables(inner, inner_built):
            yield f"{prefix}{name}", variable
    if not layer.inner_layers():
        names = [variable.name for variable in built.weights]
        for name, variable in zip(names, built.weights, strict=True):
            # Where a Keras layer holds others of its own (query, key, ...), theirs is the part before the last.
            yield name if names.count(name) == 1 else "/".join(variable.path.split("/")[-2:]), variable


def parts(layer: Layer, built: keras.layers.Layer) -> Iterator[tuple[str, Layer, keras.layers.Layer]]:
    """The layers inside a layer, each with the prefix of its weights and with what was built for it."""
    match layer:
        case layers.Bidirectional():
            ends = zip(DIRECTIONS, layer.directions(), (built.forward_layer, built.backward_layer), strict=True)
            yield from ((f"{at}/", end, direction) for at, end, direction in ends)
        case layers.TimeDistributed():
            yield "", layer.layer, built.layer
        case layers.Block():
            yield from ((f"{at}/", inner, one) for at, inner, one in block.parts(layer, built))
        case layers.RNN():
            cells = layer.cells()
            stack = [built.cell] if len(cells) == 1 else built.cell.cells
            yield from ((f"{at}/" if at else "", cell, one) for (at, cell), one in zip(cells, stack, strict=True))


def compare_weights(name: str, found: dict[str, Weight], fact: Fact) -> None:
    """Raises Mismatch where a weight is missing, or differs in shape, dtype or in being trained."""
    said = {weight.name: weight for weight in fact.weights}
    if found.keys() != said.keys():
        raise Mismatch(name, "weights", ", ".join(found) or "none", ", ".join(said) or "none")
    for weight in said.values():
        for field in ("shape", "dtype", "trainable"):
            one, other = getattr(found[weight.name], field), getattr(weight, field)
            if one != other:
                raise Mismatch(name, f"{field} of {weight.name}", one, other)


def reads_floats(analysis: Analysis, name: str) -> bool:
    """Whether a node's first input is of floats, so that what Keras says of the output's dtype holds.

    Of integers it says that merges, pooling, cropping, padding and RepeatVector give floats, and that their means have
    the layer's dtype; they have float32, under a mask float64.
    """
    inputs = analysis.nodes[name].node.inputs
    if not inputs:
        return True
    first = inputs[0]
    fact = analysis.nodes.get(first.node)
    port = fact.facts.port(first.port) if fact and fact.facts else None
    type_ = port.type if port else analysis.inputs.get(first.node)
    return type_ is None or type_.is_float


def compare_outputs(name: str, ports: Ports, fact: Fact, *, check_dtypes: bool) -> None:
    """Raises Mismatch where an output differs in shape or, if those are to be checked, in dtype."""
    said: dict[str, Port] = {port.name: port for port in (fact.facts.outputs if fact.facts else ())}
    for port, tensor in ports.items():
        if port not in said:
            raise Mismatch(name, "outputs", ", ".join(ports), ", ".join(said))
        type_ = said[port].type
        if tuple(tensor.shape) != type_.shape:
            raise Mismatch(name, f"shape of {port}", tuple(tensor.shape), type_.shape)
        if check_dtypes and tensor.dtype != type_.dtype:
            raise Mismatch(name, f"dtype of {port}", tensor.dtype, type_.dtype)
