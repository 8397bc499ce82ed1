"""ReLU and its variants, PReLU with learned slopes, Softmax."""

from rnngraph import layers
from rnngraph.lowering.lower import plain

plain(layers.ReLU, "keras.layers.ReLU")
plain(layers.LeakyReLU, "keras.layers.LeakyReLU")
plain(layers.ELU, "keras.layers.ELU")
plain(layers.PReLU, "keras.layers.PReLU")
plain(layers.Softmax, "keras.layers.Softmax")
