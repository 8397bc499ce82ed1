"""Coloured text of a terminal as HTML, for notebooks."""

from __future__ import annotations

import re
from html import escape

SGR = re.compile(r"\x1b\[([0-9;]*)m")
"""Select Graphic Rendition (ECMA-48), the escape sequence that sets colours."""
STYLES = {
    "1": "font-weight:bold",
    "2": "opacity:0.7",
    **dict.fromkeys(("31", "91"), "color:var(--jp-error-color1,#cf222e)"),
    **dict.fromkeys(("32", "92"), "color:var(--jp-success-color1,#1a7f37)"),
    **dict.fromkeys(("33", "93"), "color:var(--jp-warn-color0,#9a6700)"),
    **dict.fromkeys(("34", "94"), "color:var(--jp-info-color1,#0969da)"),
    **dict.fromkeys(("36", "96"), "color:var(--jp-info-color1,#1b7c83)"),
}
"""CSS by parameter: JupyterLab's own colours, which follow its theme, and others where it is not around."""

PRE = "font-family:var(--jp-code-font-family,monospace);white-space:pre-wrap"


def pre(text: str) -> str:
    """A `pre` element with the text and its colours; long lines wrap."""
    parts = SGR.split(escape(text))
    content = [parts[0]]
    styles: dict[str, None] = {}
    for codes, piece in zip(parts[1::2], parts[2::2], strict=True):
        for code in codes.split(";"):
            if code in ("", "0"):
                styles.clear()
            elif code in STYLES:
                styles[STYLES[code]] = None
        content.append(f'<span style="{";".join(styles)}">{piece}</span>' if styles and piece else piece)
    return f'<pre style="{PRE}">{"".join(content)}</pre>'
