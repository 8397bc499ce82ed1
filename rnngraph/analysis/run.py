"""The one pass: every node once, in topological order, in time linear in the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property, partial
from graphlib import CycleError, TopologicalSorter
from heapq import heapify, heappop, heappush

from rnngraph.analysis.inside import inside
from rnngraph.analysis.result import Analysis, Fact
from rnngraph.build.expansion import HIDDEN_PREFIX
from rnngraph.build.training import Training
from rnngraph.build.wiring import wiring_problems
from rnngraph.graph import DtypePolicy, Graph, Instance, Mask, Node, Padding, Port, Problem, Ref, TensorType
from rnngraph.graph.following import owners
from rnngraph.graph.problem import NAMES, READING, name_topic
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.block import border_problem
from rnngraph.problems import kinds
from rnngraph.problems.consequences import independent, left_open
from rnngraph.problems.nearest import MANY, nearest


def analyse(graph: Graph) -> Analysis:
    """Everything that is known of a graph: types, weights, states, masks, cuDNN verdicts, and what is wrong with it."""
    return _Pass(graph).result()


def topological(graph: Graph) -> tuple[list[Node], list[str]]:
    """The nodes in topological order, as listed where that is one, and a cycle where there is one (first is last).

    Nodes in or behind a cycle come at the end, as listed.
    """
    by_name = {node.name: node for node in graph.nodes}
    at = {name: index for index, name in enumerate(by_name)}
    sorter: TopologicalSorter[str] = TopologicalSorter(
        {node.name: [ref.node for _, ref in node.references() if ref.node in by_name] for node in graph.nodes}
    )
    cycle: list[str] = []
    try:
        sorter.prepare()
    except CycleError as error:
        cycle = list(error.args[1])
    ready = [at[name] for name in sorter.get_ready()]
    heapify(ready)
    names = list(by_name)
    order = []
    while ready:
        name = names[heappop(ready)]
        order.append(by_name[name])
        sorter.done(name)
        for each in sorter.get_ready():
            heappush(ready, at[each])
    placed = {node.name for node in order}
    return order + [node for node in graph.nodes if node.name not in placed], cycle


def scope(name: str) -> str:
    """The block that a node, or a block, stands in; empty at the top."""
    return name.rpartition("/")[0]


class _Pass:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.policy = DtypePolicy(graph.dtype_policy)
        self.problems = list(graph.problems)
        self.left_open = left_open(graph.problems)
        self.ports: dict[str, dict[str, Port]] = {}
        self.firsts: dict[str, str] = {}
        self.padding: dict[str, Padding] = {}
        self.facts: dict[str, LayerFacts | None] = {}
        self.inside = partial(inside, analyse)
        self.inferred_before: dict[tuple[int, Call], LayerFacts] = {}
        self.by_name = {node.name: node for node in graph.nodes}
        self.input_names = {each.name for each in graph.inputs}
        # Nothing to read, and said so already: of how many tensors is not the question.
        ambiguous = {each.node for each in graph.problems if isinstance(each, kinds.wiring.AmbiguousInput)}
        without = {each.name for each in graph.blocks if not each.inputs} | ({""} if not graph.inputs else set())
        self.unwired = {
            node.name
            for node in graph.nodes
            if not node.inputs and (scope(node.name) in without or node.name in ambiguous)
        }
        self.names = self.input_names | self.by_name.keys()
        self.instances = {each.name: each for each in graph.blocks}
        self.blocks = {each.name for each in graph.blocks if each.copy == 1}
        self.fitting: dict[tuple[str, Ref], bool] = {}

    def result(self) -> Analysis:
        graph = self.graph
        order, cycle = topological(graph)
        if cycle:
            self.problems.append(kinds.wiring.Cycle("inputs", node=cycle[0], names=tuple(cycle)))
        inputs = self.inputs()
        in_cycle = set(cycle)
        for node in order:
            self.facts[node.name] = self.visit(node, known=node.name not in in_cycle)
        self.shared()
        self.borders()
        self.outputs()
        used = self.used()
        nodes = {node.name: Fact(node, self.facts[node.name], used.get(node.name, ())) for node in order}
        return Analysis(graph, inputs, nodes, tuple(self.independent()))

    def independent(self) -> Iterator[Problem]:
        """The problems, but for those that only follow from others."""
        # Whatever could not be read may be what uses a block.
        misread = any(not isinstance(each, kinds.blocks.UnusedBlock) for each in self.graph.problems)
        return independent(self.problems, left_open(self.problems) | ({READING} if misread else set()))

    def shared(self) -> None:
        """Weights that are applied again are those that the new inputs would ask for."""
        shares = {node.name: node.shares for node in self.graph.nodes if node.shares}
        for name, owner in owners(shares).items():
            one, other = self.facts.get(name), self.facts.get(owner)
            if not one or not other or not (one.outputs and other.outputs):
                continue
            for mine, theirs in zip(one.weights, other.weights, strict=False):
                if mine.shape != theirs.shape:
                    self.problems.append(
                        kinds.weights.WrongSharedShape(
                            "inputs",
                            node=name,
                            owner=owner,
                            weight=theirs.name,
                            found=mine.shape,
                            expected=theirs.shape,
                        )
                    )
                    break

    def inputs(self) -> dict[str, TensorType | None]:
        readers: dict[str, list[Node]] = defaultdict(list)
        for node in self.graph.nodes:
            for _, ref in node.references():
                readers[ref.node].append(node)
        types: dict[str, TensorType | None] = {}
        for each in self.graph.inputs:
            reads = {
                isinstance(node.layer, Layer) and not node.reverse and node.layer.takes_integers()
                for node in readers[each.name]
            }
            dtype = each.dtype or ("int32" if True in reads and False not in reads else "float32")
            known = each.shape is not None
            types[each.name] = TensorType((self.graph.batch_size, *(each.shape or ())), dtype) if known else None
            self.padding[each.name] = each.mask
            port_type = types[each.name]
            self.ports[each.name] = {"output": Port("output", port_type)} if port_type else {}
            self.firsts[each.name] = "output"
        return types

    def visit(self, node: Node, *, known: bool) -> LayerFacts | None:
        sources = dict(node.references())
        found = {field: self.resolve(node.name, field, ref) for field, ref in sources.items()}
        paddings = [self.padding.get(ref.node, "right") for ref in node.inputs]
        self.padding[node.name] = "any" if "any" in paddings else "right"
        layer = node.layer
        if not isinstance(layer, Layer) or not known:
            return None
        self.firsts[node.name] = layer.port_names()[0]
        wiring = [] if node.name in self.unwired else list(wiring_problems(node, layer))
        self.problems += wiring
        inputs = [found[field] for field in sources if field.startswith("inputs/")]
        self.problems += _mask_problems(node, found.get("mask"))
        present = [port for port in inputs if port is not None]
        needed = inputs or layer.inputs_taken() == (0, 0)
        if (
            any(isinstance(each, kinds.wiring.WrongInputCount) for each in wiring)
            or not needed
            or len(present) < len(inputs)
        ):
            self.add(node, (each for each in self.static(node, layer) if each.holds_for_any_input))
            return None
        call = self.call(node, layer, tuple(present), found)
        facts = self.inferred(layer, call)
        if any(isinstance(each, kinds.shapes.WrongRank) for each in facts.problems):
            facts = with_sequences(layer, call, facts)
        self.add(node, facts.problems)
        self.ports[node.name] = {port.name: port for port in facts.outputs}
        return facts

    def static(self, node: Node, layer: Layer) -> tuple[Problem, ...]:
        """What is wrong with a layer whatever it reads: what that is, is unknown because of an error elsewhere."""
        anything = Port("output", TensorType((self.graph.batch_size, None, None), self.policy.compute))
        inputs = (anything,) * (layer.inputs_taken()[0] or 1)
        return layer.facts(Call(inputs, self.policy, node.name)).problems

    def add(self, node: Node, problems: Iterable[Problem]) -> None:
        """Notes problems of a node."""
        self.problems += [replace(each, node=node.name) for each in problems]

    def inferred(self, layer: Layer, call: Call) -> LayerFacts:
        """The facts of a call: found once for all that are equal, of which a large graph is made."""
        key = (id(layer), call)
        known = self.inferred_before.get(key)
        if known is not None:
            return known
        facts = layer.facts(call)
        if not any(port.mask and port.mask.source == call.node for port in facts.outputs):
            self.inferred_before[key] = facts
        return facts

    def call(self, node: Node, layer: Layer, inputs: tuple[Port, ...], found: dict[str, Port | None]) -> Call:
        states = tuple(port for field, port in found.items() if field.startswith("initial_state/"))
        # All the states of a layer that could not be read: how many is unknown, so nothing can be said of them.
        unknown = any(ref.port == "states" for ref in node.initial_state) or self.unread_states(node)
        return Call(
            inputs,
            self.policy,
            node.name,
            node.input_keys,
            () if unknown or not layer.state_names() else states,
            self.padding[node.name],
            self.given_mask(node, found.get("mask")),
            found.get("mask") is not None,
            node.use_causal_mask,
            node.reverse,
            self.graph.batch_size,
            self.inside,
        )

    def given_mask(self, node: Node, port: Port | None) -> Mask | None:
        """The mask that a node gives its layer by hand; None where it is no mask."""
        if node.mask is None or port is None or port.type.dtype != "bool":
            return None
        return Mask(self.padding.get(node.mask.node, "right"), node.mask.node, port.type.shape)

    def unread_states(self, node: Node) -> bool:
        """Whether a node starts from the bare name of a layer that is not there, or could not be read."""
        if len(node.initial_state) != 1 or node.initial_state[0].port is not None:
            return False
        source = self.by_name.get(node.initial_state[0].node)
        return source.layer is None if source else node.initial_state[0].node not in self.input_names

    def resolve(self, reader: str | None, field: str, ref: Ref) -> Port | None:
        """The port that a reference leads to, or None and, unless it is only unknown, a problem.

        What leads out of a block or into one is looked at where the author has written it, not once more here.
        """
        missing = ref.node not in self.names and ref.node not in self.blocks
        # Who reads something by a name that can't be one is not wrong as well.
        if name_topic(ref.node.rpartition("/")[2]) in self.left_open or (missing and NAMES in self.left_open):
            return None
        around = scope(reader or "")
        # In another block it is the other block's own matter.
        inside = not around or ref.node.startswith(f"{around}/")
        here = scope(ref.node) == around or (inside and scope(ref.node) not in self.instances)
        if missing:
            if here:
                self.problems.append(self.unknown(reader, field, ref))
            return None
        known = self.known_ports(ref.node)
        if known and ref.port is not None and ref.port not in known:
            if here:
                near = nearest(ref.port, known)
                self.problems.append(
                    kinds.wiring.UnknownPort(field, node=reader, found=ref.port, of=ref.node, known=known, nearest=near)
                )
            return None
        return self.port(ref) if self.let_in(around, ref) else None

    def port(self, ref: Ref) -> Port | None:
        """The port behind a reference, where it is known."""
        ports = self.ports.get(ref.node, {})
        return ports.get(ref.port or self.firsts.get(ref.node, "output"))

    def unknown(self, reader: str | None, field: str, ref: Ref) -> Problem:
        """What is said of a name that nothing has: its scope is the block that it is read in."""
        around = scope(reader or "")
        name = ref.node.removeprefix(f"{around}/" if around else "").removeprefix(HIDDEN_PREFIX)
        given = self.scopes[around]
        if ref.port is not None and name in given:
            return kinds.wiring.UnknownPort(
                field, node=reader, found=ref.port, of=name, known=("output",), nearest=None
            )
        own = (reader or "").rpartition("/")[2]
        # A suggestion among very many names costs more than it helps.
        near = nearest(name, [each for each in given if each != own]) if len(given) <= MANY else None
        return kinds.wiring.UnknownReference(field, node=reader, found=name, nearest=near)

    @cached_property
    def scopes(self) -> dict[str, list[str]]:
        """The names that can be referred to in the model, and in each block."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in (*self.by_name, *self.blocks):
            found[scope(name)].append(name.rpartition("/")[2])
        found[""] += [each.name for each in self.graph.inputs]
        for name, instance in self.instances.items():
            found[name] += instance.layer.names_of_inputs() if isinstance(instance.layer, Layer) else ()
        return found

    def let_in(self, around: str, ref: Ref) -> bool:
        """Whether every block that a tensor is passed into, on its way to `around`, declares an input like it."""
        while around and not ref.node.startswith(f"{around}/"):
            if not self.fits(self.instances[around], ref):
                return False
            around = scope(around)
        return True

    def fits(self, instance: Instance, ref: Ref) -> bool:
        """Whether a tensor is what the block declares; a problem, once, where it is not."""
        key = (instance.name, ref)
        if key not in self.fitting:
            port = self.port(ref)
            self.fitting[key] = True
            for index, (declared, passed) in enumerate(instance.inputs):
                problem = border_problem(declared, port.type) if port and passed == ref else None
                if problem:
                    field = f"inputs/{index}" if instance.copy == 1 else "repeat"
                    self.problems.append(replace(problem, node=instance.name, field=field))
                    self.fitting[key] = False
        return self.fitting[key]

    def borders(self) -> None:
        """What is passed to blocks, whether or not something in them reads it."""
        for instance in self.graph.blocks:
            for index, (_, ref) in enumerate(instance.inputs):
                self.resolve(instance.name, f"inputs/{index}", ref)
                self.fits(instance, ref)

    def known_ports(self, name: str) -> tuple[str, ...]:
        """The ports that a node has by its fields alone; none known where its layer could not be read."""
        if name in self.input_names:
            return ("output",)
        made = self.by_name.get(name) or self.instances[name]
        return made.layer.port_names() if made.layer else ()

    def outputs(self) -> None:
        if (
            not self.graph.outputs
            and self.graph.nodes
            and not any(isinstance(each, kinds.wiring.NoOutputs) for each in self.problems)
        ):
            self.problems.append(kinds.wiring.NoOutputs())
        for index, output in enumerate(self.graph.outputs):
            field = f"outputs/{output.name if self.graph.named_outputs else index}"
            self.resolve(None, field, output.ref)
        if isinstance(self.graph.training, Training):
            self.problems += self.graph.training.problems([output.name for output in self.graph.outputs])

    def used(self) -> dict[str, tuple[str, ...]]:
        read: dict[str, set[str]] = defaultdict(set)
        refs = [ref for node in self.graph.nodes for _, ref in node.references()]
        for ref in (*refs, *(output.ref for output in self.graph.outputs)):
            if ref.port:
                read[ref.node].add(ref.port)
        return {
            name: tuple(port for port in self.known_ports(name) if port in ports)
            for name, ports in read.items()
            if name in self.names or name in self.blocks
        }


