"""How numbers and shapes are written on the pages: as the summary in the terminal writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from rnngraph import call_argument_text, count_text, shape_text, size_text

from .highlight import MOST_LINES, lines

if TYPE_CHECKING:
    from .contexts import Argument


def measure(number: float | None) -> str:
    """A loss, a metric or seconds in four digits; a dash where there is none."""
    return "–" if number is None else f"{number:.4g}"


def plural(number: int, noun: str) -> str:
    """`no errors`, `1 error`, `2 errors`."""
    return f"{number or 'no':{',' if number else ''}} {noun}{'' if number == 1 else 's'}"


def called(arguments: Iterable[Argument]) -> str:
    """The arguments of a layer's call, as the summary in the terminal writes them."""
    return ", ".join(call_argument_text(each.name, each.value) for each in arguments)


FILTERS: dict[str, Callable[..., Any]] = {
    "called": called,
    "count": count_text,
    "lines": lines,
    "measure": measure,
    "plural": plural,
    "shape": shape_text,
    "size": size_text,
}
"""By the names that the templates use."""

LIMITS = {"most_lines": MOST_LINES, "most_problems": 500}
"""Lines of a source, and problems, that a page shows; its JSON twin has them all."""
