"""Titles of layers: the type of a layer with those of the layers that it holds."""

from __future__ import annotations

from rnngraph.layers.base import Layer
from rnngraph.layers.block import Block


def title(layer: Layer) -> str:
    """A layer's type with what it holds: `Bidirectional(LSTM)`, `RNN(LSTMCell, GRUCell)`; for a block, its name."""
    if isinstance(layer, Block):
        return layer.body.name if layer.repeat == 1 else f"{layer.repeat} × {layer.body.name}"
    names = [title(inner) for _, inner in layer.inner_layers()]
    if len(set(names)) == 1 and len(names) > 2:
        return f"{layer.type}({len(names)} × {names[0]})"
    return f"{layer.type}({', '.join(names)})" if names else layer.type
