"""From an analysed graph to a Keras model as data: one Keras layer for each of ours, called as the graph says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

from rnngraph.analysis import Analysis, Fact
from rnngraph.graph import Ref, TensorType
from rnngraph.layers.base import Layer
from rnngraph.lowering.calls import CarriedMask, KerasCall, KerasModel, LayerCall, Value
from rnngraph.lowering.invocation import Operands, invocation
from rnngraph.lowering.lower import Context, lower
from rnngraph.lowering.names import keras_names, safe_names
from rnngraph.lowering.states import nested, returning_states
from rnngraph.lowering.training import compile_arguments, structured
from rnngraph.problems import InvalidSpec

Facts = Mapping[str, Fact]

MODEL = "keras.Model"
FIXED_TRAINING = "rnngraph.keras.fixed_training.FixedTrainingModel"
"""The classes of models: Keras's own, and that in which a `training` argument of a call has an effect."""


def lower_model(analysis: Analysis) -> KerasModel:
    """The Keras model of a graph, without the layers that no output depends on.

    Raises:
        InvalidSpec: a type that the model needs is unknown, because of the problems that the analysis found.
    """
    graph = analysis.graph
    # In the order of the analysis, not of a set: Keras draws random seeds as layers are made.
    facts = {name: fact for name, fact in analysis.nodes.items() if name in analysis.reached}
    if not graph.outputs or None in analysis.inputs.values() or not all(fact.outputs for fact in facts.values()):
        raise InvalidSpec(analysis.problems)
    names, types = keras_names(graph), input_types(analysis, facts)
    layers = layers_to_make(analysis, facts)
    fixed = any(fact.node.training is not None for fact in facts.values())
    calls = (layer_call(analysis, fact, layers[analysis.owner(name)]) for name, fact in facts.items())
    return KerasModel(
        inputs={name: keras_input(type_, names[name]) for name, type_ in analysis.inputs.items() if type_},
        layers={
            name: lower(layer, names[name], Context(graph.dtype_policy, types[name])) for name, layer in layers.items()
        },
        calls=tuple(map(with_training, calls) if fixed else calls),
        model=model_call(analysis, FIXED_TRAINING if fixed else MODEL),
        training=compile_arguments(graph),
        source=graph.source.path if graph.source else None,
    )


def keras_input(type_: TensorType, name: str) -> KerasCall:
    """An input of the model."""
    return KerasCall("keras.Input", {"batch_shape": type_.shape, "dtype": type_.dtype, "name": name})


def with_training(call: LayerCall) -> LayerCall:
    """The call with a `training` argument, None if it has none: else Keras stores false for it."""
    return replace(call, arguments={"training": None, **call.arguments})


def model_call(analysis: Analysis, target: str) -> KerasCall:
    """The model of tensors: a single input stands alone, several are a list."""
    graph = analysis.graph
    inputs = [with_port(analysis, Ref(input_.name)) for input_ in graph.inputs]
    outputs = structured(graph, {output.name: with_port(analysis, output.ref) for output in graph.outputs})
    arguments: dict[str, Value] = {"inputs": inputs[0] if len(inputs) == 1 else inputs, "outputs": outputs}
    return KerasCall(target, {**arguments, "name": safe_names([graph.name])[graph.name]})


def layers_to_make(analysis: Analysis, facts: Facts) -> dict[str, Layer]:
    """The layers by the node that owns each. A layer returns its states if the graph reads those of any call."""
    layers: dict[str, Layer] = {}
    for name, fact in facts.items():
        owner = analysis.owner(name)
        layer = layers.get(owner) or cast("Layer", analysis.nodes[owner].node.layer)
        layers[owner] = returning_states(layer, True) if set(fact.used) & set(layer.state_names()) else layer
    return layers


def input_types(analysis: Analysis, facts: Facts) -> dict[str, tuple[TensorType, ...]]:
    """The types of the tensors that each layer is called on, by the node that owns the layer."""
    calls: dict[str, list[tuple[Ref, ...]]] = {}
    for name, fact in facts.items():
        calls.setdefault(analysis.owner(name), []).append(fact.node.inputs)
    return {owner: common_types(analysis, inputs) for owner, inputs in calls.items()}


def common_types(analysis: Analysis, calls: Iterable[tuple[Ref, ...]]) -> tuple[TensorType, ...]:
    """For each input, a type that fits every call."""
    types = [tuple(filter(None, map(analysis.type_of, refs))) for refs in calls]
    return tuple(map(common_type, zip(*types, strict=False)))


def common_type(types: tuple[TensorType, ...]) -> TensorType:
    """The type that fits all of several types: a size that differs is unknown."""
    sizes = zip(*(type_.shape for type_ in types), strict=False)
    return TensorType(tuple(size[0] if len(set(size)) == 1 else None for size in sizes), types[0].dtype)


def layer_call(analysis: Analysis, fact: Fact, layer: Layer) -> LayerCall:
    """How a node calls its layer."""
    node = fact.node
    others = call_arguments(analysis, fact, layer)
    mask_type = analysis.type_of(node.mask) if node.mask else None
    operands = Operands(
        # A layer that reads nothing is called on an input of the model, from which it learns the batch size.
        inputs=tuple(with_port(analysis, ref) for ref in node.inputs or (Ref(next(iter(analysis.inputs))),)),
        mask=with_port(analysis, node.mask) if node.mask else carried_mask(analysis, fact),
        mask_rank=mask_type.rank if mask_type else 2,
        others=others,
    )
    inputs, arguments = invocation(layer, operands)
    problems = fact.facts.problems if fact.facts else ()
    return LayerCall(
        node=node.name,
        layer=analysis.owner(node.name),
        inputs=inputs,
        arguments=arguments,
        ports=layer.returned_names(others),
        problems=tuple(replace(problem, node=node.name) for problem in problems),
    )


def call_arguments(analysis: Analysis, fact: Fact, layer: Layer) -> dict[str, Value]:
    """The keyword arguments of a call, except masks."""
    node = fact.node
    arguments: dict[str, Value] = {}
    if node.training is not None:
        arguments["training"] = node.training
    if node.initial_state:
        arguments["initial_state"] = nested(layer, [with_port(analysis, ref) for ref in node.initial_state])
    arguments |= {name: True for name in ("use_causal_mask", "reverse") if getattr(node, name)}
    if node.return_attention_scores or "scores" in fact.used:
        arguments["return_attention_scores"] = True
    return arguments


def carried_mask(analysis: Analysis, fact: Fact) -> CarriedMask | None:
    """The mask to pass on to a call with initial states, for which Keras drops the mask of the input (3.15.1)."""
    if not fact.node.initial_state:
        return None
    masked = (ref for ref in fact.node.inputs if has_mask(analysis, ref))
    return next((CarriedMask(with_port(analysis, ref)) for ref in masked), None)


def has_mask(analysis: Analysis, ref: Ref) -> bool:
    """Whether a Keras mask travels with a tensor."""
    fact = analysis.nodes.get(ref.node)
    port = fact.facts.port(ref.port) if fact and fact.facts else None
    return port is not None and port.mask is not None


def with_port(analysis: Analysis, ref: Ref) -> Ref:
    """The same reference with its port named."""
    if ref.port is not None:
        return ref
    fact = analysis.nodes.get(ref.node)
    layer = fact.node.layer if fact else None
    return Ref(ref.node, layer.port_names()[0] if layer else "output")
