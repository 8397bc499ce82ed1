"""The cost of a layout, known before Graphviz tries: its time grows quickly with the ranks that edges cross."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from rnngraph.graph import MAX_SPAN

EASY = 300
"""Ranks that all edges may cross, together, for Graphviz to take as many tries as it likes."""
QUICK = "-Gnslimit=1 -Gnslimit1=1 -Gmclimit=0.1 -Gsplines=line"
"""Arguments of Graphviz for a fast layout: fewer tries, straight lines."""


def layout_arguments(edges: Iterable[tuple[str, str]]) -> str:
    """The arguments with which Graphviz lays out a graph of these edges in acceptable time.

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
    """Number of ranks that the edges cross, if every node is ranked below all that it reads."""
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
