"""Blocks put in: from a graph in which they are nodes to one that has their layers instead, called `block/inner`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from rnngraph.build.names import copies
from rnngraph.build.wiring import wiring_problems
from rnngraph.graph import LIMITS, MAX_PROBLEMS, Graph, Instance, Limits, Node, Output, Pointer, Problem, Ref
from rnngraph.graph.reachability import owners
from rnngraph.layers.base import Layer
from rnngraph.layers.block import Block, held_blocks
from rnngraph.problems import kinds

HIDDEN_PREFIX = "?/"
"""Before a name that no author may refer to."""


def flat(graph: Graph, limits: Limits = LIMITS) -> Graph:
    """The graph with the layers of its blocks in place of the blocks, which `folded` keeps as they were.

    What is wrong inside a block is a problem of every place where the block stands.
    """
    if not any(True for node in graph.nodes for _ in held_blocks(node.layer)):
        return graph
    limit = _limit(graph, limits)
    if limit:
        cut = (replace(node, layer=None) if any(held_blocks(node.layer)) else node for node in graph.nodes)
        return replace(graph, nodes=tuple(cut), problems=(*graph.problems, limit))
    expansion = _Expansion(graph)
    nodes = tuple(expansion.nodes())
    outputs = tuple(Output(each.name, expansion.outer(each.ref)) for each in graph.outputs)
    blocks = tuple(expansion.instances())
    problems = (*graph.problems, *expansion.problems)
    return replace(graph, nodes=nodes, outputs=outputs, blocks=blocks, problems=problems, folded=graph)


def unrolled(block: Block) -> Graph:
    """The graph that a block comes to where something holds it: its body, or the chain of its copies."""
    body = block.body
    if block.repeat == 1 or not _chains(body):
        return body
    given, result = body.inputs[0].name, body.outputs[0].name
    name = "block" if given != "block" else "chain"
    plain = block.model_copy(update={"dtype": None, "trainable": True})
    node = Node(name, block.type, plain, (Ref(given),))
    chain = replace(body, nodes=(node,), outputs=(Output(result, Ref(name)),), blocks=(), problems=(), folded=None)
    # How many there are was looked at where the block stands.
    return flat(chain, replace(LIMITS, nodes=sys.maxsize, references=sys.maxsize))


def depth(graph: Graph) -> int:
    """How deep blocks stand in blocks."""
    return max((each.name.count("/") + 1 for each in graph.blocks), default=0)


def _limit(graph: Graph, limits: Limits) -> Problem | None:
    """What is too much: found before anything is made, since a few lines of a document may stand for any number."""
    blocks = [each for node in graph.nodes for each in held_blocks(node.layer)]
    own = [node for node in graph.nodes if not isinstance(node.layer, Block)]
    layers = len(own) + sum(each.size for each in blocks)
    references = sum(len(node.references()) for node in own) + sum(each.references for each in blocks)
    last = next(node for node in reversed(graph.nodes) if any(held_blocks(node.layer)))
    if layers > limits.nodes:
        return kinds.wiring.TooManyNodes(found=layers, limit=limits.nodes, origin=last.origin)
    if references > limits.references:
        limit = limits.references
        return kinds.wiring.TooManyNodes(found=references, limit=limit, what="references", origin=last.origin)
    for node in graph.nodes:
        if isinstance(node.layer, Block) and depth(node.layer.body) >= limits.block_depth:
            return kinds.blocks.BlocksTooDeep("block", node=node.name, limit=limits.block_depth)
    return None


def _chains(body: Graph) -> bool:
    """Whether copies of a block can be put one after another."""
    return (len(body.inputs), len(body.outputs)) == (1, 1)


@dataclass(frozen=True, slots=True)
class _Placed:
    """One copy of a block at its place. `passed` is what each input gets, by name: a reference of the level around."""

    name: str
    node: Node
    block: Block
    passed: Mapping[str, Ref | None]
    copy: int

    def output(self, port: str | None) -> Ref | None:
        """What a port of the block is inside it; None for a port that it has not."""
        return next((each.ref for each in self.block.body.outputs if port in (None, each.name)), None)


class _Expansion:
    """Where every copy of every block stands, and what becomes of a reference."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.problems: list[Problem] = []
        self.copies: dict[str, list[_Placed]] = {}
        self.last: dict[str, str] = {}
        self.placed: dict[str, _Placed] = {}
        self.names = {node.name for node in graph.nodes} | {each.name for each in graph.inputs}
        for node in graph.nodes:
            if isinstance(node.layer, Block):
                self.problems += [_at(node, each) for each in self.place(node, node.layer)]
        nodes = [copied[0].node for copied in self.copies.values()]
        self.owners = owners({each.name: each.shares for each in nodes if each.shares and each.shares in self.copies})
        self.given = {name: dict(self.settled(placed)) for name, placed in self.placed.items()}

    def place(self, node: Node, block: Block) -> Iterator[Problem]:
        """Gives each copy its name and its inputs; a problem for each way in which the block can't be used so."""
        body, count = block.body, block.repeat
        if body.inputs:  # else that is what is wrong, and has been said
            yield from wiring_problems(node, block)
        if count > 1 and not _chains(body):
            yield kinds.blocks.UnrepeatableBlock(
                "repeat", node=node.name, inputs=len(body.inputs), outputs=len(body.outputs), name=body.name
            )
            count = 1
        called = copies(node.name, count)
        for name in called[1:]:
            if name in self.names:
                yield kinds.wiring.DuplicateName("repeat", node=node.name, name=name)
        authored = dict(zip(node.input_keys or block.names_of_inputs(), node.inputs, strict=False))
        passed: dict[str, Ref | None] = {each.name: authored.get(each.name) for each in body.inputs}
        for copy, name in enumerate(called, start=1):
            self.placed[name] = _Placed(name, node, block, passed, copy)
            passed = {each.name: Ref(name) for each in body.inputs}
        self.copies[node.name] = [self.placed[name] for name in called]
        self.last[node.name] = called[-1]

    def settled(self, placed: _Placed) -> Iterator[tuple[str, Ref]]:
        """What each input of a copy gets, as a reference to a layer or an input of the level around."""
        for name, ref in placed.passed.items():
            if ref is not None:
                yield name, self.outer(ref) if placed.copy == 1 else self.resolve(ref)

    def outer(self, ref: Ref) -> Ref:
        """What an author's reference leads to: for a block, what its last copy gives there."""
        last = self.last.get(ref.node)
        if last is not None:
            return self.resolve(Ref(last, ref.port))
        # The names of layers in blocks, and of later copies, are for reports: no reference leads there.
        hidden = "/" in ref.node or (ref.node in self.placed and ref.node not in self.names)
        return Ref(f"{HIDDEN_PREFIX}{ref.node}", ref.port) if hidden else ref

    def resolve(self, ref: Ref) -> Ref:
        """The layer or the input behind a block's port. A port that leads nowhere stays as it is."""
        seen: list[Ref] = []
        while ref.node in self.placed:
            placed = self.placed[ref.node]
            found = placed.output(ref.port)
            if ref in seen:
                self.circle([each.node for each in seen[seen.index(ref) :]])
            if found is None or ref in seen:
                return Ref(placed.node.name, ref.port)
            if found.node not in placed.passed:
                return Ref(f"{placed.name}/{found.node}", found.port)
            passed = placed.passed[found.node]
            if passed is None:
                return Ref(placed.node.name, ref.port)
            seen.append(ref)
            ref = passed if placed.copy > 1 else Ref(self.last.get(passed.node, passed.node), passed.port)
        return ref

    def circle(self, path: list[str]) -> None:
        """Notes blocks that hand on each other's outputs, once."""
        cycles = (set(each.names) for each in self.problems if isinstance(each, kinds.wiring.Cycle))
        if set(path) not in cycles:
            first = self.placed[path[0]].node
            self.problems.append(_at(first, kinds.wiring.Cycle("inputs", node=first.name, names=(*path, path[0]))))

    def inside(self, placed: _Placed, ref: Ref) -> Ref:
        """What a reference inside a block leads to."""
        if ref.port is not None or ref.node not in placed.passed:
            return Ref(f"{placed.name}/{ref.node}", ref.port)
        # Where nothing is passed, a reference to the block itself leads nowhere, and nothing more is said of it.
        return self.given[placed.name].get(ref.node) or Ref(placed.name)

    def nodes(self) -> Iterator[Node]:
        """The nodes, in the order of the graph and of each block; takes over the problems of the blocks."""
        for node in self.graph.nodes:
            if node.name not in self.copies:
                yield replace(
                    node,
                    inputs=tuple(map(self.outer, node.inputs)),
                    initial_state=tuple(map(self.outer, node.initial_state)),
                    mask=self.outer(node.mask) if node.mask else None,
                )
                for block in held_blocks(node.layer):
                    self.tell(block.body, partial(_held, node.name))
            for placed in self.copies.get(node.name, ()):
                if placed.copy == 1 and not node.shares:
                    self.tell(placed.block.body, partial(_in, placed.name))
                owner = self.owner(placed)
                for each in placed.block.body.nodes:
                    yield self.moved(each, placed, owner)

    def tell(self, body: Graph, placed: Callable[[Problem], Problem]) -> None:
        """Takes over what is wrong in a block, up to where that is more than anybody is told."""
        self.problems += map(placed, body.problems[: max(0, MAX_PROBLEMS - len(self.problems))])

    def owner(self, placed: _Placed) -> str | None:
        """The name of the copy whose weights a copy uses again."""
        node = placed.node
        return self.copies[self.owners.get(node.name, node.name)][placed.copy - 1].name if node.shares else None

    def moved(self, node: Node, placed: _Placed, owner: str | None) -> Node:
        """A node of a block where the block stands."""
        inside, before = partial(self.inside, placed), f"{placed.name}/"
        own = f"{before}{node.shares}" if node.shares else None
        return replace(
            node,
            name=f"{before}{node.name}",
            layer=_under(placed.block, node.layer) if isinstance(node.layer, Layer) else node.layer,
            inputs=tuple(map(inside, node.inputs)),
            initial_state=tuple(map(inside, node.initial_state)),
            mask=inside(node.mask) if node.mask else None,
            training=placed.node.training if node.training is None else node.training,
            shares=f"{owner}/{node.shares or node.name}" if owner else own,
        )

    def instances(self) -> Iterator[Instance]:
        """Every copy, before the blocks inside it."""
        for copied in self.copies.values():
            for placed in copied:
                owner, node, body = self.owner(placed), placed.node, placed.block.body
                given = self.given[placed.name]
                inputs = tuple((each, given[each.name]) for each in body.inputs if each.name in given)
                about = (placed.copy, len(copied), owner, node.description, node.origin)
                yield Instance(placed.name, body.name, placed.block, inputs, *about)
                for each in body.blocks:
                    yield replace(
                        each,
                        name=f"{placed.name}/{each.name}",
                        inputs=tuple((declared, self.inside(placed, ref)) for declared, ref in each.inputs),
                        shares=f"{owner or placed.name}/{each.shares or each.name}" if owner or each.shares else None,
                    )


