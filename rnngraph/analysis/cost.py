"""What a model costs at a batch and a length that someone chose."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rnngraph.analysis.result import Analysis, Fact
from rnngraph.analysis.run import analyse
from rnngraph.graph import Dim, Graph, TensorType
from rnngraph.layers.base import Layer
from rnngraph.layers.cost import plus, times


@dataclass(frozen=True, slots=True)
class NodeCost:
    """The cost of a layer or an input. None is unknown.

    `flops` are those of one sample, forward, two for each multiply-accumulate (see `layers.cost.Cost`); `step_flops`
    those of one timestep of it, None where the layer does not work step by step. `output_bytes` are its outputs for the
    whole batch, `kept_bytes` what training keeps besides them until the backward pass.
    """

    flops: Dim
    step_flops: Dim
    output_bytes: Dim
    kept_bytes: Dim


@dataclass(frozen=True, slots=True)
class ModelCost:
    """The cost of each node at a batch size, and at a length for every size that the inputs leave unknown."""

    batch: int
    length: int | None
    nodes: Mapping[str, NodeCost]

    @property
    def flops(self) -> Dim:
        """FLOPs of one sample, forward. A training step takes about three times as many, for each of the batch."""
        return plus(*(each.flops for each in self.nodes.values()))

    @property
    def activation_bytes(self) -> Dim:
        """Bytes of activations that training holds at the end of the forward pass, inputs among them.

        With backpropagation through time that is every step of every recurrent layer.
        """
        return plus(*(part for each in self.nodes.values() for part in (each.output_bytes, each.kept_bytes)))


def cost(graph: Graph, batch: int | None = None, length: int | None = None) -> ModelCost:
    """The cost of a graph.

    Arguments:
        graph: the model.
        batch: samples in a batch; left out, the graph's own `batch_size`, or 1.
        length: the size in place of every unknown one of the inputs; left out, what hangs on it stays unknown.

    Raises:
        ValueError: a size is below 1.
    """
    for name, size in (("batch", batch), ("length", length)):
        if size is not None and size < 1:
            raise ValueError(f"{name} is 1 at least, not {size}")
    batch = batch or graph.batch_size or 1
    analysis = analyse(_settled(graph, batch, length))
    inputs = {name: NodeCost(0, None, _bytes(kind), 0) for name, kind in analysis.inputs.items()}
    nodes = {name: _node_cost(fact, batch) for name, fact in analysis.nodes.items()}
    return ModelCost(batch, length, {**inputs, **nodes})


def _settled(graph: Graph, batch: int, length: int | None) -> Graph:
    """The graph with those sizes for unknown ones."""
    inputs = tuple(
        replace(each, shape=each.shape and tuple(length if size is None else size for size in each.shape))
        for each in graph.inputs
    )
    return replace(graph, batch_size=batch, inputs=inputs)


def _node_cost(fact: Fact, batch: int) -> NodeCost:
    if fact.facts is None or not fact.facts.outputs or not isinstance(fact.node.layer, Layer):
        return NodeCost(None, None, None, None)
    found = fact.facts.cost
    # Of what a layer keeps inside, each value has the dtype that it computes in: that of its main output.
    kept = times(batch, found.kept, fact.facts.outputs[0].type.item_size)
    outputs = plus(*(_bytes(port.type) for port in fact.outputs))
    return NodeCost(times(2, found.macs), times(2, found.step), outputs, kept)


def _bytes(kind: TensorType | None) -> Dim:
    return times(*kind.shape, kind.item_size) if kind else None


def activations(analysis: Analysis, batch: int) -> dict[str, int]:
    """Bytes that training keeps of each input and layer for a batch, at least.

    Unknown lengths count as 1. What a layer keeps inside over an unknown length, and layers with errors, are left out.
    """
    found = {name: _least_bytes(kind, batch) for name, kind in analysis.inputs.items() if kind}
    for name, fact in analysis.nodes.items():
        if fact.facts is None or not fact.facts.outputs:
            continue
        kept = batch * (fact.facts.cost.kept or 0) * fact.facts.outputs[0].type.item_size
        found[name] = kept + sum(_least_bytes(port.type, batch) for port in fact.outputs)
    return found


def _least_bytes(kind: TensorType, batch: int) -> int:
    first, *others = kind.shape
    return kind.item_size * (first or batch) * math.prod(size or 1 for size in others)
