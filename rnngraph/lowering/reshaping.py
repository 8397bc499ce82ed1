"""Layers that change the shape only."""

from rnngraph import layers
from rnngraph.lowering.lower import plain

plain(layers.Flatten, "keras.layers.Flatten")
plain(layers.Reshape, "keras.layers.Reshape")
plain(layers.RepeatVector, "keras.layers.RepeatVector")
plain(layers.Permute, "keras.layers.Permute")
plain(layers.Cropping1D, "keras.layers.Cropping1D")
plain(layers.ZeroPadding1D, "keras.layers.ZeroPadding1D")
plain(layers.ZeroPadding2D, "keras.layers.ZeroPadding2D")
plain(layers.UpSampling1D, "keras.layers.UpSampling1D")
plain(layers.Slice, "rnngraph.keras.reshaping.Slice")
