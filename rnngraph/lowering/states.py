"""How Keras takes initial states and returns final ones."""

from __future__ import annotations

from typing import TypeVar, cast

from rnngraph import layers
from rnngraph.layers import custom
from rnngraph.layers.base import Layer
from rnngraph.layers.custom import CustomCell

T = TypeVar("T")
States = list[T | list[T]]


def returning_states(layer: Layer, returns: bool) -> Layer:
    """A copy of a recurrent layer with `return_state` set; a layer without states is returned unchanged."""
    if isinstance(layer, layers.Bidirectional):
        inner = {"layer": returning_states(layer.layer, returns)}
        if layer.backward_layer:
            inner["backward_layer"] = returning_states(layer.backward_layer, returns)
        return layer.model_copy(update=inner)
    return layer.model_copy(update={"return_state": returns}) if layer.state_names() else layer


def nested(layer: Layer, states: list[T]) -> States[T]:
    """States in the order of the layer's state names, nested as in Keras: one list for each cell of a stack."""
    if isinstance(layer, layers.Bidirectional):
        forward, backward = layer.directions()
        cut = len(forward.state_names())
        return nested(forward, states[:cut]) + nested(backward, states[cut:])
    if isinstance(layer, layers.RNN) and len(layer.cells()) > 1:
        remaining = iter(states)
        return [[next(remaining) for _ in cell.state_names()] for _, cell in layer.cells()]
    return list(states)


def state_size(layer: Layer) -> States[int | None]:
    """The attribute `state_size` of a Keras layer that loops over time: a list, nested for a stack of cells."""
    cells = cells_of(layer)
    return list(state_sizes(cells[0])) if len(cells) == 1 else [_in_stack(cell) for cell in cells]


def output_size(layer: Layer) -> int | None:
    """The size of the output of a layer that loops over time; None if it depends on the input."""
    last = cells_of(layer)[-1]
    return custom.output_sizes(last)[0] if isinstance(last, CustomCell) else units(last)


def cells_of(layer: Layer) -> list[Layer]:
    """The cells of an RNN. LSTM, GRU and SimpleRNN count as a cell of their own."""
    return [cell for _, cell in layer.cells()] if isinstance(layer, layers.RNN) else [layer]


def state_sizes(cell: Layer) -> tuple[int | None, ...]:
    """The size of each state; None if it has several axes or depends on the input."""
    return custom.state_sizes(cell) if isinstance(cell, CustomCell) else (units(cell),) * len(cell.state_names())


def units(cell: Layer) -> int:
    """The size of the output and of each state of a built-in cell."""
    return cast("int", vars(cell)["units"])


def _in_stack(cell: Layer) -> int | list[int | None] | None:
    """The `state_size` of a cell, which is a number for a built-in cell with one state."""
    sizes = state_sizes(cell)
    return sizes[0] if len(sizes) == 1 and not isinstance(cell, CustomCell) else list(sizes)
