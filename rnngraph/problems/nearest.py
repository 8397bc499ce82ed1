"""Which known word an unknown one may have meant, and how likely that is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnngraph.problems.words import Words

MANY = 300
"""Among more words than this no likeness is looked for: it costs more than it helps."""


def nearest(word: object, known: Iterable[str], words: Words | None = None) -> str | None:
    """The known word that means the same as the given one, or is most like it; None where none is near, or several.

    `words` has words from elsewhere: of one of these only the meaning counts, never the letters.
    """
    names = list(known)
    if len(names) > MANY:
        return None
    last = bare(word)
    if words and last in words and last not in names:
        return words[last].meant(names)
    folded = {name.lower(): name for name in reversed(names)}
    own = last.lower()
    if sum(name.endswith(f"_{own}") for name in folded) > 1:
        return None
    found = difflib.get_close_matches(own, folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def bare(word: object) -> str:
    """A name without the modules that it is in: LSTM of keras.layers.LSTM, Linear of nn.Linear."""
    return str(word).rpartition(".")[2]


LONG = 8
"""From so many letters on two slips are one word still."""


def likely(found: object, near: str, words: Words | None = None, *, free: bool = False) -> bool:
    """Whether one name is so near to another that a slip of the hand, or a habit, parted them: `Ltsm` is `LSTM`.

    Names that an author is `free` to choose may be as near as that and two: only a letter too many, too few or in the
    wrong order is a slip there, since `lstm_b` is no `lstm_a`. `dense_3` is no `dense_2` anywhere. Of the `words` from
    elsewhere those are likely that mean exactly the same.
    """
    last = bare(found)
    if words and last in words:
        return words[last].exact and near in words[last].here
    one, other = last.lower(), near.lower()
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    slips = _slips(one, other)
    if free:
        return slips <= 1 and (len(one) != len(other) or sorted(one) == sorted(other))
    return slips <= (2 if min(len(one), len(other)) >= LONG else 1)


def _slips(one: str, other: str) -> int:
    """How many letters too many, too few, wrong, or in the wrong order part two words (Damerau, 1964)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one):
        above, row = row, [at + 1]
        for index, each in enumerate(other):
            cost = min(above[index] + (letter != each), above[index + 1] + 1, row[index] + 1)
            if at and index and letter == other[index - 1] and each == one[at - 1]:
                cost = min(cost, before[index - 1] + 1)
            row.append(cost)
        before = above
    return row[-1]
