"""GlobalAveragePooling1D and GlobalMaxPooling1D."""

import keras

from rnngraph import layers
from rnngraph.keras.lower import plain

plain(layers.GlobalAveragePooling1D, keras.layers.GlobalAveragePooling1D)
plain(layers.GlobalMaxPooling1D, keras.layers.GlobalMaxPooling1D)
