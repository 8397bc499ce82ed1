"""SVG for the inside of a page: only what Graphviz draws may be in it, whatever the names in a spec say."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from xml.etree import ElementTree

from markupsafe import Markup

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = frozenset({"svg", "g", "title", "desc", "style", "text", "tspan", "path", "polygon", "polyline", "ellipse"})
ATTRIBUTES = frozenset(
    {
        "aria-label", "class", "cx", "cy", "d", "data-block", "data-from", "data-node", "data-to",
        "fill", "fill-opacity", "font-family", "font-size", "font-style",
        "font-weight", "height", "id", "points", "preserveAspectRatio", "role", "rx", "ry", "stroke",
        "stroke-dasharray", "stroke-opacity", "stroke-width", "text-anchor", "text-decoration", "transform",
        "version", "viewBox", "width", "x", "y", "{http://www.w3.org/XML/1998/namespace}space",
    }
)  # fmt: skip
MOST_BYTES = 8 * 2**20
"""Size of the largest picture that a page takes in."""


class UnsafeSvg(Exception):
    """A picture that a page must not take in, and why."""


@dataclass(frozen=True, slots=True)
class Inline:
    """A picture as markup, its size in points, and the sources that a Content-Security-Policy has to allow for it."""

    markup: Markup
    width: float
    height: float
    styles: tuple[str, ...]


def inline(picture: bytes, prefix: str = "", marks: Mapping[str, str] | None = None) -> Inline:
    """A picture to put into a page.

    Arguments:
        picture: the SVG.
        prefix: what its ids begin with, where a page has several pictures.
        marks: classes to put on boxes, by the names of their layers.

    Raises:
        UnsafeSvg: it is too large, or has an element or an attribute that no diagram has.
    """
    root = _harmless(picture)
    for element in root.iter():
        if prefix and "id" in element.attrib:
            element.set("id", prefix + element.attrib["id"])
        mark = (marks or {}).get(element.get("data-node", ""))
        if mark:
            element.set("class", f"{element.get('class', '')} {mark}")
    ElementTree.register_namespace("", SVG[1:-1])
    _, _, width, height = map(float, root.get("viewBox", "0 0 0 0").split())
    return Inline(Markup(ElementTree.tostring(root, encoding="unicode")), width, height, _styles(root))  # noqa: S704


def styles(picture: bytes) -> tuple[str, ...]:
    """The sources that a Content-Security-Policy has to allow for a picture that is a document of its own.

    Raises:
        UnsafeSvg: as for `inline`.
    """
    return _styles(_harmless(picture))


def _harmless(picture: bytes) -> ElementTree.Element:
    if len(picture) > MOST_BYTES:
        raise UnsafeSvg(f"it is larger than {MOST_BYTES // 2**20} MiB")
    try:
        root = ElementTree.fromstring(picture)  # noqa: S314 - expat limits what entities may grow to, and we wrote it
    except ElementTree.ParseError as error:
        raise UnsafeSvg(f"it is no SVG: {error}") from None
    for element in root.iter():
        _require_harmless(element)
    return root


def _styles(root: ElementTree.Element) -> tuple[str, ...]:
    return tuple(_source(element.text or "") for element in root.iter(f"{SVG}style"))


def _require_harmless(element: ElementTree.Element) -> None:
    name = str(element.tag).removeprefix(SVG)
    if name not in ELEMENTS:
        raise UnsafeSvg(f"it has an element <{name}>")
    for attribute in element.attrib.keys() - ATTRIBUTES:
        raise UnsafeSvg(f"its <{name}> has an attribute {attribute}")
    if name == "style" and len(element):
        raise UnsafeSvg("its <style> has elements inside")


def _source(style: str) -> str:
    """What a policy calls an inline style: its hash."""
    return f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"
