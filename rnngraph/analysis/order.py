"""The order in which a graph is analysed: what a node reads comes before the node."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from heapq import heapify, heappop, heappush

from rnngraph.graph import Graph, Node


def topological(graph: Graph) -> tuple[list[Node], list[str]]:
    """The nodes in topological order, and the names of a cycle if there is one, which end with the first.

    The order is that of the list wherever it can be. Nodes in or behind a cycle come at the end.
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
