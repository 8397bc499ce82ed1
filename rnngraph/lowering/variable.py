"""Variable."""

from rnngraph import layers
from rnngraph.lowering.lower import plain

plain(layers.Variable, "rnngraph.keras.variable.Variable")
