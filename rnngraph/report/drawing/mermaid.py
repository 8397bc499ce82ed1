"""Mermaid flowcharts: the text that all diagrams share."""

from __future__ import annotations

import json
import string
from collections.abc import Iterable, Iterator

from rnngraph.report.drawing.palette import LIGHT
from rnngraph.report.text import clean

ARROWS = {"data": "-->", "state": "-.->", "mask": "--o"}
PLAIN = frozenset(string.ascii_letters + string.digits + " _.,:()/?")
"""Characters that a quoted text may contain; all others are written as entities."""
STYLES = {
    "layer": ("card", "line", "ink"),
    "recurrent": ("tint", "recurrent", "ink"),
    "terminal": ("terminal", "line", "ink"),
    "unused": ("card", "faint", "faint"),
    "error": ("card", "error", "error"),
}
"""Fill, stroke and text of each class, by their names in the palette."""


def flowchart(title: str, direction: str, lines: Iterable[str]) -> str:
    """A whole flowchart."""
    # JSON is YAML, whatever the title contains.
    head = ["---", f"title: {json.dumps(clean(title))}", "config: {flowchart: {wrappingWidth: 400}}", "---"]
    return "\n".join([*head, f"flowchart {direction}", *(f"    {line}" for line in lines)]) + "\n"


def escaped(text: str) -> str:
    """Text that Mermaid shows as it is."""
    return "".join(each if each in PLAIN else f"#{ord(each)};" for each in clean(text))


def node(key: str, lines: Iterable[str], style: str, *, pill: bool = False) -> str:
    """A node: its lines, the first bold, and its class."""
    first, *rest = map(escaped, lines)
    label = "<br/>".join([f"<b>{first}</b>", *rest])
    return f'{key}(["{label}"]):::{style}' if pill else f'{key}("{label}"):::{style}'


def styles(colours: list[str]) -> Iterator[str]:
    """The classes of nodes, and the colours of links other than plain flows of data."""
    for name, (fill, stroke, text) in STYLES.items():
        yield f"classDef {name} fill:{LIGHT[fill]},stroke:{LIGHT[stroke]},color:{LIGHT[text]}"
    for colour in sorted(set(colours) - {"flow"}):
        at = ",".join(str(index) for index, each in enumerate(colours) if each == colour)
        yield f"linkStyle {at} stroke:{LIGHT[colour]},color:{LIGHT[colour]}"
