"""The diagram in every format: of a whole model, of the inside of a cell, or of a model over some time steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from rnngraph.report.cell.view import CellView
from rnngraph.report.drawing.mime import Diagram
from rnngraph.report.drawing.style import Layout
from rnngraph.report.model.rows import Hidden
from rnngraph.report.model.view import View
from rnngraph.report.unrolled.view import Unrolled

FORMATS = ("svg", "png", "pdf", "dot", "mmd", "json", "txt")

Picture = View | CellView | Unrolled


def render(picture: Picture, format: str, layout: Layout | None = None) -> Diagram:
    """The diagram of a view. `txt` is the diagram in words; the default layout depends on the kind of view.

    Raises:
        ValueError: the format is not one of `FORMATS`.
    """
    match format:
        case "txt":
            return Diagram("".join(f"{each}\n" for each in picture.sentences).encode(errors="replace"), format)
        case "dot":
            return Diagram(as_dot(picture, layout).encode(), format)
        case "mmd":
            return Diagram(_as_mermaid(picture, layout).encode(), format)
        case "svg" | "png" | "pdf" | "json":
            from rnngraph.report.drawing.draw import draw

            return draw(as_dot(picture, layout), format)
    raise ValueError(f"a diagram is {', '.join(FORMATS[:-1])} or {FORMATS[-1]}, not {format!r}")


def require_known(layout: str | None, hide: Iterable[str]) -> None:
    """Refuses an unknown layout, and unknown things to hide.

    Raises:
        ValueError: the message lists the known ones.
    """
    for name, given, known in (("layout", () if layout is None else (layout,), Layout), ("hide", hide, Hidden)):
        for each in given:
            if each not in get_args(known):
                raise ValueError(f"{name} is {' or '.join(get_args(known))}, not {each!r}")


def as_dot(picture: Picture, layout: Layout | None = None) -> str:
    """The diagram as DOT."""
    if isinstance(picture, CellView):
        from rnngraph.report.cell.dot import cell_dot

        return cell_dot(picture, layout or "right")
    if isinstance(picture, Unrolled):
        from rnngraph.report.unrolled.dot import unrolled_dot

        return unrolled_dot(picture, layout)
    from rnngraph.report.model.dot import model_dot

    return model_dot(picture, layout or "down")


def _as_mermaid(picture: Picture, layout: Layout | None) -> str:
    if isinstance(picture, CellView):
        from rnngraph.report.cell.mermaid import cell_mermaid

        return cell_mermaid(picture, layout or "right")
    if isinstance(picture, Unrolled):
        from rnngraph.report.unrolled.mermaid import unrolled_mermaid

        return unrolled_mermaid(picture)
    from rnngraph.report.model.mermaid import model_mermaid

    return model_mermaid(picture, layout or "down")
