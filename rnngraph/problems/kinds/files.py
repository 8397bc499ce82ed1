"""Weights that are read from a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rnngraph.graph import Problem

Cause = Literal["folder", "missing", "outside", "unreadable", "array", "dtype", "shape"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusableFile(Problem):
    """A file, or an array in it, that a weight can't be read from.

    `arrays` lists the arrays of the file if it lacks the one that is named; `dtype` or `found` (a shape) is what the
    array has in place of numbers or of the `expected` shape.
    """

    path: str
    array: str | None
    cause: Cause
    arrays: tuple[str, ...] = ()
    dtype: str = ""
    found: tuple[int, ...] = ()
    expected: tuple[int, ...] = ()
