"""The second step of an analysis: types, weights, states and masks, node by node along the references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from rnngraph.analysis.assumed import Assumption, assumed_input, with_fitting_inputs
from rnngraph.analysis.resolve import Resolution, scope
from rnngraph.graph import DtypePolicy, Graph, Instance, Mask, Node, Padding, Port, Problem, Ref, TensorType
from rnngraph.graph.reachability import owners
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.block import border_problem
from rnngraph.problems import kinds

Inside = Callable[[Layer, Call], LayerFacts]
"""Gives the facts of a layer that holds a graph."""


class Inference:
    """Infers the facts of every node of a graph whose references were resolved.

    `types` has the type of each input, `facts` what is known of each node, None if something that it reads or its
    layer is unknown; `problems` has what is wrong with shapes, states, masks and weights.
    """

    def __init__(
        self, graph: Graph, resolution: Resolution, inside: Inside, assumption: Assumption | None = None
    ) -> None:
        self.graph = graph
        self.resolution = resolution
        self.inside = inside
        self.assumption = assumption
        self.policy = DtypePolicy(graph.dtype_policy)
        self.problems: list[Problem] = []
        self.types: dict[str, TensorType | None] = {}
        self.facts: dict[str, LayerFacts | None] = {}
        self._ports: dict[str, dict[str, Port]] = {}
        self._first_port: dict[str, str] = {}
        self._padding: dict[str, Padding] = {}
        self._known_calls: dict[tuple[int, Call], LayerFacts] = {}
        self._nodes = {node.name: node for node in graph.nodes}
        self._instances = {each.name: each for each in graph.blocks}
        self._fitting: dict[tuple[str, Ref], bool] = {}

    def run(self) -> None:
        """Infers everything."""
        self._infer_inputs()
        for node in self.resolution.order:
            self.facts[node.name] = self._infer(node)
        self._check_shared_weights()
        self._check_blocks()

    def _infer_inputs(self) -> None:
        """The types of the inputs; a dtype that is left out is int32 if only layers of indices read the input."""
        readers: dict[str, list[Node]] = defaultdict(list)
        for node in self.graph.nodes:
            for _, ref in node.references():
                readers[ref.node].append(node)
        for each in self.graph.inputs:
            reads = {
                isinstance(node.layer, Layer) and not node.reverse and node.layer.takes_integers()
                for node in readers[each.name]
            }
            dtype = each.dtype or ("int32" if True in reads and False not in reads else "float32")
            type_ = None if each.shape is None else TensorType((self.graph.batch_size, *each.shape), dtype)
            self.types[each.name] = type_
            self._padding[each.name] = each.mask
            self._ports[each.name] = {"output": Port("output", type_)} if type_ else {}
            self._first_port[each.name] = "output"

    def _infer(self, node: Node) -> LayerFacts | None:
        """The facts of a node; None if they are unknown."""
        around, links = scope(node.name), self.resolution.links[node.name]
        ports = {field: self._port(ref) if ref and self._let_in(around, ref) else None for field, ref in links.items()}
        paddings = [self._padding.get(ref.node, "right") for ref in node.inputs]
        self._padding[node.name] = "any" if "any" in paddings else "right"
        layer = node.layer
        if not isinstance(layer, Layer) or node.name in self.resolution.cyclic:
            return None
        self._first_port[node.name] = layer.port_names()[0]
        self._check_mask(node, ports.get("mask"))
        inputs = [port for field, port in ports.items() if field.startswith("inputs/")]
        present = tuple(port for port in inputs if port is not None)
        reads_as_needed = bool(inputs) or layer.inputs_taken() == (0, 0)
        if node.name in self.resolution.miswired or not reads_as_needed or len(present) < len(inputs):
            self._add(node, (each for each in self._static_problems(node, layer) if each.holds_for_any_input))
            if self.assumption is None:
                return None
            call = self._assumed_call(node, layer, inputs, ports, self.assumption)
            facts = with_fitting_inputs(layer, call, layer.facts(call), self.assumption)
            besides = (each for each in facts.problems if not isinstance(each, kinds.shapes.WrongRank))
            facts = replace(facts, problems=tuple(besides))
        else:
            call = self._call(node, layer, present, ports)
            facts = self._with_right_ranks(layer, call, self._facts(layer, call))
        self._add(node, facts.problems)
        self._ports[node.name] = {port.name: port for port in facts.outputs}
        return facts

    def _with_right_ranks(self, layer: Layer, call: Call, facts: LayerFacts) -> LayerFacts:
        """The facts; if an input has the wrong rank, with what is known in spite of that."""
        if not any(isinstance(each, kinds.shapes.WrongRank) for each in facts.problems):
            return facts
        if self.assumption is None:
            return with_sequences(layer, call, facts)
        return with_fitting_inputs(layer, call, facts, self.assumption)

    def _assumed_call(
        self,
        node: Node,
        layer: Layer,
        inputs: Sequence[Port | None],
        ports: Mapping[str, Port | None],
        assumption: Assumption,
    ) -> Call:
        """The call of a node with something assumed for each input that is unknown."""
        call = self._call(node, layer, (), ports)
        is_wired = node.name not in self.resolution.miswired and inputs
        given = inputs if is_wired else (None,) * (layer.inputs_taken()[0] or 1)
        fed = tuple(port or assumed_input(layer, call, assumption) for port in given)
        return replace(call, inputs=fed, keys=call.keys if is_wired else None)

    def _add(self, node: Node, problems: Iterable[Problem]) -> None:
        """Notes problems of a node."""
        self.problems += [replace(each, node=node.name) for each in problems]

    def _static_problems(self, node: Node, layer: Layer) -> tuple[Problem, ...]:
        """What is wrong with a layer whose inputs are unknown, as if they were sequences of any size."""
        anything = Port("output", TensorType((self.graph.batch_size, None, None), self.policy.compute))
        inputs = (anything,) * (layer.inputs_taken()[0] or 1)
        return layer.facts(Call(inputs, self.policy, node.name)).problems

    def _facts(self, layer: Layer, call: Call) -> LayerFacts:
        """The facts of a call: found once for all that are equal, of which a large graph is made."""
        key = (id(layer), call)
        known = self._known_calls.get(key)
        if known is not None:
            return known
        facts = layer.facts(call)
        # A mask that the layer makes bears the name of the node.
        if not any(port.mask and port.mask.source == call.node for port in facts.outputs):
            self._known_calls[key] = facts
        return facts

    def _call(self, node: Node, layer: Layer, inputs: tuple[Port, ...], ports: Mapping[str, Port | None]) -> Call:
        states = tuple(port for field, port in ports.items() if field.startswith("initial_state/"))
        # All the states of a layer that could not be read: how many is unknown, so nothing can be said of them.
        unknown = any(ref.port == "states" for ref in node.initial_state) or self._has_unread_states(node)
        return Call(
            inputs,
            self.policy,
            node.name,
            node.input_keys,
            () if unknown or not layer.state_names() else states,
            self._padding[node.name],
            self._given_mask(node, ports.get("mask")),
            ports.get("mask") is not None,
            node.use_causal_mask,
            node.reverse,
            self.graph.batch_size,
            self.inside,
        )

    def _given_mask(self, node: Node, port: Port | None) -> Mask | None:
        """The mask that a node gives its layer by hand; None if it is not one."""
        if node.mask is None or port is None or port.type.dtype != "bool":
            return None
        return Mask(self._padding.get(node.mask.node, "right"), node.mask.node, port.type.shape)

    def _check_mask(self, node: Node, mask: Port | None) -> None:
        """A mask given by hand is boolean; which shape it needs, the layer knows."""
        if mask is not None and mask.type.dtype != "bool":
            wrong = kinds.masks.WrongMaskType("mask", dtype=mask.type.dtype, found=mask.type.shape)
            self._add(node, [wrong])

    def _has_unread_states(self, node: Node) -> bool:
        """Whether a node starts from the bare name of a layer that does not exist, or could not be read."""
        if len(node.initial_state) != 1 or node.initial_state[0].port is not None:
            return False
        name = node.initial_state[0].node
        source = self._nodes.get(name)
        return source.layer is None if source else name not in self.types

    def _port(self, ref: Ref) -> Port | None:
        """The port behind a reference, if it is known."""
        ports = self._ports.get(ref.node, {})
        return ports.get(ref.port or self._first_port.get(ref.node, "output"))

    def _let_in(self, around: str, ref: Ref) -> bool:
        """Whether every block that a tensor is passed into, on its way to `around`, declares an input like it."""
        while around and not ref.node.startswith(f"{around}/"):
            if not self._fits(self._instances[around], ref):
                return False
            around = scope(around)
        return True

    def _fits(self, instance: Instance, ref: Ref) -> bool:
        """Whether a tensor is what the block declares; if not, a problem, once."""
        key = (instance.name, ref)
        if key not in self._fitting:
            port = self._port(ref)
            self._fitting[key] = True
            for index, (declared, passed) in enumerate(instance.inputs):
                problem = border_problem(declared, port.type) if port and passed == ref else None
                if problem:
                    field = f"inputs/{index}" if instance.copy == 1 else "repeat"
                    self.problems.append(replace(problem, node=instance.name, field=field))
                    self._fitting[key] = False
        return self._fitting[key]

    def _check_blocks(self) -> None:
        """What is passed to blocks fits, whether or not something in them reads it."""
        for instance in self.graph.blocks:
            for ref in self.resolution.links[instance.name].values():
                if ref and self._let_in(scope(instance.name), ref):
                    self._fits(instance, ref)

    def _check_shared_weights(self) -> None:
        """Weights that are applied again have the shapes that the new inputs would ask for."""
        shares = {node.name: node.shares for node in self.graph.nodes if node.shares}
        for name, owner in owners(shares).items():
            own, shared = self.facts.get(name), self.facts.get(owner)
            if not own or not shared or not (own.outputs and shared.outputs):
                continue
            pairs = zip(own.weights, shared.weights, strict=False)
            unequal = next((pair for pair in pairs if pair[0].shape != pair[1].shape), None)
            if unequal:
                needed, weight = unequal
                self.problems.append(
                    kinds.weights.WrongSharedShape(
                        "inputs",
                        node=name,
                        owner=owner,
                        weight=weight.name,
                        found=needed.shape,
                        expected=weight.shape,
                    )
                )


def with_sequences(layer: Layer, call: Call, facts: LayerFacts) -> LayerFacts:
    """The facts of a layer that is given vectors but wants sequences, as if it were given sequences.

    So what else is wrong is found as well, and what follows is known if no length comes into it.
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
