"""BatchNormalization and LayerNormalization."""

import keras

from rnngraph import layers
from rnngraph.keras.lower import plain

plain(layers.BatchNormalization, keras.layers.BatchNormalization)
plain(layers.LayerNormalization, keras.layers.LayerNormalization)
