"""Pooling over windows, and over whole sequences."""

from rnngraph import layers
from rnngraph.lowering.lower import plain

plain(layers.MaxPooling1D, "keras.layers.MaxPooling1D")
plain(layers.MaxPooling2D, "keras.layers.MaxPooling2D")
plain(layers.MaxPooling3D, "keras.layers.MaxPooling3D")
plain(layers.AveragePooling1D, "keras.layers.AveragePooling1D")
plain(layers.AveragePooling2D, "keras.layers.AveragePooling2D")
plain(layers.AveragePooling3D, "keras.layers.AveragePooling3D")
plain(layers.GlobalMaxPooling1D, "keras.layers.GlobalMaxPooling1D")
plain(layers.GlobalMaxPooling2D, "keras.layers.GlobalMaxPooling2D")
plain(layers.GlobalAveragePooling1D, "keras.layers.GlobalAveragePooling1D")
plain(layers.GlobalAveragePooling2D, "keras.layers.GlobalAveragePooling2D")
