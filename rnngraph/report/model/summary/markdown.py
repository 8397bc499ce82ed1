"""The summary as Markdown."""

from __future__ import annotations

from rnngraph.report.model.summary.table import COLUMNS, lists, row_cells, totals
from rnngraph.report.model.view import View
from rnngraph.report.text import escape_markdown


def render(view: View, *, width: int | None = None, colour: bool = False) -> str:
    """A GitHub table, and the totals as a list."""
    lines = [
        f"# {escape_markdown(view.name)}",
        "",
        *([escape_markdown(view.description), ""] if view.description else []),
        f"| {' | '.join(COLUMNS)} |",
        "| --- | --- | ---: | --- | --- |",
    ]
    for row in view.rows:
        cells = ("<br>".join(escape_markdown(line) for line in cell.split("\n")) for cell in row_cells(row))
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", *(f"- {label}: {value}" for label, value in totals(view))]
    for title, each in lists(view):
        lines += ["", title, "", *(f"- {escape_markdown(line)}" for line in each)]
    return "\n".join(lines)
