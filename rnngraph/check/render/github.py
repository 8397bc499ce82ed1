"""Annotations for GitHub Actions: a workflow command a finding, which GitHub shows beside the line."""

from __future__ import annotations

from collections.abc import Sequence

from rnngraph.check.diagnostic import Diagnostic

Files = Sequence[tuple[str, Sequence[Diagnostic]]]


def render(files: Files) -> str:
    """Every finding on a line of its own (GitHub: "Workflow commands for GitHub Actions")."""
    return "\n".join(_annotation(path, each) for path, found in files for each in found)


def _annotation(path: str, each: Diagnostic) -> str:
    properties = {
        "file": each.path or path,
        "line": each.line,
        "col": each.column,
        "endLine": each.end_line,
        "endColumn": each.end_column,
        "title": f"rnngraph {each.code}",
    }
    told = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    return f"::{each.severity} {told}::{_data(each.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
