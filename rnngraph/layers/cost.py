"""What a call of a layer costs: multiply-accumulates, and what the backward pass keeps of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rnngraph.graph import Dim, Shape


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one call, for one sample of a batch. None where it hangs on a size that is unknown.

    Arguments:
        macs: multiply-accumulates: the terms of the layer's sums of products, in matrix products, convolutions and
            attention. Element-wise work (biases, gates, activations, normalization) and look-ups are left out, as
            counters of FLOPs commonly do; a multiply-accumulate is two FLOPs.
        step: those of one timestep, where the layer works step by step; else None.
        kept: scalars besides the layer's inputs and outputs that training keeps until the backward pass: by the layer's
            formula, each value once. A framework may keep more.
    """

    macs: Dim = 0
    step: Dim = None
    kept: Dim = 0

    def over(self, steps: Dim) -> Cost:
        """The cost of as many timesteps as that, each of which costs this."""
        return Cost(times(self.macs, steps), self.macs, times(self.kept, steps))


FREE = Cost()
"""What element-wise layers cost."""


def times(*factors: Dim) -> Dim:
    """A product; None where a factor is unknown, unless another is 0."""
    if 0 in factors:
        return 0
    known = [each for each in factors if each is not None]
    return math.prod(known) if len(known) == len(factors) else None


def plus(*terms: Dim) -> Dim:
    """A sum; None where a term is unknown."""
    known = [each for each in terms if each is not None]
    return sum(known) if len(known) == len(terms) else None


def minus(one: Dim, other: Dim) -> Dim:
    """A difference, 0 at least; None where one of the two is unknown."""
    return None if one is None or other is None else max(one - other, 0)


def together(*costs: Cost) -> Cost:
    """The cost of several calls; a step costs something where it does in each of them."""
    return Cost(
        plus(*(each.macs for each in costs)),
        plus(*(each.step for each in costs)),
        plus(*(each.kept for each in costs)),
    )


def scalars(shape: Shape) -> Dim:
    """Scalars of one sample of a tensor, whose shape has the batch first."""
    return times(*shape[1:])
