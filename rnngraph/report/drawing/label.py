"""Graphviz's HTML-like labels, made of bands of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from rnngraph.report.drawing.palette import LIGHT
from rnngraph.report.text import clean

# Upper bounds, in ems, of DejaVu Sans, the widest font that a browser is likely to take for the drawing's `sans-serif`:
# of its regular and oblique faces, and with BOLD of its bold and bold oblique ones. A box sized by them holds its text
# in whatever font it is drawn, and comes out alike on machines with other fonts.
WIDTHS = {
    **dict.fromkeys("ijl'", 0.3),
    "I": 0.33,
    **dict.fromkeys(" ,./:;\\|-J·", 0.37),
    "f": 0.38,
    **dict.fromkeys("()[]tr!", 0.43),
    **dict.fromkeys("ABCDEGHKNOQRUVXZ&", 0.79),
    **dict.fromkeys("#%+<=>@MW^mw~", 1.0),
}
BOLD = 1.15
LEADING = 1.35
"""Height of a line, in ems."""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text: its size in points, its colour by its name in the palette, its weight."""

    text: str
    size: int = 9
    colour: str = "muted"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A row of a box: one column, or two, with a hairline above or between them where asked."""

    columns: tuple[tuple[Text, ...], ...]
    ruled: bool = False
    divided: bool = False


def width(text: Text) -> int:
    """Points that a line takes at most, in a wide font."""
    ems = sum(WIDTHS.get(each) or (0.64 if each.isascii() else 1.1) for each in text.text)
    return round(ems * text.size * (BOLD if text.bold else 1))


TABLE = '<table border="0" cellborder="0" cellspacing="0" cellpadding="0">'
RULE = f'<tr><td border="1" sides="B" color="{LIGHT["hair"]}" height="3"></td></tr><tr><td height="3"></td></tr>'
DIVIDER = f'<td border="1" sides="R" color="{LIGHT["hair"]}" width="8"></td><td width="8"></td>'


PADDING = 6
RULE_HEIGHT = 7
FRAME = 2 * (PADDING + 2 + 1)
"""What a box adds to its text: padding, Graphviz's own spacing of cells, the border."""


def extent(bands: Iterable[Band]) -> tuple[int, int]:
    """Width and height in points that the box of these bands takes at most."""
    across, down = 0, 0
    for index, band in enumerate(bands):
        columns = [column for column in band.columns if column]
        gaps = 16 * (len(columns) - 1) if band.divided else 0
        across = max(across, gaps + sum(max(width(text) + 4 for text in column) for column in columns))
        down += max((sum(round(text.size * LEADING) for text in column) for column in columns), default=0)
        down += RULE_HEIGHT if band.ruled and index > 0 else 0
    return across + FRAME, down + FRAME


def box(
    bands: Iterable[Band],
    border: str,
    ground: str,
    *,
    align: str = "left",
    style: str = "rounded",
    faint: bool = False,
    size: tuple[float, float] | None = None,
) -> str:
    """A box of bands; `border` and `ground` are names of the palette. `faint` draws all in the faintest.

    `size` is the width and height that it takes at least.
    """
    rows = "".join(_row(band, align, faint, ruled=band.ruled and index > 0) for index, band in enumerate(bands))
    look = f'border="1" cellpadding="{PADDING}" style="{style}" color="{LIGHT["faint" if faint else border]}"'
    if size:
        look += f' width="{round(size[0])}" height="{round(size[1])}"'
    return f'<<table {look} bgcolor="{LIGHT[ground]}" cellborder="0"><tr><td>{TABLE}{rows}</table></td></tr></table>>'


def text(bands: Iterable[Band], align: str = "left") -> str:
    """Bands of text without a box around them."""
    rows = "".join(_row(band, align, faint=False, ruled=False) for band in bands)
    return f"<{TABLE}{rows}</table>>"


def tag(lines: Sequence[tuple[Text, Text]], *, aside: bool = False) -> str:
    """Lines beside an edge: a word, which may be empty, and a shape.

    `aside` keeps them to the left of an upright line between two boxes of one rank, on which Graphviz would put them.
    """
    widest = max(width(word) + width(shape) for word, shape in lines)
    after = f'<td width="{widest}"></td>' if aside else ""
    rows = []
    for word, shape in lines:
        # The gap takes up what a wide font adds to the word.
        gap = round(width(word) * 0.15) + 4 if word.text else 3
        left = f'<td align="left">{_html(word)}</td>' if word.text else ""
        size = f'width="{width(shape) + 2}" height="{round(word.size * LEADING)}"'
        right = f'<td align="left" {size}>{_html(shape)}</td>'
        rows.append(f'<tr><td width="3"></td>{left}<td width="{gap}"></td>{right}{after}</tr>')
    return f"<{TABLE}{''.join(rows)}</table>>"


def _row(band: Band, align: str, faint: bool, *, ruled: bool) -> str:
    columns = [column for column in band.columns if column]
    sides = (align,) if len(columns) == 1 else ("left", "left" if band.divided else "right")
    cells = [_column(column, side, faint) for column, side in zip(columns, sides, strict=True)]
    inner = (DIVIDER if band.divided else "").join(cells)
    return f"{RULE if ruled else ''}<tr><td>{TABLE}<tr>{inner}</tr></table></td></tr>"


def _column(texts: tuple[Text, ...], align: str, faint: bool) -> str:
    rows = []
    for text in texts:
        size = f'width="{width(text) + 4}" height="{round(text.size * LEADING)}"'
        rows.append(f'<tr><td align="{align}" {size}>{_html(text, faint)}</td></tr>')
    return f'<td align="{align}" valign="top">{TABLE}{"".join(rows)}</table></td>'


def _html(text: Text, faint: bool = False) -> str:
    # Even in HTML Graphviz takes \N for the node's name.
    shown = escape(clean(text.text)).replace("\\", "\\\\") or "&#160;"
    shown = f"<b>{shown}</b>" if text.bold else shown
    return f'<font point-size="{text.size}" color="{LIGHT["faint" if faint else text.colour]}">{shown}</font>'
