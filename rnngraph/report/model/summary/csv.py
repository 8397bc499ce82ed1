"""The summary as CSV (RFC 4180), for spreadsheets and data frames."""

from __future__ import annotations

import csv
import io

from rnngraph.graph import shape_text
from rnngraph.report.model.rows import Row
from rnngraph.report.model.view import View
from rnngraph.report.text import cudnn_text

HEADER = ("name", "type", "output_shape", "params", "trainable_params", "connected_to", "cudnn")
"""As the keys of the JSON summary, so that both can be read by the same code."""


def render(view: View, *, width: int | None = None, colour: bool = False) -> str:
    """A header and a row for each layer, without totals. Several shapes or connections are one cell, separated by `; `.

    A number that errors leave unknown is an empty cell.
    """
    output = io.StringIO(newline="")
    writer = csv.writer(output)
    writer.writerow(HEADER)
    writer.writerows(map(record, view.rows))
    return output.getvalue()


def record(row: Row) -> tuple[str | int | None, ...]:
    """The cells of a row, in the order of the header."""
    shapes = "; ".join(shape_text(shape) for shape in row.shapes)
    trainable = sum(weight.params for weight in row.weights if weight.trainable)
    params = (row.params, None if row.params is None else trainable)
    return (row.name, row.type, shapes, *params, "; ".join(row.connected_to), cudnn_text(row.cudnn))
