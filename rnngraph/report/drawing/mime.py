"""Diagrams as notebooks display them: by MIME type."""

from __future__ import annotations

import base64
import json
import re
import struct
from typing import Any, Self

from rnngraph.report.drawing.palette import notebook_stylesheet

PNG_DOTS = 2
"""Dots of a PNG for each pixel of CSS, from its resolution of 192 dots an inch."""

SIZE = re.compile(r'width="([\d.]+)pt" height="[\d.]+pt"')
WIDE = 675.0
"""Points from which on a picture is as wide as the notebook: 900 pixels of CSS, about what a cell has."""


class Diagram(bytes):
    """The bytes of a diagram's file. As the result of a notebook's cell they are shown as the picture.

    Arguments:
        content: the bytes.
        format: `svg`, `png`, `pdf`, `dot`, `mmd`, `json` or `txt`.
    """

    format: str

    def __new__(cls, content: bytes, format: str) -> Self:  # noqa: D102 - its arguments are those of the class
        self = super().__new__(cls, content)
        self.format = format
        return self

    def __reduce__(self) -> tuple[type[Self], tuple[bytes, str]]:
        return type(self), (bytes(self), self.format)

    def __repr__(self) -> str:
        return f"<Diagram {self.format}, {len(self):,} bytes>"

    def __str__(self) -> str:
        """The text of a format that is one, so that it can be printed."""
        return repr(self) if self.format in ("png", "pdf") else self.decode()

    def _plain(self) -> str:
        return str(self) if self.format in ("dot", "mmd", "txt") else repr(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """The text of a format that people read, for IPython."""
        printer.text(self._plain())

    def embedded(self) -> str:
        """The SVG as an element of a notebook: with styles for its themes, and not wider than the notebook."""
        svg = self.decode()
        svg = svg[svg.index("<svg") :].replace("<style>", f"<style>{notebook_stylesheet()}\n", 1)
        size = SIZE.search(svg)
        # JupyterLab would cut a wide image: it can't be smaller than it says it is.
        return svg.replace(size[0], 'width="100%"', 1) if size and float(size[1]) > WIDE else svg

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any:
        """Representations by MIME type, and what their viewers need to know besides (IPython's protocol)."""
        text = {"text/plain": self._plain()}
        match self.format:
            case "svg":
                return {"image/svg+xml": self.embedded(), **text}
            case "png":
                width, height = struct.unpack(">II", self[16:24])  # the chunk IHDR, which is always the first
                size = {"width": width // PNG_DOTS, "height": height // PNG_DOTS}
                return {"image/png": base64.b64encode(self).decode(), **text}, {"image/png": size}
            case "pdf":
                return {"application/pdf": base64.b64encode(self).decode(), **text}
            case "mmd":
                return {"text/vnd.mermaid": str(self), **text}
            case "json":
                return {"application/json": json.loads(self), **text}
        return text
