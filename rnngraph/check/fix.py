"""Mending a document's text: from a text and what was found in it to a text. Nothing here reads or writes a file."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rnngraph.check.diagnostic import Diagnostic
from rnngraph.check.edits import TextEditor, touch
from rnngraph.documents.lines import applied, by_place
from rnngraph.graph import TextEdit

MAX_ROUNDS = 1000
"""How often a text is mended and checked again: fixes that wait for each other take a round each."""

Find = Callable[[str], Sequence[Diagnostic]]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A mended text, how many fixes of each code were made, and what is left to say of it."""

    text: str
    made: Mapping[str, int] = field(default_factory=dict)
    left: Sequence[Diagnostic] = ()

    @property
    def count(self) -> int:
        """How many fixes were made."""
        return sum(self.made.values())


def can_fix(diagnostic: Diagnostic, *, unsafe: bool = False) -> bool:
    """Whether there is a fix that may be made: an unsafe one, which changes the model, only if that is asked for."""
    return diagnostic.fix is not None and (unsafe or diagnostic.fix.safe)


def fix_once(text: str, found: Sequence[Diagnostic], *, unsafe: bool = False) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text with every fix made that does not touch one made before it, and the findings that these are of."""
    wanted = [each for each in found if can_fix(each, unsafe=unsafe)]
    if not wanted:
        return text, ()
    editor = TextEditor(text)
    chosen: list[TextEdit] = []
    made = []
    keys: set[tuple[str, str]] = set()
    for each in wanted:
        edits = editor.edits(each.fix) if each.fix else None
        new = editor.new_keys(each.fix) if edits and each.fix else []
        if edits and keys.isdisjoint(new) and not any(_touched(edit, chosen) for edit in edits):
            keys.update(new)
            for edit in edits:
                insort(chosen, edit, key=by_place)
            made.append(each)
    return applied(text, chosen), tuple(made)


def _touched(edit: TextEdit, chosen: Sequence[TextEdit]) -> bool:
    """Whether an edit touches one of those chosen, which are sorted and do not touch each other."""
    at = bisect_left(chosen, by_place(edit), key=by_place)
    return any(touch(edit, other) for other in chosen[max(0, at - 2) : at + 2])


def fix(text: str, find: Find, *, unsafe: bool = False) -> Fixed:
    """Mends a text until `find` has nothing more that can be mended."""
    made: Counter[str] = Counter()
    found = find(text)
    seen = {text}
    for _ in range(MAX_ROUNDS):
        mended, done = fix_once(text, found, unsafe=unsafe)
        if not done or mended in seen:
            break
        text, found = mended, find(mended)
        seen.add(mended)
        made.update(each.code for each in done)
    return Fixed(text, made, found)
