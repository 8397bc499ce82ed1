"""States: which layers return them, how they are nested, and their sizes as Keras has them."""

from __future__ import annotations

import pytest

import rnngraph as rg
from rnngraph.layers.base import Layer
from rnngraph.lowering import Context, lower
from rnngraph.lowering.states import nested, output_size, returning_states, state_size

LEAKY = rg.cell("Leaky", parameters=["n"], inputs={"x": ["n"]}, states={"s": ["n"]}, step={"s": "s + x"}, outputs=["s"])


def test_states_are_nested_by_cell_in_a_stack() -> None:
    stack = rg.RNN([rg.LSTMCell(4), rg.GRUCell(3)])
    assert nested(stack, [1, 2, 3]) == [[1, 2], [3]]
    assert nested(rg.Bidirectional(stack), [1, 2, 3, 4, 5, 6]) == [[1, 2], [3], [4, 5], [6]]
    assert nested(rg.LSTM(4), [1, 2]) == [1, 2]


def test_both_directions_return_their_states() -> None:
    layer = rg.Bidirectional(rg.LSTM(4), backward_layer=rg.LSTM(4, go_backwards=True))
    forward, backward = returning_states(layer, True).directions()
    assert (forward.return_state, backward.return_state) == (True, True)
    assert returning_states(rg.Dense(2), True) == rg.Dense(2)


@pytest.mark.keras
@pytest.mark.parametrize(
    "layer",
    [
        rg.SimpleRNN(3),
        rg.GRU(3),
        rg.LSTM(3),
        rg.RNN(rg.GRUCell(3)),
        rg.RNN([rg.LSTMCell(3)]),
        rg.RNN([rg.LSTMCell(3), rg.GRUCell(2), rg.SimpleRNNCell(4)]),
        rg.RNN(LEAKY(3)),
        rg.RNN([rg.GRUCell(2), LEAKY(2)]),
    ],
    ids=str,
)
def test_sizes_are_those_of_keras(layer: Layer) -> None:
    from rnngraph.keras.instantiate import instantiate

    made = instantiate(lower(layer, "x", Context("float32")))
    assert state_size(layer) == made.state_size
    assert output_size(layer) == made.cell.output_size
