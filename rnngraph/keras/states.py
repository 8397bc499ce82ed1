"""How Keras takes initial states, and gives final ones."""

from __future__ import annotations

from typing import TypeVar

from rnngraph import layers
from rnngraph.layers.base import Layer

T = TypeVar("T")
States = list[T | list[T]]


def returning_states(layer: Layer, returns: bool) -> Layer:
    """The layer, returning its final states or not; a layer without states as it is."""
    if isinstance(layer, layers.Bidirectional):
        inner = {"layer": returning_states(layer.layer, returns)}
        if layer.backward_layer:
            inner["backward_layer"] = returning_states(layer.backward_layer, returns)
        return layer.model_copy(update=inner)
    return layer.model_copy(update={"return_state": returns}) if layer.state_names() else layer


def nested(layer: Layer, states: list[T]) -> States[T]:
    """States in the order of the layer's state names, nested as Keras has them: in a stack of cells, a list a cell."""
    if isinstance(layer, layers.Bidirectional):
        forward, backward = layer.directions()
        cut = len(forward.state_names())
        return nested(forward, states[:cut]) + nested(backward, states[cut:])
    if isinstance(layer, layers.RNN) and len(layer.cells()) > 1:
        remaining = iter(states)
        return [[next(remaining) for _ in cell.state_names()] for _, cell in layer.cells()]
    return list(states)
