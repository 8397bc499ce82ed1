"""A comparison as text for the terminal, as JSON and as Markdown."""

from __future__ import annotations

import io
import json
from html import escape

from rnngraph.analysis.comparison import Comparison, Kind
from rnngraph.report.compare.phrases import change_phrase, details, headline, title
from rnngraph.report.text import escape_markdown, text_console

SIGNS: dict[Kind, str] = {"added": "+", "removed": "-", "changed": "~", "renamed": ">", "affected": "."}
COLOURS: dict[Kind, str] = {
    "added": "green",
    "removed": "red",
    "changed": "yellow",
    "renamed": "cyan",
    "affected": "dim",
}


def render(comparison: Comparison, format: str, *, colour: bool = False) -> str:
    """The comparison in a format: text, json or markdown.

    Raises:
        ValueError: the format is another.
    """
    match format:
        case "text":
            return text(comparison, colour=colour)
        case "json":
            return json.dumps(comparison.as_dict(), indent=2, ensure_ascii=False)
        case "markdown":
            return markdown(comparison)
    raise ValueError(f"a comparison is text, json or markdown, not {format!r}")


def text(comparison: Comparison, *, colour: bool = False) -> str:
    """A line for each layer that differs, with its fields below it."""
    from rich.text import Text

    output = io.StringIO()
    console = text_console(output, colour=colour)
    for change in comparison.model:
        console.print(Text(f"~ {change_phrase(change)}"))
    for each in comparison.layers:
        console.print(Text(f"{SIGNS[each.kind]} {title(each)}", style=COLOURS[each.kind]))
        for line in details(each):
            console.print(Text(f"    {line}", style="dim" if each.kind == "affected" else ""))
    console.print(Text(headline(comparison), style="bold"))
    return "\n".join(line.rstrip() for line in output.getvalue().splitlines())


def html(comparison: Comparison) -> str:
    """A table element: layer, what changed, parameters before and after."""
    head = "".join(f'<th scope="col">{each}</th>' for each in ("", "Layer", "What changed", "Params before", "after"))
    body = [
        f'<tr><td>changed</td><th scope="row"><em>model</em></th><td>{escape(change_phrase(change))}</td><td></td>'
        "<td></td></tr>"
        for change in comparison.model
    ]
    for each in comparison.layers:
        what = "<br>".join(escape(line) for line in details(each) if not line.startswith("parameters:"))
        counts = "".join(f"<td>{'' if count is None else f'{count:,}'}</td>" for count in each.params)
        body.append(f'<tr><td>{each.kind}</td><th scope="row">{escape(title(each))}</th><td>{what}</td>{counts}</tr>')
    rows = f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody>" if body else ""
    return f'<table class="rnngraph-comparison"><caption>{escape(headline(comparison))}</caption>{rows}</table>'


def markdown(comparison: Comparison) -> str:
    """A table for a pull request: layer, what changed, parameters before and after."""
    lines = [f"{escape_markdown(comparison.after.graph.name)}: {headline(comparison)}", ""]
    if comparison.same:
        return "\n".join(lines[:1])
    lines += ["| | Layer | What changed | Params before | after |", "| --- | --- | --- | ---: | ---: |"]
    for change in comparison.model:
        lines.append(f"| changed | *model* | {escape_markdown(change_phrase(change))} | | |")
    for each in comparison.layers:
        what = "<br>".join(escape_markdown(line) for line in details(each) if not line.startswith("parameters:"))
        counts = (" " if count is None else f"{count:,}" for count in each.params)
        lines.append(f"| {each.kind} | {escape_markdown(title(each))} | {what} | {' | '.join(counts)} |")
    return "\n".join(lines)
