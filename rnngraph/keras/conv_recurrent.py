"""ConvLSTM1D, ConvLSTM2D, ConvLSTM3D."""

from __future__ import annotations

import keras

from rnngraph import layers
from rnngraph.keras.lower import Context, arguments, as_trainable, lower
from rnngraph.layers.base import Layer


def loop(kind: type[Layer], target: type[keras.layers.RNN]) -> None:
    """Registers a loop around a cell of Keras's own, which would be trained where the layer is not."""

    def lowered(layer: Layer, name: str, context: Context) -> keras.layers.RNN:
        return as_trainable(target(**arguments(layer, name, context, without=("trainable",))), layer)

    lower.register(kind, lowered)


loop(layers.ConvLSTM1D, keras.layers.ConvLSTM1D)
loop(layers.ConvLSTM2D, keras.layers.ConvLSTM2D)
loop(layers.ConvLSTM3D, keras.layers.ConvLSTM3D)
