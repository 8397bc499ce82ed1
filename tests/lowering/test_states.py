"""States: which layers return them and how they are nested."""

from __future__ import annotations

import rnngraph as rg
from rnngraph.lowering.states import nested, returning_states


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
