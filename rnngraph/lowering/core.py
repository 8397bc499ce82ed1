"""Embedding, Masking, Rescaling, Dense, Activation, Dropout, Identity."""

from rnngraph import layers
from rnngraph.lowering.lower import plain

plain(layers.Embedding, "keras.layers.Embedding")
plain(layers.Masking, "keras.layers.Masking")
plain(layers.Rescaling, "keras.layers.Rescaling")
plain(layers.Dense, "keras.layers.Dense")
plain(layers.Activation, "keras.layers.Activation")
plain(layers.Dropout, "keras.layers.Dropout")
plain(layers.Identity, "keras.layers.Identity")
