"""The graph as plain frozen data: what a model is, without a verb.

Nothing here reads, checks, draws or runs anything, and nothing here knows a layer: a node holds whatever
satisfies `LayerLike`. References are names, so that two graphs compare, differ and transform as data.
"""

from rnngraph.graph.limits import (
    LIMITS,
    MAX_DIGITS,
    MAX_MESSAGE,
    MAX_NAMED,
    MAX_PLACED,
    MAX_PROBLEMS,
    MAX_RANK,
    MAX_SPAN,
    MAX_STACK,
    Limits,
)
from rnngraph.graph.nodes import Graph, Input, Instance, LayerLike, Node, Output, Ref, Source
from rnngraph.graph.places import CallSite, Origin, Place, Pointer, TextEdit, pointer
from rnngraph.graph.problem import UNREAD_TEXT, Problem
from rnngraph.graph.types import (
    FLOATS,
    INTEGERS,
    UNITS,
    Dim,
    DtypePolicy,
    Mask,
    Padding,
    Port,
    Reason,
    Shape,
    State,
    TensorType,
    Verdict,
    Weight,
    shape_text,
    size_text,
)

__all__ = [
    "FLOATS",
    "INTEGERS",
    "LIMITS",
    "MAX_DIGITS",
    "MAX_MESSAGE",
    "MAX_NAMED",
    "MAX_PLACED",
    "MAX_PROBLEMS",
    "MAX_RANK",
    "MAX_SPAN",
    "MAX_STACK",
    "UNITS",
    "UNREAD_TEXT",
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
    "Reason",
    "Ref",
    "Shape",
    "Source",
    "State",
    "TensorType",
    "TextEdit",
    "Verdict",
    "Weight",
    "pointer",
    "shape_text",
    "size_text",
]
