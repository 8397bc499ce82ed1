"""Graphviz attributes that all pictures share."""

from __future__ import annotations

from typing import Literal

from rnngraph.report.drawing.palette import LIGHT

Layout = Literal["down", "right"]
"""The direction in which data flow."""

FONT = {"fontname": "Helvetica,Arial,sans-serif", "fontsize": "9", "fontcolor": LIGHT["muted"]}
GRAPH = {"bgcolor": "transparent", "outputorder": "edgesfirst", "pad": "0.1", **FONT}
NODE = {"shape": "plain", **FONT}
EDGE = {"color": LIGHT["flow"], "penwidth": "0.9", "arrowsize": "0.6", **FONT}
STATE = {"style": "dashed", "arrowhead": "empty", "arrowtail": "odot", "dir": "both"}