def _mask_problems(node: Node, mask: Port | None) -> Iterator[Problem]:
    """A mask given by hand is boolean; of which shape, the layer says."""
    if mask is not None and mask.type.dtype != "bool":
        yield kinds.masks.WrongMaskType("mask", node=node.name, dtype=mask.type.dtype, found=mask.type.shape)


def with_sequences(layer: Layer, call: Call, facts: LayerFacts) -> LayerFacts:
    """The facts of a layer that is fed vectors where it wants sequences, which is said: as if it were given such.

    So what is wrong besides is found as well, and what follows is known where no length comes into it.
    """
    wanted = any(isinstance(each, kinds.shapes.WrongRank) and each.expected == 3 for each in facts.problems)
    inputs = tuple(_as_sequence(port) for port in call.inputs)
    if facts.outputs or not wanted or inputs == call.inputs:
        return facts
    assumed = layer.facts(replace(call, inputs=inputs))
    besides = (each for each in assumed.problems if each.holds_for_any_input or each.holds_for_any_length)
    known = all(None not in port.type.shape[1:] for port in assumed.outputs)
    return replace(assumed, outputs=assumed.outputs if known else (), problems=(*facts.problems, *besides))


def _as_sequence(port: Port) -> Port:
    batch, *rest = port.type.shape
    return replace(port, type=replace(port.type, shape=(batch, None, *rest))) if len(rest) == 1 else port
