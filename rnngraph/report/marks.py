"""What scripts and readers hold on to in a picture: keys, ids, classes, tooltips; and what all pictures look like."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal
from urllib.parse import quote

from rnngraph.report.card import clean
from rnngraph.report.palette import LIGHT

Layout = Literal["down", "right"]

FONT = {"fontname": "Helvetica,Arial,sans-serif", "fontsize": "9", "fontcolor": LIGHT["muted"]}
GRAPH = {"bgcolor": "transparent", "outputorder": "edgesfirst", "pad": "0.1", **FONT}
NODE = {"shape": "plain", **FONT}
EDGE = {"color": LIGHT["flow"], "penwidth": "0.9", "arrowsize": "0.6", **FONT}
STATE = {"style": "dashed", "arrowhead": "empty", "arrowtail": "odot", "dir": "both"}


MOST_SENTENCES = 100
"""Sentences of a picture's description; the rest is only counted."""


def described(sentences: Sequence[str]) -> dict[str, str]:
    """The attribute that carries the text alternative from DOT into the SVG."""
    more = [f"And {len(sentences) - MOST_SENTENCES:,} more."] if len(sentences) > MOST_SENTENCES else []
    said = "\n".join(clean(each) for each in (*sentences[:MOST_SENTENCES], *more))
    return {"desc": said.replace("\\", "\\\\")}


def key(name: str) -> str:
    """A name as DOT's and the SVG's: itself, but for characters that no valid name has.

    They are percent-encoded, with = for the sign: what begins with % is no name to Graphviz.
    """
    return quote(clean(name), safe="/").replace("%", "=")


def names(id_: str, tip: str, *classes: str) -> dict[str, str]:
    """Id, classes and tooltip, none of its text read as Graphviz's own escapes, entities or HTML."""
    lines = "\n".join(clean(line) for line in tip.split("\n"))
    # Graphviz reads a tooltip's backslashes twice.
    tooltip = escape(lines, quote=False).replace("\\", "\\" * 4)
    return {"id": id_, "class": " ".join(filter(None, classes)), "tooltip": tooltip}
