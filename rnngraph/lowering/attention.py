"""Attention and AdditiveAttention."""

from rnngraph import layers
from rnngraph.lowering.lower import plain

plain(layers.Attention, "keras.layers.Attention")
plain(layers.AdditiveAttention, "keras.layers.AdditiveAttention")
