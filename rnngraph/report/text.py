"""Words that every report uses for the same thing."""

from __future__ import annotations

from rnngraph.graph import Verdict


def count_text(count: int | None) -> str:
    """A number with thousands separated; `?` where it is unknown."""
    return "?" if count is None else f"{count:,}"


def size_text(size: int) -> str:
    """Bytes in the largest binary unit that keeps the number above one, exact below 1 KiB."""
    value = float(size)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if value < 1024 or unit == "GiB":
            break
        value /= 1024
    return f"{size:,} B" if unit == "B" else f"{value:,.2f} {unit}"


def cudnn_text(verdict: Verdict | None) -> str:
    """`yes`, `no`, or nothing for a layer that is not recurrent."""
    if verdict is None:
        return ""
    return "yes" if verdict.eligible else "no"
