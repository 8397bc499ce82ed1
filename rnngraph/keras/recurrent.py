"""SimpleRNN, GRU, LSTM, and RNN around its cells."""

from __future__ import annotations

from typing import Any

import keras

from rnngraph import layers
from rnngraph.keras.lower import Context, arguments, as_trainable, lower, plain
from rnngraph.keras.nested import NestedRNN, NestedStack, needs_nesting


def use_cudnn(choice: str) -> bool | str:
    """Keras's `use_cudnn` for a layer's `cudnn`.

    `require` becomes True only where a GPU is to be seen: Keras refuses it elsewhere, and the analysis has checked
    that the layer is eligible.
    """
    if choice == "never":
        return False
    return True if choice == "require" and keras.distribution.list_devices("gpu") else "auto"


def with_cudnn(layer: layers.GRU | layers.LSTM, name: str, context: Context) -> dict[str, Any]:
    """The arguments of a layer that cuDNN can compute."""
    return {**arguments(layer, name, context, without=("cudnn",)), "use_cudnn": use_cudnn(layer.cudnn)}


plain(layers.SimpleRNN, keras.layers.SimpleRNN)
lower.register(layers.GRU, lambda layer, name, context: keras.layers.GRU(**with_cudnn(layer, name, context)))
lower.register(layers.LSTM, lambda layer, name, context: keras.layers.LSTM(**with_cudnn(layer, name, context)))


@lower.register(layers.RNN)
def rnn(layer: layers.RNN, name: str, context: Context) -> keras.layers.RNN:
    """The loop around its cells. A stack of one is its cell: Keras's own stack of one unnests its states as it runs."""
    given = arguments(layer, name, context, without=("cell", "trainable"))
    inside = Context(given["dtype"])
    cells = [lower(cell, prefix or "cell", inside) for prefix, cell in layer.cells()]
    nested = needs_nesting(cells)
    stacked = NestedStack if nested else keras.layers.StackedRNNCells
    stack = cells[0] if len(cells) == 1 else stacked(cells, name="cells", dtype=given["dtype"])
    kind = NestedRNN if nested else keras.layers.RNN
    return as_trainable(kind(stack, **given), layer)
