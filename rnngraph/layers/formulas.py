"""What the formulas of a cell cost."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

from rnngraph.expressions import Size, Typed
from rnngraph.layers.cost import Cost

Number = Callable[[Size], int]
"""Says which number a size comes to."""


def cost_of(formulas: Iterable[Typed], number: Number) -> Cost:
    """The cost of one step: its matrix products, and every value on the way, which the backward pass may need."""
    parts = [part for formula in formulas for part in _parts(formula)]
    kept = sum(
        math.prod(map(number, value.shape))
        for part in parts
        if part.term.op not in ("name", "number")
        for value in part.values
        if value.batched
    )
    return Cost(sum(_products(part, number) for part in parts), kept=kept)


def _parts(formula: Typed) -> Iterator[Typed]:
    yield formula
    for arg in formula.args:
        yield from _parts(arg)


def _products(part: Typed, number: Number) -> int:
    """Multiply-accumulates of one operation, its parts left out: a term for each place of the result and of the sum."""
    match part.term.op:
        case "@" | "matmul":
            left = part.args[0].value.shape
            return math.prod(map(number, (*part.value.shape, left[-1])))
        case "einsum":
            return math.prod(_letters(part, number).values()) if len(part.args) > 1 else 0
    return 0


def _letters(part: Typed, number: Number) -> dict[str, int]:
    """The size of each letter of an einsum, the batch's left out."""
    inputs = str(part.term.value).replace(" ", "").partition("->")[0].split(",")
    sizes: dict[str, int] = {}
    for letters, arg in zip(inputs, part.args, strict=True):
        axes = letters[1:] if arg.value.batched else letters
        sizes |= dict(zip(axes, map(number, arg.value.shape), strict=True))
    return sizes
