"""The questions an editor asks, of a text and an offset in it."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.assist.complete import Completion, complete
from rnngraph.assist.document import Document
from rnngraph.assist.hover import hover
from rnngraph.check import Diagnostic
from rnngraph.graph import TextEdit


@dataclass(frozen=True, slots=True)
class Told:
    """What the thing between two offsets is, in Markdown."""

    start: int
    end: int
    markdown: str


@dataclass(frozen=True, slots=True)
class QuickFix:
    """A finding that can be mended, and the edits of the text that mend it."""

    diagnostic: Diagnostic
    title: str
    safe: bool
    edits: tuple[TextEdit, ...]


def suggest(text: str, offset: int) -> Completion | None:
    """What may be written at an offset of a spec's text; None where nothing may."""
    document = Document(text)
    cursor = document.cursor(offset)
    return complete(document, cursor) if cursor else None


def tell(text: str, offset: int) -> Told | None:
    """What stands at an offset of a spec's text: a layer's facts, a field's meaning; None where there is nothing."""
    document = Document(text)
    cursor = document.cursor(offset)
    told = hover(document, cursor) if cursor else None
    return Told(cursor.start, cursor.end, told) if cursor and told else None


def quick_fixes(text: str) -> list[QuickFix]:
    """Every fix there is for what is wrong with a spec's text, each by itself."""
    document = Document(text)
    return [
        QuickFix(each, fix.title, fix.safe, edits)
        for each in document.diagnostics
        for fix, edits in document.fixes(each)
    ]
