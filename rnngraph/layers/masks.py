"""Masks that a layer reads: of which shape they have to be, and what is wrong with others."""

from __future__ import annotations

from rnngraph.graph import Mask, Problem, Shape
from rnngraph.layers.base import Call
from rnngraph.layers.shapes import same_shape
from rnngraph.problems import kinds


def unfit(call: Call, index: int, expected: Shape, mask: Mask) -> Problem:
    """The problem of a mask of another shape than expected: one given by hand, or one that came along with an input."""
    if call.has_mask:
        return kinds.masks.WrongMaskType("mask", dtype="bool", found=mask.shape, expected=expected)
    place = "inputs" if len(call.inputs) == 1 else f"inputs/{index}"
    return kinds.masks.WrongMaskShape(place, source=mask.source, found=mask.shape, expected=expected)


def mask_problems(call: Call, axes: int | None = None) -> tuple[Problem, ...]:
    """Masks of other axes than the input's first ones: as many as `axes`, or all but the last."""
    problems = []
    for index, (port, mask) in enumerate(zip(call.inputs, call.masks, strict=True)):
        shape = port.type.shape
        expected = shape[: len(shape) - 1 if axes is None else axes]
        if mask and not same_shape(mask.shape, expected):
            problems.append(unfit(call, index, expected, mask))
    # A mask given by hand is every input's: one problem is enough.
    return tuple(problems[:1] if call.has_mask else problems)
