"""A diagram is bytes, and a notebook shows it."""

from __future__ import annotations

import base64
import copy
import io
import json
import pickle
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args
from xml.etree import ElementTree

import pytest
from PIL import Image

import rnngraph as rg
from rnngraph.model import DiagramFormat
from rnngraph.report.drawing.mime import Diagram

FORMATS = get_args(DiagramFormat)
GRAPH = rg.load(Path(__file__).resolve().parents[3] / "specs/encoder_decoder.json")


def drawn(format: str) -> Diagram:
    diagram = GRAPH.diagram(format=format)  # type: ignore[arg-type]
    assert isinstance(diagram, Diagram)
    return diagram


@pytest.mark.parametrize("format", FORMATS)
def test_it_is_bytes(format: str, tmp_path: Path) -> None:
    diagram, path = drawn(format), tmp_path / f"model.{format}"
    assert isinstance(diagram, bytes)
    assert GRAPH.diagram(path) == diagram
    assert path.read_bytes() == diagram
    assert (hash(diagram), diagram[:4], type(diagram + b"")) == (hash(bytes(diagram)), bytes(diagram)[:4], bytes)
    for copied in (copy.copy(diagram), copy.deepcopy(diagram), pickle.loads(pickle.dumps(diagram))):
        assert (copied, copied.format) == (diagram, format)


@pytest.mark.parametrize("format", FORMATS)
def test_it_is_shown_briefly_and_printed_as_text_where_it_is_one(format: str) -> None:
    diagram = drawn(format)
    assert repr(diagram) == f"<Diagram {format}, {len(diagram):,} bytes>"
    assert str(diagram) == (repr(diagram) if format in ("png", "pdf") else diagram.decode())
    shown: list[str] = []
    diagram._repr_pretty_(SimpleNamespace(text=shown.append), False)
    assert shown == [str(diagram) if format in ("dot", "mmd", "txt") else repr(diagram)]


def test_svg_is_an_element_that_a_page_can_hold() -> None:
    bundle = drawn("svg")._repr_mimebundle_()
    assert bundle.keys() == {"image/svg+xml", "text/plain"}
    svg = bundle["image/svg+xml"]
    assert svg.startswith("<svg ")
    root = ElementTree.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert {each.get("id") for each in root.iter()} >= {"layer-encoder", "layer-decoder"}
    (style,) = (each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}style"))
    assert style.startswith(":root.rnngraph-diagram{background:#fff}")


def test_a_wide_svg_is_as_wide_as_the_notebook() -> None:
    wide = GRAPH.diagram(unrolled=6)
    assert isinstance(wide, Diagram)
    narrow = ElementTree.fromstring(drawn("svg").embedded())
    assert (narrow.get("width"), narrow.get("height")) == ("436pt", "462pt")
    root = ElementTree.fromstring(wide.embedded())
    assert (root.get("width"), root.get("height")) == ("100%", None)
    assert root.get("viewBox") == ElementTree.fromstring(wide).get("viewBox")


def test_png_has_the_size_that_svg_has() -> None:
    data, metadata = drawn("png")._repr_mimebundle_()
    with Image.open(io.BytesIO(base64.b64decode(data["image/png"]))) as picture:
        width, height = picture.size
    assert metadata["image/png"] == {"width": width // 2, "height": height // 2}
    points = float(ElementTree.fromstring(drawn("svg")).get("width", "").removesuffix("pt"))
    assert metadata["image/png"]["width"] == pytest.approx(points * 96 / 72, abs=2)


MIME_TYPES: dict[str, tuple[str, Any]] = {
    "pdf": ("application/pdf", base64.b64decode),
    "mmd": ("text/vnd.mermaid", lambda data: data.encode()),
    "json": ("application/json", lambda data: json.dumps(data, ensure_ascii=False).encode()),
    "dot": ("text/plain", lambda data: data.encode()),
    "txt": ("text/plain", lambda data: data.encode()),
}


@pytest.mark.parametrize("format", MIME_TYPES)
def test_other_formats_are_shown_by_their_type(format: str) -> None:
    mime_type, content = MIME_TYPES[format]
    bundle = drawn(format)._repr_mimebundle_()
    assert bundle.keys() == {mime_type, "text/plain"}
    assert content(bundle[mime_type]) == drawn(format)
