"""The result of the one pass over a graph, which all other packages read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rnngraph.graph import Graph, Input, Node, Port, Problem, Ref, TensorType, Verdict, Weight
from rnngraph.graph.reachability import dependencies_of_outputs, owners
from rnngraph.layers.base import Layer, LayerFacts
from rnngraph.layers.titles import title


@dataclass(frozen=True, slots=True)
class Fact:
    """A node and what is known of it.

    `facts` is None where something upstream, or the layer itself, is unknown. `used` holds the ports, besides the
    main output, that something in the graph reads, in the layer's order.
    """

    node: Node
    facts: LayerFacts | None
    used: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The node's name."""
        return self.node.name

    @property
    def title(self) -> str:
        """The type of the node's layer with what it holds; `?` if the author gave no type."""
        return title(self.node.layer) if isinstance(self.node.layer, Layer) else self.node.type or "?"

    @property
    def weights(self) -> tuple[Weight, ...]:
        """The weights that this node brings: none where it shares another's."""
        return self.facts.weights if self.facts and not self.node.shares else ()

    @property
    def params(self) -> int | None:
        """Number of scalars in the weights; None where they are unknown."""
        if self.facts is None or not self.facts.outputs:
            return None
        return sum(weight.params for weight in self.weights)

    @property
    def cudnn(self) -> Verdict | None:
        """The cuDNN verdict; None for what is not recurrent."""
        return self.facts.cudnn if self.facts else None

    @property
    def outputs(self) -> tuple[Port, ...]:
        """The ports that the graph has use for: the main output or outputs, then the used others."""
        if self.facts is None or self.node.layer is None:
            return ()
        names, main = self.node.layer.port_names(), self.node.layer.main_names()
        return tuple(
            port for port in self.facts.outputs if port.name in names and (port.name in main or port.name in self.used)
        )


@dataclass(frozen=True, repr=False)
class Analysis:
    """The result of one pass over a graph.

    `inputs` gives the type of each input (None: unknown), `nodes` every node in a stable topological order (nodes in
    a cycle last), `problems` everything that stands in the way, reading included.
    """

    graph: Graph
    inputs: Mapping[str, TensorType | None]
    nodes: Mapping[str, Fact]
    problems: tuple[Problem, ...] = field(default=())

    def __repr__(self) -> str:
        """Its size; whole, it would be thousands of lines."""
        count, wrong = len(self.nodes), len(self.problems)
        problems = f", {wrong} problem{'s' if wrong > 1 else ''}" if wrong else ""
        layers = f"{count} layer{'s' if count != 1 else ''}"
        return f"<Analysis {self.graph.name}: {layers}, {self.params:,} parameters{problems}>"

    def type_of(self, ref: Ref) -> TensorType | None:
        """The type of what a reference points at; None where it is unknown."""
        if ref.node in self.inputs:
            return self.inputs[ref.node] if ref.port in (None, "output") else None
        fact = self.nodes.get(ref.node)
        port = fact.facts.port(ref.port) if fact and fact.facts else None
        return port.type if port else None

    def main_type(self, each: Input | Fact) -> TensorType | None:
        """The type of the main output of an input or a node; None where it is unknown."""
        if isinstance(each, Input):
            return self.inputs[each.name]
        return each.outputs[0].type if each.outputs else None

    @cached_property
    def listing(self) -> tuple[Input | Fact, ...]:
        """Inputs and nodes in the order in which reports list them, which is that of Keras.

        Each input comes just before the first node that reads it, and inputs that no node reads come last.
        """
        return tuple(self._listed())

    def _listed(self) -> Iterator[Input | Fact]:
        unlisted: dict[str, Input] = {}
        for each in self.graph.inputs:
            unlisted.setdefault(each.name, each)
        for fact in self.nodes.values():
            for _, ref in fact.node.references():
                if ref.node in unlisted:
                    yield unlisted.pop(ref.node)
            yield fact
        yield from unlisted.values()

    @cached_property
    def reached(self) -> frozenset[str]:
        """The names of all nodes and inputs that an output depends on."""
        return dependencies_of_outputs(self.graph)

    @property
    def is_stateful(self) -> bool:
        """Whether a layer of the model starts each batch from the states at the end of the batch before."""
        layers = (fact.node.layer for fact in self.nodes.values())
        return any(isinstance(layer, Layer) and layer.is_stateful for layer in layers)

    @cached_property
    def _owners(self) -> Mapping[str, str]:
        return owners({name: fact.node.shares for name, fact in self.nodes.items() if fact.node.shares})

    def owner(self, name: str) -> str:
        """The node whose layer a node or an input applies: itself, or the one that it shares, through chains."""
        return self._owners.get(name, name)

    @cached_property
    def weights(self) -> tuple[Weight, ...]:
        """Every weight of the model, once."""
        return tuple(weight for fact in self.nodes.values() for weight in fact.weights)

    @property
    def params(self) -> int:
        """Number of scalars in all known weights."""
        return sum(weight.params for weight in self.weights)

    @property
    def total_params(self) -> int | None:
        """Number of scalars in all weights; None if errors leave those of a layer unknown, or the model is empty."""
        unknown = any(fact.params is None for fact in self.nodes.values())
        return None if unknown or not self.listing else self.params

    @property
    def trainable_params(self) -> int:
        """Number of those that training changes."""
        return sum(weight.params for weight in self.weights if weight.trainable)

    @property
    def size(self) -> int:
        """Bytes of all weights, in their own dtypes."""
        return sum(weight.size for weight in self.weights)
