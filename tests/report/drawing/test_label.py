"""Widths of text: upper bounds for every face of the widest font, which matplotlib brings, whatever is installed."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from rnngraph.report.drawing.label import Text, width

matplotlib = pytest.importorskip("matplotlib")
fonts = pytest.importorskip("fontTools.ttLib")

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
FACES = [("Sans", False), ("Sans-Oblique", False), ("Sans-Bold", True), ("Sans-BoldOblique", True)]
CHARACTERS = [*map(chr, range(0x20, 0x7F)), *"·×←→↑↓↻∥∅−≤≥½²σ∑…", *map(chr, range(0xA1, 0x180))]


@pytest.mark.parametrize(("face", "bold"), FACES)
def test_a_text_is_at_most_as_wide_as_it_is_taken_to_be(face: str, bold: bool) -> None:
    font = fonts.TTFont(FONTS / f"DejaVu{face}.ttf")
    names, advances = font.getBestCmap(), font["hmtx"]
    size = 1000  # large, so that rounding to points hides nothing
    wider = {
        f"{character} {unicodedata.name(character)}"
        for character in CHARACTERS
        if ord(character) in names
        and advances[names[ord(character)]][0] / font["head"].unitsPerEm * size
        > width(Text(character, size=size, bold=bold))
    }
    assert wider == set()
