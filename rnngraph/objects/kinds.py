"""What an argument of a Keras object may be: each kind reads a value into its one form, or says what it wanted.

Named tuples, since a dataclass takes five times as long to define, and every command of ours imports these.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from rnngraph.problems import Rejected, kinds

LARGEST = 3.4e38
"""Numbers end here: what follows is infinite in a float32."""


class Kind(Protocol):
    """What an argument may be; `says` names it in a sentence, after "is"."""

    @property
    def says(self) -> str: ...  # noqa: D102 - above

    def read(self, value: object) -> Any:
        """The value in its one form.

        Raises:
            Rejected: it is not of this kind.
        """


class Number(NamedTuple):
    """A number, stored as a float, or an integer where it has to be `whole`.

    `low` and `high` are the ends of what it may be, `above` and `below` ends that it may not reach. A `single` is one
    that Keras keeps in a float32 and gives back as 0.0010000000474974513: the shortest number stands for all of these.
    """

    low: float | None = None
    high: float | None = None
    above: float | None = None
    below: float | None = None
    whole: bool = False
    single: bool = False

    @property
    def says(self) -> str:
        """A number, between which ends."""
        ends = (("at least", self.low), ("above", self.above), ("at most", self.high), ("below", self.below))
        limits = " and ".join(f"{word} {end}" for word, end in ends if end is not None)
        noun = "an integer" if self.whole else "a number"
        return f"{noun} of {limits}" if limits.startswith("at ") else f"{noun} {limits}".rstrip()

    def read(self, value: object) -> float:
        """The number."""
        types = int if self.whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, types) or not self._holds(value):
            raise Rejected(kinds.objects.WrongArgument(found=value, expected=self.says))
        # Comparisons are exact for integers of any length, and false for NaN.
        if not (-(2**63) <= value < 2**63 if self.whole else -LARGEST <= value <= LARGEST):
            expected = "an integer of 64 bits" if self.whole else f"a number between -{LARGEST} and {LARGEST}"
            raise Rejected(kinds.objects.WrongArgument(found=value, expected=expected))
        if self.whole:
            return value
        return shortest(float(value)) if self.single else float(value)

    def _holds(self, value: float) -> bool:
        return (
            (self.low is None or value >= self.low)
            and (self.high is None or value <= self.high)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )


def shortest(value: float) -> float:
    """The number with the fewest digits among those that are the same float32."""
    rounded = (float(f"{value:.{digits}g}") for digits in range(1, 18))
    return next(each for each in rounded if struct.pack("f", each) == struct.pack("f", value))


class Pattern(NamedTuple):
    """A text of a certain form."""

    form: str
    says: str

    def read(self, value: object) -> str:
        """The text."""
        if isinstance(value, str) and re.fullmatch(self.form, value):
            return value
        raise Rejected(kinds.objects.WrongArgument(found=value, expected=self.says))


class Choice(NamedTuple):
    """One of some values; `also` holds other spellings of them."""

    values: tuple[str | bool, ...]
    also: Mapping[str, str] = {}

    @property
    def says(self) -> str:
        """All of them."""
        *others, last = map(json.dumps, self.values)
        return f"{', '.join(others)} or {last}"

    def read(self, value: object) -> str | bool:
        """The value."""
        if isinstance(value, str):
            value = self.also.get(value, value)
        for each in self.values:
            if type(value) is type(each) and value == each:
                return each
        raise Rejected(kinds.objects.WrongArgument(found=value, expected=self.says))


class ListOf(NamedTuple):
    """A list of at least one, all of one kind."""

    kind: Kind

    @property
    def says(self) -> str:
        """A list of what."""
        return f"a list, each {self.kind.says}"

    def read(self, value: object) -> list[Any]:
        """The list, each element in its one form."""
        if not isinstance(value, list | tuple) or not value:
            raise Rejected(kinds.objects.WrongArgument(found=value, expected=self.says))
        return [read_at(index, self.kind, each) for index, each in enumerate(value)]


class OneOf(NamedTuple):
    """Any of several kinds."""

    kinds: tuple[Kind, ...]

    @property
    def says(self) -> str:
        """All of them."""
        return " or ".join(each.says for each in self.kinds)

    def read(self, value: object) -> Any:
        """The value in the form of the first kind that it is of."""
        errors = []
        for kind in self.kinds:
            try:
                return kind.read(value)
            except Rejected as error:
                errors.append(error)
        # Of a list or an object only the kind that it was meant for can say what is wrong inside.
        inside = (each for each in errors if any(problem.field for problem in each.problems))
        raise next(inside, Rejected(kinds.objects.WrongArgument(found=value, expected=self.says)))


def read_at(key: str | int, kind: Kind, value: object) -> Any:
    """A value that stands at a key of another.

    Raises:
        Rejected: it is not of its kind; the path starts with the key.
    """
    try:
        return kind.read(value)
    except Rejected as error:
        raise error.inside(key) from None


NUMBER = Number()
POSITIVE = Number(above=0)
NOT_NEGATIVE = Number(low=0)
FRACTION = Number(low=0, high=1)
INTEGER = Number(whole=True)
COUNT = Number(whole=True, low=1)
INDEX = Number(whole=True, low=0)
INTEGERS = OneOf((INTEGER, ListOf(INTEGER)))
FLAG = Choice((True, False))
NAME = Pattern(r"[A-Za-z_][A-Za-z0-9_]{0,63}", "a name: a letter or _, then letters, digits and _, 64 at most")
