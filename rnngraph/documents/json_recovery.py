"""A text that is no JSON, mended so that it can be read on: every flaw with its place, and how it would be right.

What it gives is judged by `json` again, so a flaw that the scanner does not know is never taken for right. Tree-sitter,
which finds the places in a document, is no help here: it loses the whole structure at an unquoted key, and a string's
wrong escape takes the next key with it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate

from rnngraph.documents.lines import applied
from rnngraph.documents.scalars import UNREADABLE, Flaw
from rnngraph.documents.scanner import Scanner
from rnngraph.graph import TextEdit


@dataclass(frozen=True)
class Recovered:
    """A text as it would be right. `sound` tells whether it is likely to be what the author meant."""

    original: str
    flaws: tuple[Flaw, ...]
    edits: tuple[TextEdit, ...]

    @cached_property
    def text(self) -> str:
        """The text with every edit made."""
        return applied(self.original, self.edits)

    @property
    def sound(self) -> bool:
        """Whether no flaw leaves the rest in doubt."""
        return all(each.sound for each in self.flaws)

    @cached_property
    def placeable(self) -> str:
        """The text for a parser that knows no NaN: a number as long stands for what is unreadable."""
        return applied(self.original, (replace(each, new=_a_number(each.new)) for each in self.edits))

    @cached_property
    def _ends(self) -> list[int]:
        """Where each edit's text ends in the mended text."""
        shifts = accumulate(len(each.new) - (each.end - each.start) for each in self.edits)
        return [each.end + shift for each, shift in zip(self.edits, shifts, strict=True)]

    def authored(self, offset: int, *, is_end: bool = False) -> int:
        """The offset in the author's text of one in the mended text, where something begins, or ends.

        Inside an edit it is that of its start.
        """
        index = (bisect_left if is_end else bisect_right)(self._ends, offset)
        edit = self.edits[index] if index < len(self.edits) else None
        if edit is not None and offset > self._ends[index] - len(edit.new):
            return edit.end if is_end and offset == self._ends[index] else edit.start
        return offset if index == 0 else self.edits[index - 1].end + offset - self._ends[index - 1]


@lru_cache(maxsize=4)
def recover(text: str) -> Recovered:
    """The text mended, as far as it can be; with no flaws found, as it is."""
    scanner = Scanner(text)
    scanner.run()
    return Recovered(text, tuple(scanner.flaws), _in_order(scanner))


def _a_number(new: str) -> str:
    return new if '"' in new else new.replace(UNREADABLE, "0e0")


def _in_order(scanner: Scanner) -> tuple[TextEdit, ...]:
    """The edits from the start of the text to its end; of edits that overlap, the first."""
    ordered = sorted(
        [edit for flaw in scanner.flaws for edit in flaw.edits] + scanner.ending, key=lambda e: (e.start, e.end)
    )
    kept: list[TextEdit] = []
    for each in ordered:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return tuple(kept)
