"""The graph as plain frozen data: what a model is, without a verb.

Nothing here reads, checks, draws or runs anything, and nothing here knows a layer: a node holds whatever
satisfies `LayerLike`. References are names, so that two graphs compare, differ and transform as data.
"""

from rnngraph.graph.nodes import (
    CallSite,
    Graph,
    Input,
    Instance,
    LayerLike,
    Node,
    Origin,
    Output,
    Place,
    Pointer,
    Problem,
    Ref,
    Source,
)
from rnngraph.graph.types import (
    FLOATS,
    INTEGERS,
    Dim,
    DtypePolicy,
    Mask,
    Padding,
    Port,
    Shape,
    State,
    TensorType,
    Weight,
)

__all__ = [
    "FLOATS",
    "INTEGERS",
    "CallSite",
    "Dim",
    "DtypePolicy",
    "Graph",
    "Input",
    "Instance",
    "LayerLike",
    "Mask",
    "Node",
    "Origin",
    "Output",
    "Padding",
    "Place",
    "Pointer",
    "Port",
    "Problem",
    "Ref",
    "Shape",
    "Source",
    "State",
    "TensorType",
    "Weight",
]
