"""States that are kept: the guide's stateful section, and what it takes to go on where another model stopped."""

from __future__ import annotations

import numpy as np
import pytest

import rnngraph as rg

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

RANDOM = np.random.default_rng(0)
BATCH, FEATURES = 3, 4


def stateful(layer: rg.Bidirectional | rg.GRU | rg.LSTM | rg.RNN | rg.SimpleRNN, length: int) -> keras.Model:
    graph = rg.Sequential("kept", [rg.Input("x", (length, FEATURES)), layer], batch_size=BATCH)
    assert not [each for each in graph.check() if each.severity == "error"]
    return graph.compile()


LAYERS = {
    "LSTM": lambda **fields: rg.LSTM(5, name="l", **fields),
    "GRU": lambda **fields: rg.GRU(5, name="l", **fields),
    "SimpleRNN": lambda **fields: rg.SimpleRNN(5, name="l", **fields),
    "stack": lambda **fields: rg.RNN([rg.LSTMCell(5), rg.GRUCell(2)], name="l", **fields),
    "cell": lambda **fields: rg.RNN(rg.LSTMCell(5), name="l", **fields),
}


@pytest.mark.parametrize("kind", LAYERS)
def test_a_sequence_in_pieces_gives_what_it_gives_whole(kind: str) -> None:
    sequence = RANDOM.normal(size=(BATCH, 9, FEATURES)).astype("float32")
    pieces = stateful(LAYERS[kind](stateful=True), 3)
    whole = rg.Sequential("whole", [rg.Input("x", (9, FEATURES)), LAYERS[kind]()], batch_size=BATCH).compile()
    whole.set_weights(pieces.get_weights())
    outputs = [np.asarray(pieces(sequence[:, at : at + 3])) for at in (0, 3, 6)]
    np.testing.assert_allclose(outputs[-1], np.asarray(whole(sequence)), rtol=1e-5, atol=1e-6)
    rg.reset_states(pieces)
    assert all(not value.any() for value in rg.states(pieces).values())
    np.testing.assert_allclose(np.asarray(pieces(sequence[:, :3])), outputs[0], rtol=1e-6)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("LSTM", ["l.state_h", "l.state_c"]),
        ("GRU", ["l.state_h"]),
        ("stack", ["l.cell_0_state_h", "l.cell_0_state_c", "l.cell_1_state_h"]),
    ],
)
def test_states_have_the_names_of_the_ports(kind: str, names: list[str]) -> None:
    layer = LAYERS[kind](stateful=True)
    model = stateful(layer, 3)
    assert list(rg.states(model)) == names == [f"l.{port}" for port in layer.state_names()]


def test_a_bidirectional_keeps_the_states_of_both_directions() -> None:
    layer = rg.Bidirectional(rg.GRU(5, stateful=True), name="l")
    model = stateful(layer, 3)
    model(RANDOM.normal(size=(BATCH, 3, FEATURES)))
    kept = rg.states(model)
    assert list(kept) == ["l.forward_state_h", "l.backward_state_h"]
    assert all(value.shape == (BATCH, 5) and value.any() for value in kept.values())


def test_the_states_of_one_model_start_another() -> None:
    """The guide's state reuse: `new_lstm_layer(paragraph3, initial_state=existing_state)`."""
    first, second, third = RANDOM.normal(size=(3, BATCH, 3, FEATURES)).astype("float32")
    one, other = stateful(LAYERS["LSTM"](stateful=True), 3), stateful(LAYERS["LSTM"](stateful=True), 3)
    other.set_weights(one.get_weights())
    one(first), one(second)
    rg.set_states(other, rg.states(one))
    np.testing.assert_allclose(np.asarray(other(third)), np.asarray(one(third)), rtol=1e-6)


def test_what_cannot_be_set_is_said() -> None:
    model = stateful(LAYERS["LSTM"](stateful=True), 3)
    with pytest.raises(KeyError, match=r"state_h, l\.state_c"):
        rg.set_states(model, {"l.state_x": 0})
    with pytest.raises(ValueError, match=r"\(3, 5\).*\(2, 5\)"):
        rg.set_states(model, {"l.state_h": np.zeros((2, 5))})


def test_a_model_that_keeps_nothing_has_no_states() -> None:
    assert rg.states(rg.Sequential("g", [rg.Input("x", (3, FEATURES)), rg.LSTM(2)]).compile()) == {}


def test_a_name_that_keras_cannot_have_is_the_specs() -> None:
    x = rg.Input("x", (5, 3))
    reader = rg.LSTM(2, stateful=True, name="_reader")(x)
    model = rg.Graph("m", x, reader, batch_size=2).compile()
    assert [*rg.states(model)] == ["_reader.state_h", "_reader.state_c"]
