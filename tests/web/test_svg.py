"""Only what Graphviz draws gets into a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from rnngraph_web import svg
from rnngraph_web.svg import UnsafeSvg, inline

import rnngraph
from tests.web.served import MODELS, ROOT


@pytest.mark.parametrize("name", MODELS)
def test_our_own_drawings_pass(name: str) -> None:
    picture = rnngraph.load(ROOT / "specs" / f"{name}.json").diagram(format="svg")
    found = inline(picture)
    assert found.markup.startswith("<svg ")
    assert found.width > 50
    assert found.height > 50
    assert len(found.styles) == 1


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<g><script/></g>",
        "<foreignObject/>",
        "<a href='javascript:alert(1)'/>",
        "<image href='http://example.org/x.png'/>",
        "<use href='#x'/>",
        "<animate attributeName='href'/>",
        "<g onclick='alert(1)'/>",
        "<g onLoad='alert(1)'/>",
        "<g style='fill:url(http://example.org/)'/>",
        "<g href='x'/>",
        "<g xmlns:x='http://www.w3.org/1999/xlink' x:href='x'/>",
        "<style><g/></style>",
        "<x xmlns='http://www.w3.org/1999/xhtml'/>",
        "<script xmlns='http://www.w3.org/1999/xhtml'/>",
    ],
)
def test_nothing_else_does(inside: str) -> None:
    with pytest.raises(UnsafeSvg):
        inline(f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'>{inside}</svg>".encode())


def test_nor_what_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>"
    assert inline(picture).width == 1
    monkeypatch.setattr(svg, "MOST_BYTES", len(picture) - 1)
    with pytest.raises(UnsafeSvg, match="larger"):
        inline(picture)


def test_what_is_no_svg_is_said_to_be_none() -> None:
    with pytest.raises(UnsafeSvg, match="no SVG"):
        inline(b"")


def test_text_stays_text() -> None:
    picture = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><text>&lt;script&gt;</text></svg>"
    assert "<text>&lt;script&gt;</text>" in inline(picture).markup


def test_the_pages_dark_colours_are_all_that_a_drawing_asks_for() -> None:
    """Names of colours in the drawing's style sheet, and its ground, are those that the page's own style sheet sets."""
    import re

    picture = rnngraph.load(ROOT / "specs" / "digits.json").diagram(format="svg").decode()
    css = (Path(svg.__file__).parent / "static" / "base.css").read_text(encoding="utf-8")
    asked = set(re.findall(r"var\((--rnngraph-\w+)", picture))
    (ground,) = re.findall(r"background:(#\w+)", picture)
    assert asked == set(re.findall(r"(--rnngraph-\w+):", css))
    assert f"--well: {ground};" in css
