"""What a word of another library, or of an older Keras, means here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

EVERYDAY = ""
"""The source of a word that no library in particular has."""


class Word(NamedTuple):
    """A word that rnngraph does not have.

    Arguments:
        source: where the word comes from: "PyTorch", "Keras 1", ...
        here: the words here with the same meaning; of several, an object has one at most.
        advice: what to write instead, where that is more than another word.
        exact: whether a word of `here` may replace it as it is, its value too; else it is only a hint.
    """

    source: str
    here: tuple[str, ...] = ()
    advice: str = ""
    exact: bool = True

    def meant(self, known: Collection[str]) -> str | None:
        """The word that an object with these fields, or a table with these names, has for it; None if it has none."""
        return next((each for each in self.here if each in known), None)

    @property
    def is_answer(self) -> bool:
        """Whether there is more to tell than a likely word: a library that it comes from, or advice."""
        return bool(self.advice or (self.source and self.exact))

    @property
    def is_superfluous(self) -> bool:
        """Whether the advice is to leave the word out."""
        return self.advice.startswith("leave it out")

    def answer(self, word: str, meant: str | None) -> str:
        """The sentence that says what to write here; `meant` is the word that fits the object."""
        if self.advice:
            return self.advice
        known = f"{self.source}'s `{word}`" if self.source else f"`{word}`"
        if meant:
            return f"{known} is `{meant}` here"
        return f"{known} is {' or '.join(f'`{each}`' for each in self.here)} here, in layers that have it"


Words = Mapping[str, Word]


def renamed(source: str, **words: str) -> dict[str, Word]:
    """Words with the same meaning as one word here, or as one of several, divided by spaces."""
    return {word: Word(source, tuple(here.split())) for word, here in words.items()}


def advised(source: str, advice: str, words: Iterable[str]) -> dict[str, Word]:
    """Words that need the same advice."""
    return {word: Word(source, advice=advice) for word in words}
