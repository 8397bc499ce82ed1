"""Concatenate, Add, Multiply, Average."""

import keras

from rnngraph import layers
from rnngraph.keras.lower import plain

plain(layers.Concatenate, keras.layers.Concatenate)
plain(layers.Add, keras.layers.Add)
plain(layers.Multiply, keras.layers.Multiply)
plain(layers.Average, keras.layers.Average)
