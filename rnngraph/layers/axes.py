"""Fields that are an axis or several, and what is wrong with them."""

from __future__ import annotations

from rnngraph.graph import Problem
from rnngraph.layers.base import Timing
from rnngraph.problems import Rejected, kinds


def check_axes(value: object) -> int | tuple[int, ...]:
    """An axis, or several."""
    several = isinstance(value, list | tuple)
    for index, each in enumerate(value if isinstance(value, list | tuple) else [value]):
        if not isinstance(each, int) or isinstance(each, bool):
            field, expected = (str(index), "an integer") if several else (None, "an integer or a list of integers")
            raise Rejected(kinds.fields.WrongType(field, found=each, expected=expected))
    if several and not value:
        raise Rejected(kinds.fields.OutOfRange(found=[], limit="a list of at least one axis"))
    return tuple(value) if isinstance(value, list | tuple) else value  # type: ignore[return-value]


def axis_problem(axes: tuple[int, ...], rank: int, *, batch: bool = False, field: str = "axis") -> Problem | None:
    """The problem of an axis that is not there, is given twice, or is the batch's, unless that will do."""
    seen = set()
    for axis in axes:
        if not -rank <= axis < rank or (axis % rank == 0 and not batch):
            return kinds.shapes.WrongAxis(field, found=axis, rank=rank)
        if axis % rank in seen:
            return kinds.shapes.WrongAxis(field, found=axis, rank=rank, twice=True)
        seen.add(axis % rank)
    return None


def stepwise(axis: int | tuple[int, ...], rank: int) -> Timing:
    """How a layer that works along these axes meets a sequence: step by step, unless one is that of time."""
    axes = (axis,) if isinstance(axis, int) else axis
    return "whole" if 1 in {each % rank for each in axes} else "step"
