"""Findings as an editor shows them, and the fixes it offers for them."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from rnngraph.assist.document import Document
from rnngraph.check import Diagnostic
from rnngraph.lsp.places import Places

SEVERITIES = {"error": types.DiagnosticSeverity.Error, "warning": types.DiagnosticSeverity.Warning}


def diagnostics(document: Document, places: Places) -> list[types.Diagnostic]:
    """Everything that is wrong with a document."""
    return [_finding(each, places) for each in document.diagnostics]


def _finding(each: Diagnostic, places: Places) -> types.Diagnostic:
    return types.Diagnostic(
        _range(each, places), each.message, SEVERITIES[each.severity], code=each.code, source="rnngraph"
    )


def _range(each: Diagnostic, places: Places) -> types.Range:
    start = places.position(each.line or 1, each.column or 1)
    if each.end_line is None or each.end_column is None:
        return types.Range(start, start)
    return types.Range(start, places.position(each.end_line, each.end_column))


def actions(document: Document, uri: str, wanted: types.Range, places: Places) -> Iterator[types.CodeAction]:
    """The fixes of what is wrong in a range: each by itself, a safe one as what is preferred."""
    for each in document.diagnostics:
        found = _range(each, places)
        if _before(found.end, wanted.start) or _before(wanted.end, found.start):
            continue
        for fix, made in document.fixes(each):
            edits = [types.TextEdit(places.range(edit.start, edit.end), edit.new) for edit in made]
            yield types.CodeAction(
                f"{each.code}: {fix.title}",
                types.CodeActionKind.QuickFix,
                [_finding(each, places)],
                is_preferred=fix.safe,
                edit=types.WorkspaceEdit(changes={uri: edits}),
            )


def _before(one: types.Position, other: types.Position) -> bool:
    return (one.line, one.character) < (other.line, other.character)
