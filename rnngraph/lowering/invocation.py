"""How Keras wants a layer to be called: which arguments are positional, and where masks go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import singledispatch

from rnngraph.graph import Ref
from rnngraph.layers.base import Layer
from rnngraph.lowering.calls import CarriedMask, Value


@dataclass(frozen=True, slots=True)
class Operands:
    """What a node passes to its layer.

    Arguments:
        inputs: the tensors, at least one.
        mask: the mask that the node gives; None for the masks that the tensors carry.
        mask_rank: the number of axes of the mask.
        others: the further keyword arguments.
    """

    inputs: tuple[Ref, ...]
    mask: Ref | CarriedMask | None
    mask_rank: int
    others: Mapping[str, Value]


Invocation = tuple[tuple[Value, ...], dict[str, Value]]
"""Positional and keyword arguments."""


@singledispatch
def invocation(layer: Layer, operands: Operands) -> Invocation:
    """One tensor for a layer that takes one, else a list of tensors with a mask for each."""
    single = layer.inputs_taken() in ((1, 1), (0, 0))
    mask = operands.mask if single else [operands.mask] * len(operands.inputs)
    masks = {"mask": mask} if operands.mask else {}
    return (operands.inputs[0] if single else list(operands.inputs),), {**operands.others, **masks}
