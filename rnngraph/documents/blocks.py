"""The section `blocks` of a document: each block built once for each set of values that its parameters are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from rnngraph.documents.parameters import Value
from rnngraph.documents.read import UNREAD, Unread
from rnngraph.graph import MAX_PROBLEMS, Graph, Limits, Origin, Problem, pointer
from rnngraph.layers.fields import NAME
from rnngraph.problems import kinds
from rnngraph.problems.consequences import left_open
from rnngraph.problems.nearest import nearest

WRAPPED = ("layer", "backward_layer")
"""Fields of a layer in which another layer stands."""

LEAST = 10
"""So many layers a block counts for at least, each time that it is built for other values: that is work, too."""

Build = Callable[[str, Mapping[str, Any], Mapping[str, Value]], Graph]
Built = tuple[Graph | None, list[Problem]]


def holds_blocks(layer: Mapping[str, Any]) -> bool:
    """Whether a layer of a document may be a block, or hold one."""
    return layer.get("type") == "Block" or any(isinstance(layer.get(field), dict) for field in WRAPPED)


class Blocks:
    """The blocks of a document, and the graph of each for the values that its uses give to its parameters."""

    def __init__(self, section: Any, build: Build, limits: Limits) -> None:
        self.build = build
        self.limits = limits
        self.problems: list[Problem] = []
        self.sections: dict[str, Mapping[str, Any] | None] = {}
        self.graphs: dict[object, Graph] = {}
        self.open: list[str] = []
        self.entries = 0
        self.wrong = 0
        self.large: set[str] = set()
        for name, data in section.items() if isinstance(section, dict) else ():
            self._define(name, data)

    def _define(self, name: str, data: Any) -> None:
        at = pointer("blocks", name)
        self.sections[name] = data if isinstance(data, dict) else None
        if not NAME.fullmatch(name):
            self.problems.append(kinds.fields.InvalidName("blocks", found=name, origin=at.at_key()))
        if not isinstance(data, dict):
            self.problems.append(kinds.fields.WrongType(f"blocks/{name}", found=data, expected="an object", origin=at))

    def resolve(self, layer: Mapping[str, Any], at: tuple[object, ...]) -> tuple[dict[str, Any], list[Problem]]:
        """A layer of the document with the graph of the block that it names, also if a wrapper holds the block.

        A block without a graph is left unread, and is a problem, whose field is the path from the layer to it.
        """
        resolved: dict[str, Any] = dict(layer)
        problems: list[Problem] = []
        if resolved.get("type") == "Block" and isinstance(resolved.get("block"), str):
            graph, problems = self._use(resolved["block"], resolved.get("parameters"), at)
            resolved["block"] = UNREAD if graph is None else graph
        for field in WRAPPED:
            if isinstance(resolved.get(field), dict):
                resolved[field], found = self.resolve(resolved[field], (*at, field))
                problems += [replace(each, field=f"{field}/{each.field}") for each in found]
        return resolved, problems

    def _use(self, name: str, given: Any, at: tuple[object, ...]) -> Built:
        """The graph of a block for one use of it."""
        place = pointer(*at, "block")
        if name not in self.sections:
            near, known = nearest(name, self.sections), tuple(self.sections)
            return None, [kinds.blocks.UnknownBlock("block", found=name, nearest=near, known=known, origin=place)]
        section = self.sections[name]
        if section is None:
            return None, []
        if name in self.open:
            names = (*self.open[self.open.index(name) :], name)
            return None, [kinds.blocks.BlockCycle("block", names=names, origin=place)]
        if len(self.open) >= self.limits.block_depth:
            return None, [kinds.blocks.BlocksTooDeep("block", limit=self.limits.block_depth, origin=place)]
        given_values, problems = _values(name, section, given, at)
        graph = self._graph(name, section, given_values)
        if graph is not None:
            # A block that lacks a parameter says so itself, wherever it speaks of it.
            wrong = (each for each in graph.problems if isinstance(each, kinds.parameters.InvalidExpression))
            lacking = {each.unknown for each in wrong}
            problems = [each for each in problems if (each.field or "").removeprefix("parameters/") not in lacking]
            if not self.readable(name, graph):
                return None, problems
        if graph is None and self.wrong <= MAX_PROBLEMS:
            problems.append(
                kinds.wiring.TooManyNodes("block", found=self.entries, limit=self.limits.nodes, origin=place)
            )
        if graph is None or name in self.large or _is_too_large(graph):
            # What holds a block that is too large is too large as well, and that need not be said.
            self.large.update((name, *self.open))
            return None, problems
        return graph, problems

    def _graph(self, name: str, section: Mapping[str, Any], values: Mapping[str, Value]) -> Graph | None:
        """The graph for these values; None where so many have been built, or are wrong, that nobody can mean it."""
        key = (name, *((each, type(value), value) for each, value in sorted(values.items())))
        if key not in self.graphs and self.wrong <= MAX_PROBLEMS:
            layers = section.get("layers")
            self.entries += max(LEAST, len(layers) if isinstance(layers, list) else 0)
            if self.entries > self.limits.nodes:
                return None
            self.open.append(name)
            self.graphs[key] = self.build(name, section, values)
            self.open.pop()
            self.wrong += len(self.graphs[key].problems)
        return self.graphs.get(key)

    def readable(self, name: str, graph: Graph) -> bool:
        """Whether it is known of a block what it reads and what it gives."""
        at = pointer("blocks", name).path
        sections = (f"{at}/inputs", f"{at}/layers", f"{at}/outputs")
        return not any(each in sections or each.startswith(f"{at}/inputs/") for each in left_open(graph.problems))

    def unused(self, layers: Any) -> Iterator[Problem]:
        """The blocks that nothing in the document uses, each built for its defaults, so that its faults are found."""
        waiting, used = [*_names(layers)], set[str]()
        while waiting:
            name = waiting.pop()
            if name not in used:
                used.add(name)
                waiting += _names((self.sections.get(name) or {}).get("layers"))
        for name in [each for each in self.sections if each not in used]:
            self._use(name, None, ("blocks", name))
            # Where a name is mistyped, the block that was meant is not unused.
            if used <= self.sections.keys():
                yield kinds.blocks.UnusedBlock(f"blocks/{name}", name=name, origin=pointer("blocks", name))

    def told_nowhere(self, told: set[tuple[type[Problem], Origin | None]]) -> Iterator[Problem]:
        """What is wrong in blocks that stand nowhere, being unused, or used in a layer that is wrong itself."""
        for graph in self.graphs.values():
            for each in graph.problems:
                if (type(each), each.origin) not in told:
                    told.add((type(each), each.origin))
                    yield replace(each, node=f"{graph.name}/{each.node}" if each.node else None)


def _is_too_large(graph: Graph) -> bool:
    return any(isinstance(each, kinds.wiring.TooManyNodes) for each in graph.problems)


def _names(layers: Any) -> Iterator[str]:
    """The blocks that the layers of a document name, those in wrappers too."""
    waiting = [*layers] if isinstance(layers, list) else []
    while waiting:
        layer = waiting.pop()
        if isinstance(layer, dict):
            waiting += (layer.get(field) for field in WRAPPED)
            if layer.get("type") == "Block" and isinstance(layer.get("block"), str):
                yield layer["block"]


def _values(
    name: str, section: Mapping[str, Any], given: Any, at: tuple[object, ...]
) -> tuple[dict[str, Value], list[Problem]]:
    """The values that a use gives to the parameters of a block, and what is wrong with them."""
    own = section.get("parameters")
    known = tuple(own) if isinstance(own, dict) else ()
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for key, value in given.items() if isinstance(given, dict) else ():
        place = pointer(*at, "parameters", key)
        if key not in known:
            problems.append(
                kinds.parameters.UnknownParameter(
                    f"parameters/{key}",
                    found=key,
                    nearest=nearest(key, known),
                    known=known,
                    owner=name,
                    origin=place,
                )
            )
        elif isinstance(value, bool) or not isinstance(value, int | float | str | Unread):
            problems.append(
                kinds.fields.WrongType(f"parameters/{key}", found=value, expected="a number or a string", origin=place)
            )
        elif not isinstance(value, Unread):
            values[key] = value
    return values, problems
