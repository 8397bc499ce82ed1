"""The connections of a model as a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rnngraph.report.model.view import View

if TYPE_CHECKING:
    from networkx import MultiDiGraph


def to_networkx(view: View) -> MultiDiGraph[str]:
    """A graph with a node for each layer or input, and an edge for each connection.

    Nodes have `type` (None for a name that is only referred to), `params`, `shape` of the main output with the batch
    first, and `cudnn` (True, False, or None for what is not recurrent). Edges have `kind` ("data", "state" for what
    starts a recurrent state, "mask"), `port` (None: the source's main output), `role` and `shape`. What is unknown
    because of an error is None. The graph has `name` and `outputs`, references by output name.
    """
    import networkx

    graph: MultiDiGraph[str] = networkx.MultiDiGraph(
        name=view.name, outputs={name: str(ref) for name, ref in view.outputs}
    )
    for row in view.rows:
        cudnn = row.cudnn.eligible if row.cudnn else None
        graph.add_node(row.name, type=row.type, params=row.params, shape=row.shape(None), cudnn=cudnn)
    for name in view.missing:
        graph.add_node(name, type=None, params=None, shape=None, cudnn=None)
    for edge in view.edges:
        graph.add_edge(edge.source, edge.target, kind=edge.kind, port=edge.port, role=edge.role, shape=edge.shape)
    return graph
