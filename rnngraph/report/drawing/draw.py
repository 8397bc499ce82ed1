"""From DOT to a picture, with the Graphviz that the wheels of pygraphviz contain."""

from __future__ import annotations

import io
import json
import os
from contextlib import redirect_stderr
from typing import TYPE_CHECKING, Literal

from rnngraph.quiet import quiet_stderr
from rnngraph.report.drawing.layout import layout
from rnngraph.report.drawing.layout_cost import layout_arguments
from rnngraph.report.drawing.mime import Diagram
from rnngraph.report.drawing.palette import CLASS, stylesheet

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from pygraphviz import AGraph

ARGUMENTS = {
    "svg": "",
    "json": "",
    # Crisp on a screen of two dots a point; at most 5,760 by 19,200 dots, so that a large graph can't eat the memory.
    "png": "-Gdpi=192 -Gsize=30,100 -Gbgcolor=white",
    # Acrobat shows pages of up to 200 inches.
    "pdf": "-Gsize=200,200",
}
SVG = "{http://www.w3.org/2000/svg}"
TIP = "{http://www.w3.org/1999/xlink}title"


def draw(dot: str, format: Literal["svg", "png", "pdf", "json"]) -> Diagram:
    """The picture of a DOT text, or as JSON the places of everything in it (`layout`).

    Graphviz is C code and not thread-safe: threads wait for each other here. What it and its libraries write to
    standard error is discarded.

    Raises:
        OSError: the system refuses the memory or the disk space to hand the text to Graphviz.
        ValueError: the text is not DOT, or Graphviz can't draw it, or not in acceptable time.
    """
    # pygraphviz itself writes a warning about large graphs; how long a layout takes is limited here.
    with quiet_stderr(), redirect_stderr(io.StringIO()):
        graph = _parsed(dot)
        output = "json0" if format == "json" else format
        arguments = f"{ARGUMENTS[format]} {layout_arguments(graph.edges())}".strip()
        drawn = bytes(graph.draw(format=output, prog="dot", args=arguments))
    match format:
        case "svg":
            drawn = _finished(drawn, dict(graph.graph_attr).get("desc", "").replace("\\\\", "\\"))
        case "json":
            drawn = json.dumps(layout(drawn), ensure_ascii=False).encode()
    return Diagram(drawn, format)


def _parsed(dot: str) -> AGraph:
    """The graph of a DOT text. On Linux Graphviz reads it from memory, so that no disk has to be writable."""
    from pygraphviz import AGraph

    if not hasattr(os, "memfd_create"):
        return AGraph(string=dot)
    graph = AGraph()
    with open(os.memfd_create("dot"), "w+b") as file:
        file.write(dot.encode())
        file.seek(0)
        graph.read(file)
    return graph


def _finished(svg: bytes, description: str) -> bytes:
    """The SVG of Graphviz with a style sheet, a label and a text for screen readers, keys, and tooltips as titles.

    The text is that of the attribute `desc` in the DOT.
    """
    from xml.etree import ElementTree

    root = ElementTree.fromstring(svg)  # noqa: S314 - Graphviz wrote it
    graph = root.find(f"{SVG}g")
    if graph is None:
        raise ValueError("Graphviz drew no graph")
    for group in graph.findall(f"{SVG}g"):
        _mark_ends(group)
        _move_tip(group)
    title = graph.find(f"{SVG}title")
    if title is not None:
        graph.remove(title)
        root.set("aria-label", f"Diagram of {title.text}")
    root.attrib |= {"class": CLASS, "role": "img"}
    style = ElementTree.Element(f"{SVG}style")
    style.text = stylesheet()
    root.insert(0, style)
    if description:
        desc = ElementTree.Element(f"{SVG}desc")
        desc.text = description
        root.insert(0, desc)
    ElementTree.register_namespace("", SVG[1:-1])
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _mark_ends(group: Element) -> None:
    """A node's key as `data-node`, a block's as `data-block`, an edge's as `data-from` and `data-to`."""
    key = group.findtext(f"{SVG}title", "")
    start, _, end = key.partition("->")
    classes = group.get("class", "").split()
    if "node" in classes:
        group.set("data-node", key)
    elif "cluster" in classes:
        group.set("data-block", key.removeprefix("cluster "))
    elif "edge" in classes:
        group.attrib |= {"data-from": start, "data-to": end}


def _move_tip(group: Element) -> None:
    """Makes a tooltip the title of its node or edge, and removes the empty links that Graphviz puts it on."""
    title = group.find(f"{SVG}title")
    for wrapper in group.findall(f"{SVG}g"):
        link = wrapper.find(f"{SVG}a")
        if link is None:
            continue
        if title is not None:
            title.text = link.get(TIP)
        at = list(group).index(wrapper)
        group[at : at + 1] = list(link)
