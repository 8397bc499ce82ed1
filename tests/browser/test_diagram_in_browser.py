"""The SVG as a browser draws it: text stays in its box in any font, and the dark follows the reader."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

import rnngraph as rg
from rnngraph.report.drawing.palette import DARK, GROUND, LIGHT

pytestmark = pytest.mark.browser

SPECS = Path(__file__).parents[2] / "specs"
STYLES = ("normal", "oblique")


def faces(style: str) -> str:
    """The faces of DejaVu Sans, the widest font that a reader is likely to have, upright or oblique.

    matplotlib brings them, so that it does not matter which fonts are installed.
    """
    folder = Path(pytest.importorskip("matplotlib").get_data_path()) / "fonts" / "ttf"
    rules = []
    for weight, bold in ((400, ""), (700, "Bold")):
        face = f"{bold}{'Oblique' if style == 'oblique' else ''}"
        name = f"DejaVuSans-{face}" if face else "DejaVuSans"
        data = base64.b64encode((folder / f"{name}.ttf").read_bytes()).decode()
        rules.append(
            f"@font-face {{ font-family: wide; font-weight: {weight}; src: url(data:font/ttf;base64,{data}) }}"
        )
    return f"<style>{' '.join(rules)} text {{ font-family: wide !important }}</style>"


def show(page: Page, drawn: str, style: str) -> None:
    """Shows a drawing in those faces, once they have loaded."""
    page.set_content(f"{faces(style)}{drawn}")
    page.evaluate("Promise.all([document.fonts.load('9px wide'), document.fonts.load('bold 9px wide')])")
    assert page.evaluate("[...document.fonts].map((each) => each.status)") == ["loaded", "loaded"]


# A text that leaves its box, or two texts of a box or line that run into each other.
COLLISIONS = """() => {
  const found = [];
  const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width &&
    a.y + 2 < b.y + b.height - 2 && b.y + 2 < a.y + a.height - 2;
  for (const group of document.querySelectorAll("g.node, g.edge")) {
    const texts = [...group.querySelectorAll("text")].filter((text) => text.textContent.trim());
    const shape = group.matches(".node") && group.querySelector("path, ellipse");
    const box = shape && shape.getBBox();
    for (const text of texts) {
      const at = text.getBBox();
      const right = at.x + at.width, low = at.y + at.height;
      if (box && (at.x < box.x || at.y < box.y || right > box.x + box.width || low > box.y + box.height))
        found.push(`${group.id}: ${text.textContent}`);
      for (const other of texts)
        if (other !== text && meet(at, other.getBBox())) found.push(`${text.textContent} | ${other.textContent}`);
    }
  }
  return found;
}"""

FILLS = """() => {
  const texts = [...document.querySelectorAll("text")];
  const fill = (text) => getComputedStyle(texts.find((each) => each.textContent === text)).fill;
  return [fill("encoder"), fill("↻ h, c"), getComputedStyle(document.querySelector("svg")).backgroundColor];
}"""


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def svg(name: str, **shown: Any) -> str:
    drawn = rg.load(SPECS / f"{name}.json").diagram(format="svg", **shown).decode()
    return drawn[drawn.index("<svg") :]


@pytest.mark.parametrize("name", [path.stem for path in sorted(SPECS.glob("*.json")) if path.stem != "manifest"])
@pytest.mark.parametrize("style", STYLES)
def test_text_stays_in_its_box(page: Page, name: str, style: str) -> None:
    show(page, svg(name), style)
    assert page.evaluate(COLLISIONS) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("encoder_decoder", {"inside": "encoder"}),
        ("gru_simple_rnn", {"inside": "gru"}),
        ("gru_simple_rnn", {"inside": "gru", "layout": "down"}),
        ("nested", {"inside": "nested"}),
        ("stacked_cells", {"inside": "deep"}),
        ("attention_translator", {"unrolled": 3}),
        ("nested", {"unrolled": 3, "layout": "right"}),
        ("stateful", {"unrolled": 2}),
    ],
)
def test_so_it_does_inside_a_cell_and_over_time_steps(page: Page, name: str, shown: dict[str, Any]) -> None:
    drawn = svg(name, **shown)
    for style in STYLES:
        show(page, drawn, style)
        assert page.evaluate(COLLISIONS) == []


def test_a_file_by_itself_follows_the_readers_scheme(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "encoder_decoder.svg"
    rg.load(SPECS / "encoder_decoder.json").diagram(path)
    page.emulate_media(color_scheme="light")
    page.goto(path.as_uri())
    assert page.evaluate(FILLS) == [rgb(LIGHT["ink"]), rgb(LIGHT["state"]), "rgba(0, 0, 0, 0)"]
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(FILLS) == [rgb(DARK["ink"]), rgb(DARK["state"]), rgb(GROUND)]


def test_inside_a_page_the_page_decides(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.set_content(svg("encoder_decoder"))
    assert page.evaluate(FILLS) == [rgb(LIGHT["ink"]), rgb(LIGHT["state"]), "rgba(0, 0, 0, 0)"]
    page.add_style_tag(content=":root { --rnngraph-ink: #010203 }")
    assert page.evaluate(FILLS)[0] == "rgb(1, 2, 3)"