def _at(node: Node, problem: Problem) -> Problem:
    """A problem of a node with its place, which is lost once the node is expanded."""
    if isinstance(node.origin, Pointer):
        return replace(problem, origin=replace(node.origin, path=f"{node.origin.path}/{problem.field}"))
    return replace(problem, origin=node.origin)


def _in(name: str, problem: Problem) -> Problem:
    """A problem of a block as one of the place where the block stands."""
    return replace(problem, node=f"{name}/{problem.node}") if problem.node else problem


def _held(name: str, problem: Problem) -> Problem:
    """A problem of a block as one of the layer that holds the block, but for what is the matter of the whole block."""
    if problem.node is None and isinstance(problem.origin, Pointer):
        return problem
    return replace(problem, node=name, inner="/".join(filter(None, (problem.node, problem.inner))) or None)


def _under(block: Block, layer: Layer) -> Layer:
    """A layer as it is inside a block that has a dtype policy of its own, or is not trained."""
    own = layer if block.dtype is None else _with_policy(layer, block.dtype)
    return own if block.trainable else own.model_copy(update={"trainable": False})


def _with_policy(layer: Layer, policy: str) -> Layer:
    """The layer, and all in it, under a dtype policy where they have none of their own."""
    update: dict[str, object] = {} if layer.dtype else {"dtype": policy}
    for name in type(layer).model_fields:
        value = getattr(layer, name)
        if isinstance(value, Layer):
            update[name] = _with_policy(value, policy)
        elif isinstance(value, tuple) and value and all(isinstance(each, Layer) for each in value):
            update[name] = tuple(_with_policy(each, policy) for each in value)
    return layer.model_copy(update=update)
