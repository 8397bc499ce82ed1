"""The table of the summary: what the formats for people share."""

from __future__ import annotations

from collections.abc import Iterator

from rnngraph.graph import shape_text, size_text
from rnngraph.report.model.rows import Row
from rnngraph.report.model.view import View
from rnngraph.report.text import call_argument_text, count_text, cudnn_text

COLUMNS = ("Layer (type)", "Output shape", "Params", "cuDNN", "Connected to")


def totals(view: View) -> tuple[tuple[str, str], ...]:
    """The lines below the table: labels, and numbers of parameters with their sizes in bytes."""
    if view.total is None:
        return (("Total params", f"at least {view.params:,}"),)
    trainable = sum(weight.size for row in view.rows for weight in row.weights if weight.trainable)
    return (
        ("Total params", f"{view.params:,} ({size_text(view.size)})"),
        ("Trainable params", f"{view.trainable_params:,} ({size_text(trainable)})"),
        ("Non-trainable params", f"{view.non_trainable_params:,} ({size_text(view.size - trainable)})"),
    )


def notes(view: View) -> Iterator[str]:
    """The reasons why layers can't use cuDNN."""
    for row in view.rows:
        for reason in row.cudnn.reasons if row.cudnn else ():
            yield f"{row.name}: {reason.text}"


SHOWN_ERRORS = 10


def errors(view: View) -> Iterator[str]:
    """The first errors of the model, and the number of further ones."""
    for each in view.errors[:SHOWN_ERRORS]:
        yield f"{each.code} {each.message}"
    if len(view.errors) > SHOWN_ERRORS:
        yield f"and {len(view.errors) - SHOWN_ERRORS} more"


def call_line(row: Row) -> str:
    """A line below the name of a layer, with the arguments of its call; empty without any."""
    words = ", ".join(call_argument_text(*pair) for pair in row.call)
    return f"\n  {words}" if words else ""


def row_cells(row: Row) -> tuple[str, str, str, str, str]:
    """The text of a row in each of the columns; a cell has a line for each output and each connection."""
    shapes = "\n".join(shape_text(shape) for shape in row.shapes)
    params = f"shares {row.shares}" if row.shares else count_text(row.params)
    label = f"{row.name} ({row.title}){call_line(row)}"
    return (label, shapes, params, cudnn_text(row.cudnn), "\n".join(row.connected_to))


def lists(view: View) -> Iterator[tuple[str, list[str]]]:
    """The lists below the totals: titles with their lines."""
    for title, lines in (("Errors:", list(errors(view))), ("Not eligible for cuDNN:", list(notes(view)))):
        if lines:
            yield title, lines
