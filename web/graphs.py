"""What a graph counts among those that are kept."""

from __future__ import annotations

from rnngraph import Graph

Key = tuple[str | bytes, ...]
"""What a graph is kept by: the text it was made of, and what else it was made with."""

BYTES_OF_A_LAYER = 100
"""Text that is counted as much as a layer."""


def weight(key: Key, graph: Graph | None) -> int:
    """The layers of a graph and the texts of its key. Of what turned out to be none the key is kept as well."""
    layers = len(graph.data.nodes) if graph else 0
    return 1 + layers + sum(map(len, key)) // BYTES_OF_A_LAYER
