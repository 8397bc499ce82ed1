"""Conv1D, Conv2D, Conv3D, SeparableConv1D."""

from rnngraph import layers
from rnngraph.lowering.lower import plain

plain(layers.Conv1D, "keras.layers.Conv1D")
plain(layers.Conv2D, "keras.layers.Conv2D")
plain(layers.Conv3D, "keras.layers.Conv3D")
plain(layers.SeparableConv1D, "keras.layers.SeparableConv1D")
