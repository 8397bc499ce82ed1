"""How hard a graph is to lay out, told before Graphviz tries: its time grows without bound with the ranks crossed."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from rnngraph.graph import MAX_SPAN

EASY = 300
"""Ranks that edges may cross, together, for the best layout that there is."""
QUICK = "-Gnslimit=1 -Gnslimit1=1 -Gmclimit=0.1 -Gsplines=line"
"""Graphviz's arguments for a layout that is soon done: fewer tries, straight lines."""


def effort(edges: Iterable[tuple[str, str]]) -> str:
    """Graphviz's arguments for a graph of these edges.

    Raises:
        ValueError: its layout would take minutes or more.
    """
    crossed = ranks_crossed(list(edges))
    if crossed > MAX_SPAN:
        raise ValueError(
            f"connections that pass {crossed:,} layers by, together, are more than can be drawn ({MAX_SPAN:,}): "
            "collapse blocks, or take dot or mmd"
        )
    return "" if crossed <= EASY else QUICK


def ranks_crossed(edges: list[tuple[str, str]]) -> int:
    """How many ranks the edges cross, each by itself, where every node stands below all that it reads."""
    sources: dict[str, list[str]] = {}
    for source, target in edges:
        sources.setdefault(source, [])
        sources.setdefault(target, []).append(source)
    ranks: dict[str, int] = {}
    try:
        for name in TopologicalSorter(sources).static_order():
            ranks[name] = max((ranks[each] + 1 for each in sources[name]), default=0)
    except CycleError:
        return EASY + 1
    return sum(ranks[target] - ranks[source] - 1 for source, target in edges)
