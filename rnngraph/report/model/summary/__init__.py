"""The summary, a table of layers. Each format is the module of its name, with a function `render`.

The formats are listed once, in `SummaryFormat`. They are imported when they are used, so that the command line can list
them without loading the analysis.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from rnngraph.report.model.view import View

SummaryFormat = Literal["text", "json", "markdown", "html", "csv"]
FORMATS: tuple[SummaryFormat, ...] = get_args(SummaryFormat)


def render(view: View, format: SummaryFormat, *, width: int | None = None, colour: bool = False) -> str:
    """The summary in a format; only `text` has a `width` in columns (None: as wide as needed) and colours.

    Raises:
        ValueError: the format is not one of `FORMATS`.
    """
    if format not in FORMATS:
        raise ValueError(f"a summary is {', '.join(FORMATS[:-1])} or {FORMATS[-1]}, not {format!r}")
    summary: str = import_module(f"{__name__}.{format}").render(view, width=width, colour=colour)
    return summary
