"""Attention and AdditiveAttention."""

import keras

from rnngraph import layers
from rnngraph.keras.lower import plain

plain(layers.Attention, keras.layers.Attention)
plain(layers.AdditiveAttention, keras.layers.AdditiveAttention)
