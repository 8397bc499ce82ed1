"""Reachability over names: whose weights a name uses, and what a name depends on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rnngraph.graph.nodes import Graph


def owners(shares: Mapping[str, str]) -> dict[str, str]:
    """The owner of the weights of each name that shares another's, through chains; in a cycle, one of its names."""
    found: dict[str, str] = {}
    for name in shares:
        path: dict[str, None] = {}
        at = name
        while at in shares and at not in path and at not in found:
            path[at] = None
            at = shares[at]
        found |= dict.fromkeys(path, found.get(at, at))
    return found


def dependencies_of_outputs(graph: Graph) -> frozenset[str]:
    """Names of all nodes and inputs that an output of the graph depends on."""
    reads = {node.name: [ref.node for _, ref in node.references()] for node in graph.nodes}
    return frozenset(reached((output.ref.node for output in graph.outputs), reads))


def reached(starts: Iterable[str], steps: Mapping[str, Iterable[str]]) -> set[str]:
    """Names that can be reached from `starts` by any number of steps, the starts included."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += steps.get(name, ())
    return found
