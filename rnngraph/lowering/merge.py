"""The layers that merge several tensors."""

from rnngraph import layers
from rnngraph.lowering.lower import plain

plain(layers.Concatenate, "keras.layers.Concatenate")
plain(layers.Add, "keras.layers.Add")
plain(layers.Multiply, "keras.layers.Multiply")
plain(layers.Average, "keras.layers.Average")
plain(layers.Subtract, "keras.layers.Subtract")
plain(layers.Maximum, "keras.layers.Maximum")
plain(layers.Minimum, "keras.layers.Minimum")
plain(layers.Dot, "keras.layers.Dot")
