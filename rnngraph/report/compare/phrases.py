"""The phrases of a comparison that all formats share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

from rnngraph.analysis.comparison import Change, Comparison, Difference, Kind
from rnngraph.graph import shape_text
from rnngraph.report.text import count_text


def headline(comparison: Comparison) -> str:
    """Number of layers of each kind, and the parameters: `1 added, 1 changed; 98 → 140 parameters (+42)`."""
    if comparison.same:
        return f"both mean the same model, {count_text(comparison.params[1])} parameters"
    counts = {kind: len(comparison.names(kind)) for kind in get_args(Kind)}
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
    """The fields that differ, `units: 64 → 128`, then output shape and parameters if they do."""
    for each in difference.told:
        yield change_phrase(each)
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


def change_phrase(change: Change) -> str:
    """`units: 64 → 128`, `layer.dropout: 0.0 (default) → 0.5`, `type: LSTM → Bidirectional(LSTM)`."""
    if change.field == "type":
        return f"type: {change.before} → {change.after}"
    before, after = _value(change.before, change.default), _value(change.after, change.default)
    return f"{change.field.replace('/', '.')}: {before} → {after}"


def _value(given: Any, default: Any = None) -> str:
    """The value of a field as JSON; if it is left out the default, or `unset` if it has none."""
    if given is None and default is None:
        return "unset"
    shown = json.dumps(default if given is None else given, ensure_ascii=False)
    return f"{shown} (default)" if given is None else shown
