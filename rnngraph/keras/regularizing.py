"""GaussianNoise, GaussianDropout, ActivityRegularization."""

import keras

from rnngraph import layers
from rnngraph.keras.lower import plain

plain(layers.GaussianNoise, keras.layers.GaussianNoise)
plain(layers.GaussianDropout, keras.layers.GaussianDropout)
plain(layers.ActivityRegularization, keras.layers.ActivityRegularization)
