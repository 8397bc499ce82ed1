"""The graph as plain frozen data: what a model is, without a verb.

Nothing here reads, checks, draws or runs anything, and nothing here knows a layer: a node holds whatever
satisfies `LayerLike`. References are names, so that two graphs compare, differ and transform as data.
"""

from rnngraph.graph.limits import (
    LIMITS,
    MAX_DIGITS,
    MAX_MESSAGE,
    MAX_PARAMETERS,
    MAX_PROBLEMS,
    MAX_RANK,
    MAX_STACK,
    Limits,
)
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
    "LIMITS",
    "MAX_DIGITS",
    "MAX_MESSAGE",
    "MAX_PARAMETERS",
    "MAX_PROBLEMS",
    "MAX_RANK",
    "MAX_STACK",
    "CallSite",
    "Dim",
    "DtypePolicy",
    "Graph",
    "Input",
    "Instance",
    "LayerLike",
    "Limits",
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
