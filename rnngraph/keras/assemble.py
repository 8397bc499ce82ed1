"""From an analysed graph to a Keras model: one Keras layer for each of ours, called as the graph says."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

import keras

from rnngraph.analysis import Analysis, Fact
from rnngraph.graph import Graph, Ref, TensorType
from rnngraph.keras.files import UnreadFile, reading_for
from rnngraph.keras.kept import AUTHORED
from rnngraph.keras.lower import Context, invoke, lower
from rnngraph.keras.mismatch import Mismatch
from rnngraph.keras.states import nested, returning_states
from rnngraph.layers.base import Layer
from rnngraph.problems import InvalidSpec

T = TypeVar("T")
Ports = dict[str, keras.KerasTensor]


@dataclass(frozen=True, slots=True)
class Built:
    """A model, and what became of the graph in it, as far as it reaches an output.

    `layers` has a Keras layer for every node that does not share another's, `tensors` what every node and input
    gives, by port.
    """

    model: keras.Model
    layers: Mapping[str, keras.layers.Layer]
    tensors: Mapping[str, Ports]


def assemble(analysis: Analysis) -> Built:
    """The model of a graph, neither verified nor compiled.

    Raises:
        InvalidSpec: something that the model needs is unknown, because of the analysis's problems, or a file that
            weights are in can't be read.
        Mismatch: Keras refuses what the analysis found to be right.
    """
    with reading_for(analysis.graph) as reading, deep(len(analysis.nodes)):
        try:
            return _assembled(analysis)
        except Exception as error:
            if reading.problem is None or isinstance(error, InvalidSpec):
                raise
            raise InvalidSpec([reading.problem]) from error


@contextmanager
def deep(layers: int) -> Iterator[None]:
    """Lets Keras 3.15 recurse once for each layer of a chain, as its `Function` does when it looks for them all."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit + 4 * layers)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _assembled(analysis: Analysis) -> Built:
    graph = analysis.graph
    # In the order of the analysis, not of a set: random seeds are drawn as layers are made.
    facts = {name: fact for name, fact in analysis.nodes.items() if name in analysis.reached}
    if not graph.outputs or None in analysis.inputs.values() or not all(fact.outputs for fact in facts.values()):
        raise InvalidSpec(analysis.problems)
    names = keras_names(graph)
    tensors: dict[str, Ports] = {}
    for name, type_ in analysis.inputs.items():
        if type_ is not None:
            tensors[name] = {"output": keras.Input(batch_shape=type_.shape, dtype=type_.dtype, name=names[name])}
    settled, calls = settle(analysis, facts), calls_of(analysis, facts)
    made = {
        name: lower(layer, names[name], Context(graph.dtype_policy, given_to(analysis, calls[name])))
        for name, layer in settled.items()
    }
    for name, layer in made.items():
        setattr(layer, AUTHORED, name)
    for name, fact in facts.items():
        owner = analysis.owner(name)
        tensors[name] = call(made[owner], settled[owner], fact, tensors)
    inputs = [tensors[each.name]["output"] for each in graph.inputs]
    outputs = structured(graph, {output.name: tensor_of(tensors, output.ref) for output in graph.outputs})
    name = safe_names([graph.name])[graph.name]
    return Built(keras.Model(inputs[0] if len(inputs) == 1 else inputs, outputs, name=name), made, tensors)


def calls_of(analysis: Analysis, facts: Mapping[str, Fact]) -> dict[str, list[tuple[Ref, ...]]]:
    """What each layer is called on, by its owner's name, call by call."""
    found: dict[str, list[tuple[Ref, ...]]] = {}
    for name, fact in facts.items():
        found.setdefault(analysis.owner(name), []).append(fact.node.inputs)
    return found


def given_to(analysis: Analysis, calls: Iterable[tuple[Ref, ...]]) -> tuple[TensorType, ...]:
    """The types of what a layer is called on; of several calls, what they agree in."""
    types = [tuple(filter(None, map(analysis.type_of, refs))) for refs in calls]
    return tuple(map(_common, zip(*types, strict=False)))


def _common(types: tuple[TensorType, ...]) -> TensorType:
    """What several types agree in: a size that differs is unknown."""
    sizes = zip(*(each.shape for each in types), strict=False)
    return TensorType(tuple(each[0] if len(set(each)) == 1 else None for each in sizes), types[0].dtype)


def keras_names(graph: Graph) -> dict[str, str]:
    """The name in Keras of every input and every node."""
    return safe_names([*(each.name for each in graph.inputs), *(node.name for node in graph.nodes)])


def safe_names(names: Iterable[str]) -> dict[str, str]:
    """The names in Keras: their own, with a dot for the slash that Keras forbids.

    An `x` stands before the `_` that no TensorFlow scope may start with.
    """
    plain = {name: name.replace("/", ".") for name in names}
    taken = set(plain.values())
    safe = {}
    for name, dotted in plain.items():
        new = dotted
        while new.startswith("_") or (new != dotted and new in taken):
            new = f"x{new}"
        taken.add(new)
        safe[name] = new
    return safe


def structured(graph: Graph, by_name: Mapping[str, T]) -> T | list[T] | dict[str, T]:
    """Something for each output, as the model has its outputs: a dict if they are named, one, or a list."""
    values = {output.name: by_name[output.name] for output in graph.outputs}
    if graph.named_outputs:
        return values
    return list(values.values()) if len(values) > 1 else next(iter(values.values()))


def settle(analysis: Analysis, facts: Mapping[str, Fact]) -> dict[str, Layer]:
    """The layers to build, each returning its states if one of its calls has use for them."""
    layers: dict[str, Layer] = {}
    for name, fact in facts.items():
        owner = analysis.owner(name)
        layer = layers.get(owner) or cast("Layer", analysis.nodes[owner].node.layer)
        layers[owner] = returning_states(layer, True) if set(fact.used) & set(layer.state_names()) else layer
    return layers


def call(built: keras.layers.Layer, layer: Layer, fact: Fact, tensors: Mapping[str, Ports]) -> Ports:
    """Calls a Keras layer as its node says; what it gives, by port."""
    node = fact.node
    # What reads nothing is given an input of the model, to know of how many samples the batch is.
    inputs = [tensor_of(tensors, ref) for ref in node.inputs] or [next(iter(next(iter(tensors.values())).values()))]
    arguments: dict[str, Any] = {}
    if node.training is not None:
        arguments["training"] = node.training
    if node.mask:
        arguments["mask"] = tensor_of(tensors, node.mask)
    if node.initial_state:
        arguments["initial_state"] = nested(layer, [tensor_of(tensors, ref) for ref in node.initial_state])
    arguments |= {name: True for name in ("use_causal_mask", "reverse") if getattr(node, name)}
    if node.return_attention_scores or "scores" in fact.used:
        arguments["return_attention_scores"] = True
    try:
        result = invoke(layer, built, inputs, arguments)
    except UnreadFile as error:
        raise InvalidSpec([replace(error.problem, node=node.name)]) from error
    except Exception as error:
        if fact.facts and fact.facts.problems:
            raise InvalidSpec([replace(each, node=node.name) for each in fact.facts.problems]) from error
        raise Mismatch(node.name, "call", f"nothing ({error})", "that it can be called so") from error
    return dict(zip(layer.returned_names(arguments), keras.tree.flatten(result), strict=True))


def tensor_of(tensors: Mapping[str, Ports], ref: Ref) -> keras.KerasTensor:
    """What a reference points at."""
    ports = tensors[ref.node]
    return ports[ref.port] if ref.port else next(iter(ports.values()))
