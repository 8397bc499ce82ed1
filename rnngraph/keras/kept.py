"""The states that a stateful model keeps from one batch to the next: to read, to set, to put back to zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import keras
import numpy as np

from rnngraph.keras.custom import CustomLayer
from rnngraph.layers.wrappers import DIRECTIONS

AUTHORED = "rnngraph_name"
"""The attribute of a built Keras layer that has its name in the spec."""


def states(model: keras.Model) -> dict[str, np.ndarray]:
    """Every kept state as an array (batch, ...), by reference: `encoder.state_h`, `deep.cell_0_state_c`.

    The names are those of a spec's ports. Keras has them neither in its weights nor in a .keras file.
    """
    return {name: keras.ops.convert_to_numpy(variable) for name, variable in variables(model).items()}


def set_states(model: keras.Model, values: Mapping[str, Any]) -> None:
    """Sets kept states by reference; those that are not named stay.

    Raises:
        KeyError: the model keeps no state of that name.
        ValueError: a value is of another shape.
    """
    kept = variables(model)
    for name, value in values.items():
        if name not in kept:
            raise KeyError(f"the model keeps no state {name!r}; it keeps {', '.join(kept) or 'none'}")
        if tuple(np.shape(value)) != tuple(kept[name].shape):
            raise ValueError(f"{name} is of shape {tuple(kept[name].shape)}, the value of {tuple(np.shape(value))}")
    for name, value in values.items():
        kept[name].assign(value)


def reset_states(model: keras.Model) -> None:
    """Puts every kept state to zero. Keras's own `reset_state` fails on a stack of cells (3.15.1)."""
    for variable in variables(model).values():
        variable.assign(keras.ops.zeros_like(variable))


def variables(model: keras.Model) -> dict[str, keras.Variable]:
    """The variables behind the states, by reference."""
    return {f"{_name(layer)}.{port}": kept for layer in model.layers for port, kept in _of(layer)}


def _name(layer: keras.layers.Layer) -> str:
    """The name in the spec. A file of Keras's has only Keras's: there a dot is the slash of a block's layer."""
    return str(getattr(layer, AUTHORED, layer.name.replace(".", "/")))


def _of(layer: keras.layers.Layer) -> Iterator[tuple[str, keras.Variable]]:
    match layer:
        case keras.layers.Bidirectional():
            for at, end in zip(DIRECTIONS, (layer.forward_layer, layer.backward_layer), strict=True):
                yield from ((f"{at}_{port}", kept) for port, kept in _of(end))
        case keras.layers.TimeDistributed():
            yield from _of(layer.layer)
        case keras.layers.RNN() if layer.states is not None:
            yield from zip(_ports(layer.cell), keras.tree.flatten(layer.states), strict=True)


def _ports(cell: Any) -> Iterator[str]:
    """The names of a cell's states, as the spec has them."""
    if isinstance(cell, CustomLayer):
        yield from cell.state_names
    elif isinstance(cell, keras.layers.StackedRNNCells):
        for index, each in enumerate(cell.cells):
            yield from (f"cell_{index}_{port}" for port in _ports(each))
    elif hasattr(cell, "spatial_dims"):  # a ConvLSTM's, to which Keras gives no sizes of states
        yield from ("state_h", "state_c")
    else:
        count = 1 if isinstance(cell.state_size, int) else len(cell.state_size)
        yield from ("state_h", "state_c")[:count] if count <= 2 else (f"state_{index}" for index in range(count))
