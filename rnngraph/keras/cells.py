"""The cells of an RNN."""

import keras

from rnngraph import layers
from rnngraph.keras.lower import plain

plain(layers.SimpleRNNCell, keras.layers.SimpleRNNCell)
plain(layers.GRUCell, keras.layers.GRUCell)
plain(layers.LSTMCell, keras.layers.LSTMCell)
