"""The normalizations."""

from rnngraph import layers
from rnngraph.lowering.lower import plain

plain(layers.BatchNormalization, "keras.layers.BatchNormalization")
plain(layers.LayerNormalization, "keras.layers.LayerNormalization")
plain(layers.RMSNormalization, "keras.layers.RMSNormalization")
plain(layers.GroupNormalization, "keras.layers.GroupNormalization")
plain(layers.UnitNormalization, "keras.layers.UnitNormalization")
plain(layers.Normalization, "keras.layers.Normalization")
