"""MultiHeadAttention."""

from __future__ import annotations

from rnngraph import layers
from rnngraph.lowering.invocation import Invocation, Operands, invocation
from rnngraph.lowering.lower import plain

plain(layers.MultiHeadAttention, "rnngraph.keras.multihead.MendedMultiHeadAttention")


@invocation.register(layers.MultiHeadAttention)
def attend(layer: layers.MultiHeadAttention, operands: Operands) -> Invocation:
    """Query, value and key as positional arguments; the node's mask by the number of its axes."""
    role = "value_mask" if operands.mask_rank == 2 else "attention_mask"
    masks = {role: operands.mask} if operands.mask else {}
    return operands.inputs, {**operands.others, **masks}
