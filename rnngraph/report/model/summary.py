"""The summary, a table of layers, as text for the terminal, JSON, Markdown and HTML."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from html import escape
from typing import Any, Literal

from rnngraph.graph import shape_text
from rnngraph.report.model.rows import Row
from rnngraph.report.model.view import View
from rnngraph.report.text import call_argument_text, count_text, cudnn_text, escape_markdown, size_text

COLUMNS = ("Layer (type)", "Output shape", "Params", "cuDNN", "Connected to")


def render(view: View, format: str, *, width: int | None = None, colour: bool = False) -> str:
    """The summary in a format: text, json, markdown or html.

    Raises:
        ValueError: the format is another.
    """
    match format:
        case "text":
            return text(view, width=width, colour=colour)
        case "json":
            return json.dumps(as_dict(view), indent=2, ensure_ascii=False)
        case "markdown":
            return markdown(view)
        case "html":
            return html(view)
    raise ValueError(f"a summary is text, json, markdown or html, not {format!r}")


def as_dict(view: View) -> dict[str, Any]:
    """The object that `rnngraph summary --format json` prints; its totals are null where errors leave them unknown."""
    known = view.total is not None
    return {
        "name": view.name,
        "total_params": view.total,
        "trainable_params": view.trainable_params if known else None,
        "non_trainable_params": view.non_trainable_params if known else None,
        "size_bytes": view.size if known else None,
        "layers": [_row_dict(row) for row in view.rows],
    }


def _row_dict(row: Row) -> dict[str, Any]:
    shapes = [None if shape is None else list(shape) for shape in row.shapes]
    weights = [
        {"name": each.name, "shape": list(each.shape), "params": each.params, "trainable": each.trainable}
        for each in row.weights
    ]
    verdict = row.cudnn
    return {
        "name": row.name,
        "type": row.type,
        "params": row.params,
        "output_shape": shapes[0] if len(shapes) == 1 else shapes,
        "connected_to": list(row.connected_to),
        "weights": weights,
        "cudnn": verdict and {"eligible": verdict.eligible, "reasons": [reason.text for reason in verdict.reasons]},
        **({"shares": row.shares} if row.shares else {}),
        **({"call": dict(row.call)} if row.call else {}),
    }


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


def _call_line(row: Row) -> str:
    """A line below the name of a layer, with the arguments of its call; empty without any."""
    words = ", ".join(call_argument_text(*pair) for pair in row.call)
    return f"\n  {words}" if words else ""


def _cells(row: Row) -> tuple[str, str, str, str, str]:
    shapes = "\n".join(shape_text(shape) for shape in row.shapes)
    params = f"shares {row.shares}" if row.shares else count_text(row.params)
    return (
        f"{row.name} ({row.title}){_call_line(row)}",
        shapes,
        params,
        cudnn_text(row.cudnn),
        "\n".join(row.connected_to),
    )


def _lists(view: View) -> Iterator[tuple[str, list[str]]]:
    """The lists below the totals: titles with their lines."""
    for title, lines in (("Errors:", list(errors(view))), ("Not eligible for cuDNN:", list(notes(view)))):
        if lines:
            yield title, lines


def text(view: View, *, width: int | None = None, colour: bool = False) -> str:
    """The table for a terminal of `width` columns (None: as wide as needed)."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    widths, narrow = _widths(view, width) if width else (None, False)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, collapse_padding=narrow, header_style="bold")
    for number, column in enumerate(COLUMNS):
        justify: Literal["left", "right"] = "right" if column == "Params" else "left"
        table.add_column(column, justify=justify, overflow="fold", width=widths[number] if widths else None)
    for row in view.rows:
        _, shapes, params, cudnn, connected = _cells(row)
        label = Text.assemble((row.name, "bold"), (f" ({row.title}){_call_line(row)}", "dim"))
        mark = Text(cudnn, style={"yes": "green", "no": "yellow"}.get(cudnn, ""))
        table.add_row(label, Text(shapes), Text(params), mark, Text(connected, style="dim"))
    # Wide enough for any table: a pipe has no width, and a summary cut at 80 columns would be of little use.
    output = io.StringIO()
    console = Console(
        file=output,
        width=width or 4096,
        force_terminal=colour,
        no_color=not colour,
        highlight=False,
        color_system="standard" if colour else None,
    )
    console.print(Text.assemble("Model: ", (view.name or "?", "bold")))
    console.print()
    console.print(table)
    console.print()
    for label_text, value in totals(view):
        console.print(Text(f"{label_text}: {value}"))
    for title, lines in _lists(view):
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
    columns = zip(COLUMNS, *map(_cells, view.rows), strict=True)
    widths = [max(len(line) for cell in column for line in cell.split("\n")) for column in columns]
    while sum(widths) > room:
        _, widest = max((width, each) for each, width in enumerate(widths) if width > least[each])
        widths[widest] -= 1
    return widths, narrow


def markdown(view: View) -> str:
    """A GitHub table, and the totals as a list."""
    lines = [
        f"# {escape_markdown(view.name)}",
        "",
        *([escape_markdown(view.description), ""] if view.description else []),
        f"| {' | '.join(COLUMNS)} |",
        "| --- | --- | ---: | --- | --- |",
    ]
    for row in view.rows:
        cells = ("<br>".join(escape_markdown(line) for line in cell.split("\n")) for cell in _cells(row))
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", *(f"- {label}: {value}" for label, value in totals(view))]
    for title, each in _lists(view):
        lines += ["", title, "", *(f"- {escape_markdown(line)}" for line in each)]
    return "\n".join(lines)


def html(view: View) -> str:
    """A table element, with totals and errors in its foot."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in COLUMNS)
    body = []
    for row in view.rows:
        first, *rest = ("<br>".join(escape(line) for line in cell.split("\n")) for cell in _cells(row))
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
