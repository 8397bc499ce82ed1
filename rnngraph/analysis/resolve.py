"""The first step of an analysis: where every reference leads, by names and ports alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from rnngraph.analysis.order import topological
from rnngraph.build.expansion import HIDDEN_PREFIX
from rnngraph.build.training import Training
from rnngraph.build.wiring import wiring_problems
from rnngraph.graph import Graph, Node, Problem, Ref
from rnngraph.graph.problem import NAMES, name_topic
from rnngraph.layers.base import Layer
from rnngraph.problems import kinds
from rnngraph.problems.consequences import left_open
from rnngraph.problems.nearest import MANY, nearest

Links = Mapping[str, Ref | None]
"""By field (`inputs/1`, `initial_state/0`, `mask`), the reference that it holds; None if that leads nowhere."""


@dataclass(frozen=True)
class Resolution:
    """Where the references of a graph lead.

    Arguments:
        order: the nodes, in topological order; those in or behind a cycle last.
        cyclic: the names of the nodes in a cycle, of which nothing can be inferred.
        miswired: the names of the nodes with too few or too many inputs.
        links: what each node, and each instance of a block, reads.
        used: the ports of each node that something reads by name, in the layer's order.
        problems: what is wrong with names, references and wiring.
    """

    order: tuple[Node, ...]
    cyclic: frozenset[str]
    miswired: frozenset[str]
    links: Mapping[str, Links]
    used: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...]


def resolve(graph: Graph) -> Resolution:
    """Looks up every reference of a graph, without asking for shapes."""
    return _Resolver(graph).resolution()


def scope(name: str) -> str:
    """The block that a node, or a block, is in; empty at the top."""
    return name.rpartition("/")[0]


class _Resolver:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.problems: list[Problem] = []
        self.left_open = left_open(graph.problems)
        self.nodes = {node.name: node for node in graph.nodes}
        self.inputs = {each.name for each in graph.inputs}
        self.instances = {each.name: each for each in graph.blocks}
        self.blocks = {each.name for each in graph.blocks if each.copy == 1}

    def resolution(self) -> Resolution:
        order, cycle = topological(self.graph)
        if cycle:
            self.problems.append(kinds.wiring.Cycle("inputs", node=cycle[0], names=tuple(cycle)))
        links = {node.name: self.links(node.name, node.references()) for node in self.graph.nodes}
        for instance in self.graph.blocks:
            passed = ((f"inputs/{index}", ref) for index, (_, ref) in enumerate(instance.inputs))
            links[instance.name] = self.links(instance.name, passed)
        miswired = frozenset(node.name for node in order if node.name not in cycle and self.is_miswired(node))
        self.check_outputs()
        used = self.used()
        return Resolution(tuple(order), frozenset(cycle), miswired, links, used, tuple(self.problems))

    def links(self, reader: str, references: Iterable[tuple[str, Ref]]) -> Links:
        """The references of a reader, those that lead nowhere replaced by None."""
        return {field: ref if self.leads_to_port(reader, field, ref) else None for field, ref in references}

    def leads_to_port(self, reader: str | None, field: str, ref: Ref) -> bool:
        """Whether a reference leads to a port; if not, a problem, unless the target is only unknown.

        What leads out of a block or into one is reported where the author has written it, not once more here.
        """
        missing = ref.node not in self.inputs and ref.node not in self.nodes and ref.node not in self.blocks
        # Who reads something by a name that can't be one is not wrong as well.
        if self.left_open and (
            name_topic(ref.node.rpartition("/")[2]) in self.left_open or (missing and NAMES in self.left_open)
        ):
            return False
        known = () if missing else self.known_ports(ref.node)
        if not missing and (not known or ref.port is None or ref.port in known):
            return True
        if self.is_written_here(scope(reader or ""), ref):
            problem = self.unknown_name(reader, field, ref) if missing else self.unknown_port(reader, field, ref, known)
            self.problems.append(problem)
        return False

    def is_written_here(self, around: str, ref: Ref) -> bool:
        """Whether a reference read in a block, or at the top, was written there; else it is another block's matter."""
        inside = not around or ref.node.startswith(f"{around}/")
        return scope(ref.node) == around or (inside and scope(ref.node) not in self.instances)

    def unknown_port(self, reader: str | None, field: str, ref: Ref, known: tuple[str, ...]) -> Problem:
        """The problem of a port that a node does not have."""
        port = ref.port or ""
        return kinds.wiring.UnknownPort(
            field, node=reader, found=port, of=ref.node, known=known, nearest=nearest(port, known)
        )

    def unknown_name(self, reader: str | None, field: str, ref: Ref) -> Problem:
        """The problem of a name that nothing has; those that it could be are in the block that it is read in."""
        around = scope(reader or "")
        name = ref.node.removeprefix(f"{around}/" if around else "").removeprefix(HIDDEN_PREFIX)
        given = self.names_in[around]
        if ref.port is not None and name in given:
            return kinds.wiring.UnknownPort(
                field, node=reader, found=ref.port, of=name, known=("output",), nearest=None
            )
        own = (reader or "").rpartition("/")[2]
        # A suggestion among very many names costs more than it helps.
        near = nearest(name, [each for each in given if each != own]) if len(given) <= MANY else None
        return kinds.wiring.UnknownReference(field, node=reader, found=name, nearest=near)

    @cached_property
    def names_in(self) -> dict[str, list[str]]:
        """The names that can be referred to in the model, and in each block."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in (*self.nodes, *self.blocks):
            found[scope(name)].append(name.rpartition("/")[2])
        found[""] += [each.name for each in self.graph.inputs]
        for name, instance in self.instances.items():
            found[name] += instance.layer.names_of_inputs() if isinstance(instance.layer, Layer) else ()
        return found

    def known_ports(self, name: str) -> tuple[str, ...]:
        """The ports that a node has by its fields alone; none known if its layer could not be read."""
        if name in self.inputs:
            return ("output",)
        layer = (self.nodes.get(name) or self.instances[name]).layer
        return layer.port_names() if layer else ()

    def is_miswired(self, node: Node) -> bool:
        """Whether a node has too few or too many inputs; what else its layer does not take is a problem too."""
        if not isinstance(node.layer, Layer) or node.name in self.without_inputs:
            return False
        found = list(wiring_problems(node, node.layer))
        self.problems += found
        return any(isinstance(each, kinds.wiring.WrongInputCount) for each in found)

    @cached_property
    def without_inputs(self) -> frozenset[str]:
        """The nodes that read nothing because of a problem that was reported: how many inputs is not the question."""
        ambiguous = {each.node for each in self.graph.problems if isinstance(each, kinds.wiring.AmbiguousInput)}
        empty = {each.name for each in self.graph.blocks if not each.inputs} | (
            {""} if not self.graph.inputs else set()
        )
        return frozenset(
            node.name
            for node in self.graph.nodes
            if not node.inputs and (scope(node.name) in empty or node.name in ambiguous)
        )

    def check_outputs(self) -> None:
        """Notes what is wrong with the outputs' references, and with the training section's names of outputs."""
        graph = self.graph
        known = (isinstance(each, kinds.wiring.NoOutputs) for each in graph.problems)
        if not graph.outputs and graph.nodes and not any(known):
            self.problems.append(kinds.wiring.NoOutputs())
        for index, output in enumerate(graph.outputs):
            self.leads_to_port(None, f"outputs/{output.name if graph.named_outputs else index}", output.ref)
        if isinstance(graph.training, Training):
            self.problems += graph.training.problems([output.name for output in graph.outputs])

    def used(self) -> dict[str, tuple[str, ...]]:
        """The ports that something reads by name."""
        read: dict[str, set[str]] = defaultdict(set)
        refs = [ref for node in self.graph.nodes for _, ref in node.references()]
        for ref in (*refs, *(output.ref for output in self.graph.outputs)):
            if ref.port:
                read[ref.node].add(ref.port)
        known = ((name, ports) for name, ports in read.items() if name in self.nodes or name in self.blocks)
        return {name: tuple(port for port in self.known_ports(name) if port in ports) for name, ports in known}
