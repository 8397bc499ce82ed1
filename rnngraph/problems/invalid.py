"""The exceptions that carry problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from rnngraph.graph import Problem


class Rejected(ValueError):
    """A value that a validator refuses, with every problem of it; `problems_of` unfolds it from pydantic's error."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        # pydantic asks for this text of every error, and the values in problems may be large.
        return ", ".join(type(each).__name__ for each in self.problems)

    def inside(self, *parts: object) -> Rejected:
        """The same, its fields seen from further out."""
        return Rejected(*(each.inside(*parts) for each in self.problems))


class InvalidSpec(Rejected):
    """A layer or a graph that is not valid.

    `problems` lists what is wrong; the message is the one that `check` prints for it.
    """

    describe: ClassVar[Callable[[Iterable[Problem]], str]] = staticmethod(lambda problems: repr(list(problems)))
    """Makes the message of problems. `rnngraph` itself sets it: the sentences are made above this package."""

    def __init__(self, problems: Iterable[Problem], message: str | None = None) -> None:
        super().__init__(*problems)
        self.message = message

    def __str__(self) -> str:
        return self.message or type(self).describe(self.problems)
