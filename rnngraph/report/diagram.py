"""The diagram in every format."""

from __future__ import annotations

from rnngraph.report.view import View

FORMATS = ("svg", "png", "pdf", "dot", "mmd", "json")


def render(view: View, format: str) -> bytes:
    """The diagram of a view.

    Raises:
        ValueError: the format is none of `FORMATS`.
    """
    match format:
        case "dot":
            from rnngraph.report.dot import dot

            return dot(view).encode()
        case "mmd":
            from rnngraph.report.mermaid import mermaid

            return mermaid(view).encode()
        case "svg" | "png" | "pdf" | "json":
            from rnngraph.report.dot import dot
            from rnngraph.report.draw import draw

            return draw(dot(view), format)
    raise ValueError(f"a diagram is {', '.join(FORMATS[:-1])} or {FORMATS[-1]}, not {format!r}")
