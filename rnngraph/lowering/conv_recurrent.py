"""ConvLSTM1D, ConvLSTM2D, ConvLSTM3D."""

from __future__ import annotations

from rnngraph import layers
from rnngraph.layers.base import Layer
from rnngraph.lowering.calls import KerasCall
from rnngraph.lowering.lower import Context, arguments, lower, untrained


def loop(kind: type[Layer], target: str) -> None:
    """Registers a loop around a cell that Keras makes, which `trainable` in the constructor would not reach."""

    def lowered(layer: Layer, name: str, context: Context) -> KerasCall:
        return KerasCall(target, arguments(layer, name, context, without=("trainable",)), untrained(layer))

    lower.register(kind, lowered)


loop(layers.ConvLSTM1D, "keras.layers.ConvLSTM1D")
loop(layers.ConvLSTM2D, "keras.layers.ConvLSTM2D")
loop(layers.ConvLSTM3D, "keras.layers.ConvLSTM3D")
