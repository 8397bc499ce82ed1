"""A comparison in words: for the terminal, as JSON and as Markdown."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from rnngraph.analysis.comparison import Change, Comparison, Difference, Kind
from rnngraph.graph import shape_text
from rnngraph.report.text import count_text, escape_markdown

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


def headline(comparison: Comparison) -> str:
    """How many layers of which kind, and the parameters: `1 added, 1 changed; 98 → 140 parameters (+42)`."""
    if comparison.same:
        return f"both mean the same model, {count_text(comparison.params[1])} parameters"
    counts = {kind: len(comparison.names(kind)) for kind in SIGNS}
    layers = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count) or "no layer differs"
    before, after = comparison.params
    if before == after:
        return f"{layers}; {count_text(after)} parameters"
    change = "" if before is None or after is None else f" ({after - before:+,})"
    return f"{layers}; {count_text(before)} → {count_text(after)} parameters{change}"


def title(difference: Difference) -> str:
    """`encoder (LSTM)`, or `encoder (LSTM), was reader`."""
    was = f", was {difference.was}" if difference.was else ""
    return f"{difference.name} ({difference.type}){was}"


def details(difference: Difference) -> Iterator[str]:
    """Fields, then what follows from them: `units: 64 → 128`."""
    for each in difference.told:
        yield changed(each)
    before, after = difference.shapes
    if before is not None and after is not None and before != after:
        yield f"output: {shape_text(before)} → {shape_text(after)}"
    was, now = difference.params
    if was is not None and now is not None and was != now:
        yield f"parameters: {was:,} → {now:,} ({now - was:+,})"
    if difference.kind in ("added", "removed"):
        shape = after if difference.kind == "added" else before
        params = now if difference.kind == "added" else was
        yield f"output {shape_text(shape)}, {count_text(params)} parameters"


def changed(change: Change) -> str:
    """`units: 64 → 128`, `layer.dropout: 0.0 (default) → 0.5`, `type: LSTM → Bidirectional(LSTM)`."""
    if change.field == "type":
        return f"type: {change.before} → {change.after}"
    before, after = value(change.before, change.default), value(change.after, change.default)
    return f"{change.field.replace('/', '.')}: {before} → {after}"


def value(given: Any, default: Any = None) -> str:
    """A field's value as the document has it; where it is left out the default, or `unset` where there is none."""
    if given is None and default is None:
        return "unset"
    said = json.dumps(default if given is None else given, ensure_ascii=False)
    return f"{said} (default)" if given is None else said


def text(comparison: Comparison, *, colour: bool = False) -> str:
    """A line for each layer that differs, its fields below it, with colour where asked."""
    from rich.console import Console
    from rich.text import Text

    output = io.StringIO()
    console = Console(
        width=4096,
        force_terminal=colour,
        no_color=not colour,
        highlight=False,
        color_system="standard" if colour else None,
        file=output,
    )
    for change in comparison.model:
        console.print(Text(f"~ {changed(change)}"))
    for each in comparison.layers:
        console.print(Text(f"{SIGNS[each.kind]} {title(each)}", style=COLOURS[each.kind]))
        for line in details(each):
            console.print(Text(f"    {line}", style="dim" if each.kind == "affected" else ""))
    console.print(Text(headline(comparison), style="bold"))
    return "\n".join(line.rstrip() for line in output.getvalue().splitlines())


def markdown(comparison: Comparison) -> str:
    """A table for a pull request: layer, what changed, parameters before and after."""
    lines = [f"{escape_markdown(comparison.after.graph.name)}: {headline(comparison)}", ""]
    if comparison.same:
        return "\n".join(lines[:1])
    lines += ["| | Layer | What changed | Params before | after |", "| --- | --- | --- | ---: | ---: |"]
    for change in comparison.model:
        lines.append(f"| changed | *model* | {escape_markdown(changed(change))} | | |")
    for each in comparison.layers:
        what = "<br>".join(escape_markdown(line) for line in details(each) if not line.startswith("parameters:"))
        counts = (" " if count is None else f"{count:,}" for count in each.params)
        lines.append(f"| {each.kind} | {escape_markdown(title(each))} | {what} | {' | '.join(counts)} |")
    return "\n".join(lines)
