"""The summary as HTML."""

from __future__ import annotations

from html import escape

from rnngraph.report.model.summary.table import COLUMNS, errors, row_cells, totals
from rnngraph.report.model.view import View


def render(view: View, *, width: int | None = None, colour: bool = False) -> str:
    """A table element, with totals and errors in its foot."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in COLUMNS)
    body = []
    for row in view.rows:
        first, *rest = ("<br>".join(escape(line) for line in cell.split("\n")) for cell in row_cells(row))
        body.append(f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>')
    span = len(COLUMNS) - 1
    foot = "".join(
        f'<tr><th scope="row">{escape(label)}</th><td colspan="{span}">{escape(value)}</td></tr>'
        for label, value in totals(view)
    )
    foot += "".join(f'<tr><td colspan="{len(COLUMNS)}">{escape(each)}</td></tr>' for each in errors(view))
    return (
        f'<table class="rnngraph-summary"><caption>{escape(view.name)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody><tfoot>{foot}</tfoot></table>"
    )
