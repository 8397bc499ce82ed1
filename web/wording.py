"""How numbers and shapes are written on the pages: as the summary in the terminal writes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .contexts import Shape
from .highlight import MOST_LINES, lines


def shape(sizes: Shape | None) -> str:
    """A shape as Keras prints it: `(None, 5, 64)`; `?` where it is unknown."""
    if sizes is None:
        return "?"
    inner = ", ".join("None" if size is None else str(size) for size in sizes)
    return f"({inner},)" if len(sizes) == 1 else f"({inner})"


def count(number: int | None) -> str:
    """A number with thousands separated; `?` where it is unknown."""
    return "?" if number is None else f"{number:,}"


def size(size_bytes: int) -> str:
    """Bytes in the largest binary unit that keeps the number above one."""
    value, unit = float(size_bytes), "B"
    for unit in ("B", "KiB", "MiB", "GiB"):
        if value < 1024 or unit == "GiB":
            break
        value /= 1024
    return f"{size_bytes:,} B" if unit == "B" else f"{value:,.2f} {unit}"


def measure(number: float | None) -> str:
    """A loss, a metric or seconds in four digits; a dash where there is none."""
    return "–" if number is None else f"{number:.4g}"


def plural(number: int, noun: str) -> str:
    """`no errors`, `1 error`, `2 errors`."""
    return f"{number or 'no':{',' if number else ''}} {noun}{'' if number == 1 else 's'}"


FILTERS: dict[str, Callable[..., Any]] = {
    "count": count,
    "lines": lines,
    "measure": measure,
    "plural": plural,
    "shape": shape,
    "size": size,
}
"""By the names that the templates use."""

LIMITS = {"most_lines": MOST_LINES, "most_problems": 500}
"""Lines of a source, and problems, that a page shows; its JSON twin has them all."""
