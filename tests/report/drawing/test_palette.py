"""The colours: told apart by what they mean, legible in light and dark."""

from __future__ import annotations

import re

import pytest

from rnngraph.report.drawing.palette import CLASS, DARK, GROUND, LIGHT, stylesheet

TEXTS = ("ink", "muted", "recurrent", "state", "error", "mask")
GROUNDS = ("card", "tint", "terminal")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("palette", "ground"), [(LIGHT, "#ffffff"), (DARK, GROUND)])
def test_text_is_legible(palette: dict[str, str], ground: str) -> None:
    for text in TEXTS:
        for under in (ground, *(palette[name] for name in GROUNDS)):
            assert contrast(palette[text], under) >= 4.5, (text, under)


def test_every_meaning_has_a_colour_of_its_own_in_light_and_dark() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert len(set(LIGHT.values())) == len(LIGHT)


def test_the_style_sheet_reaches_every_colour_and_nothing_outside_the_picture() -> None:
    style = stylesheet()
    for name, colour in LIGHT.items():
        assert f'.{CLASS} [fill="{colour}"]{{fill:var(--rnngraph-{name},{colour})}}' in style
        assert f"--rnngraph-{name}:{DARK[name]}" in style
    selectors = re.findall(r"[{}\n]([^@{}\n][^{}\n]*)\{", style)
    assert len(selectors) == 2 * len(LIGHT) + 1
    assert all(f".{CLASS}" in selector for selector in selectors)
