"""SimpleRNN, GRU, LSTM, and RNN around its cells."""

from __future__ import annotations

from rnngraph import layers
from rnngraph.layers.custom import CustomCell, needs_nested_loop
from rnngraph.lowering.calls import KerasCall, Value
from rnngraph.lowering.lower import Context, arguments, lower, plain, untrained

NESTED_RNN = "rnngraph.keras.nested.NestedRNN"

PLAIN = ("keras.layers.RNN", "keras.layers.StackedRNNCells")
NESTED = (NESTED_RNN, "rnngraph.keras.nested.NestedStack")
"""The loop and the stack of cells: Keras's own, and those for cells that Keras's own can't run."""

USE_CUDNN: dict[str, Value] = {
    "auto": "auto",
    "never": False,
    "require": KerasCall("rnngraph.keras.devices.required_cudnn"),
}
"""Keras's `use_cudnn` for the `cudnn` of a layer. What `require` becomes depends on the machine."""


def with_cudnn(kind: type[layers.GRU | layers.LSTM], target: str) -> None:
    """Registers a layer that cuDNN can compute."""

    def lowered(layer: layers.GRU | layers.LSTM, name: str, context: Context) -> KerasCall:
        given = arguments(layer, name, context, without=("cudnn",))
        return KerasCall(target, {**given, "use_cudnn": USE_CUDNN[layer.cudnn]})

    lower.register(kind, lowered)


plain(layers.SimpleRNN, "keras.layers.SimpleRNN")
with_cudnn(layers.GRU, "keras.layers.GRU")
with_cudnn(layers.LSTM, "keras.layers.LSTM")


@lower.register(layers.RNN)
def rnn(layer: layers.RNN, name: str, context: Context) -> KerasCall:
    """The loop around its cells."""
    given = arguments(layer, name, context, without=("cell", "trainable"))
    nested = any(isinstance(cell, CustomCell) and needs_nested_loop(cell) for _, cell in layer.cells())
    target, stack_target = NESTED if nested else PLAIN
    cell = stack(layer, Context(given["dtype"]), stack_target)
    return KerasCall(target, {"cell": cell, **given}, untrained(layer))


def stack(layer: layers.RNN, context: Context, target: str) -> KerasCall:
    """The cells of an RNN as one cell. A single cell stands alone: Keras's stack of one unnests its states."""
    cells = [lower(cell, prefix or "cell", context) for prefix, cell in layer.cells()]
    if len(cells) == 1:
        return cells[0]
    return KerasCall(target, {"cells": cells, "name": "cells", "dtype": context.dtype_policy})
