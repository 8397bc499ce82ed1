"""What a graph counts among those that are kept."""

from __future__ import annotations

from rnngraph import Graph

BYTES_OF_A_LAYER = 100
"""Text that is counted as much as a layer."""


def weight(graph: Graph | None) -> int:
    """The layers of a graph, and its text; what turned out to be none counts little."""
    if graph is None:
        return 1
    text = len(graph.data.source.text) if graph.data.source else 0
    return 1 + len(graph.data.nodes) + text // BYTES_OF_A_LAYER
