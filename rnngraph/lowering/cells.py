"""The cells of an RNN."""

from rnngraph import layers
from rnngraph.lowering.lower import plain

plain(layers.SimpleRNNCell, "keras.layers.SimpleRNNCell")
plain(layers.GRUCell, "keras.layers.GRUCell")
plain(layers.LSTMCell, "keras.layers.LSTMCell")
