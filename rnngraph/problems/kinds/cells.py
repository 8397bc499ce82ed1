"""Cells written as data, and what they are given."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidFormula(Problem):
    """A formula, or a size, that can't be read; `span` is the part of its text that is wrong."""

    message: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidCellName(Problem):
    """A name in a cell, or of one, that is taken or means something else; `why` ends a sentence that begins with it."""

    part = "key"
    found: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidCellOutput(Problem):
    """An output of a cell that its step does not make; `why` ends a sentence that begins with the name."""

    found: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownCellSize(Problem):
    """A name in a size of a cell that nothing gives a number."""

    found: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnequalParts(Problem):
    """The pieces of an initializer do not add up to the weight's last axis."""

    found: str
    expected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCellInput(Problem):
    """An input of a cell has another size than the cell expects there; `size` is the formula of the expected one."""

    input: str
    size: str
    found: int
    expected: int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpossibleCellSize(Problem):
    """Sizes of a cell that contradict each other, or are not sizes, once the numbers are known."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnequalLengths(Problem):
    """Sequences that one loop reads together have different lengths."""

    found: Shape
    expected: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleState(Problem):
    """A state of a cell that no formula assigns."""

    part = "key"
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadName(Problem):
    """A name of a cell that no formula reads."""

    part = "key"
    found: str
