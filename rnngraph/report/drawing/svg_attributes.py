"""SVG attributes of boxes and lines: the ids, classes and tooltips that scripts and readers rely on."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from rnngraph.report.text import clean

MAX_SENTENCES = 100
"""Sentences in the description of a picture; further ones are only counted."""


def text_alternative(sentences: Sequence[str]) -> dict[str, str]:
    """The attribute that carries the text alternative from DOT to the SVG."""
    more = [f"And {len(sentences) - MAX_SENTENCES:,} more."] if len(sentences) > MAX_SENTENCES else []
    said = "\n".join(clean(each) for each in (*sentences[:MAX_SENTENCES], *more))
    return {"desc": said.replace("\\", "\\\\")}


def key(name: str) -> str:
    """A name as DOT and the SVG have it: the name itself, but for characters that no valid name has.

    They are percent-encoded, with = in place of %, because Graphviz replaces names that begin with %.
    """
    return quote(clean(name), safe="/").replace("%", "=")


def svg_attributes(id_: str, tip: str, *classes: str) -> dict[str, str]:
    """Id, classes and tooltip, whose text Graphviz takes neither for its own escapes nor for entities or HTML."""
    lines = "\n".join(clean(line) for line in tip.split("\n"))
    # Graphviz reads a tooltip's backslashes twice.
    tooltip = escape(lines, quote=False).replace("\\", "\\" * 4)
    return {"id": id_, "class": " ".join(filter(None, classes)), "tooltip": tooltip}
