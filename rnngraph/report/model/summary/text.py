"""The summary as text for the terminal."""

from __future__ import annotations

import io
from typing import Literal

from rnngraph.report.model.summary.table import COLUMNS, call_line, lists, row_cells, totals
from rnngraph.report.model.view import View
from rnngraph.report.text import text_console


def render(view: View, *, width: int | None = None, colour: bool = False) -> str:
    """The table for a terminal of `width` columns (None: as wide as needed)."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    widths, narrow = _widths(view, width) if width else (None, False)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, collapse_padding=narrow, header_style="bold")
    for number, column in enumerate(COLUMNS):
        justify: Literal["left", "right"] = "right" if column == "Params" else "left"
        table.add_column(column, justify=justify, overflow="fold", width=widths[number] if widths else None)
    for row in view.rows:
        _, shapes, params, cudnn, connected = row_cells(row)
        label = Text.assemble((row.name, "bold"), (f" ({row.title}){call_line(row)}", "dim"))
        mark = Text(cudnn, style={"yes": "green", "no": "yellow"}.get(cudnn, ""))
        table.add_row(label, Text(shapes), Text(params), mark, Text(connected, style="dim"))
    output = io.StringIO()
    console = text_console(output, width=width, colour=colour)
    console.print(Text.assemble("Model: ", (view.name or "?", "bold")))
    console.print()
    console.print(table)
    console.print()
    for label_text, value in totals(view):
        console.print(Text(f"{label_text}: {value}"))
    for title, lines in lists(view):
        console.print()
        console.print(Text(title))
        for each in lines:
            console.print(Text(f"  {each}"), soft_wrap=True)
    return "\n".join(line.rstrip() for line in output.getvalue().splitlines())


def _widths(view: View, room: int) -> tuple[list[int] | None, bool]:
    """The width of each column in a terminal, and whether the columns are closer together than usual.

    Long cells are folded, the longest first, but never a word of the head; the widths are None if even the head does
    not fit.
    """
    least = [max(map(len, column.split())) for column in COLUMNS]
    gaps = len(COLUMNS) - 1
    narrow = sum(least) + 3 * gaps > room
    room -= (2 if narrow else 3) * gaps
    if sum(least) > room:
        return None, narrow
    columns = zip(COLUMNS, *map(row_cells, view.rows), strict=True)
    widths = [max(len(line) for cell in column for line in cell.split("\n")) for column in columns]
    while sum(widths) > room:
        _, widest = max((width, each) for each, width in enumerate(widths) if width > least[each])
        widths[widest] -= 1
    return widths, narrow
