"""Flatten, Reshape, RepeatVector."""

import keras

from rnngraph import layers
from rnngraph.keras.lower import plain

plain(layers.Flatten, keras.layers.Flatten)
plain(layers.Reshape, keras.layers.Reshape)
plain(layers.RepeatVector, keras.layers.RepeatVector)
