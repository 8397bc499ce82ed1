"""Cells of one's own as Keras layers: wherever a cell stands, in every precision, saved and loaded elsewhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rnngraph as rg

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

RANDOM = np.random.default_rng(0)
BATCH, LENGTH = 3, 6

MINIMAL = rg.cell(
    "MinimalGated",
    parameters=["units"],
    inputs={"x": ["i"]},
    states={"h": ["units"]},
    weights={
        "kernel": {"shape": ["i", "2 * units"]},
        "recurrent_kernel": {"shape": ["units", "2 * units"], "initializer": "orthogonal"},
        "bias": {
            "shape": ["2 * units"],
            "initializer": {"type": "Concatenate", "parts": [["ones", "units"], ["zeros", "units"]]},
        },
    },
    step={
        "a, b": "split(x @ kernel + bias, 2)",
        "u, v": "split(recurrent_kernel, 2)",
        "f": "sigmoid(a + h @ u)",
        "h": "(1 - f) * h + f * tanh(b + (f * h) @ v)",
    },
    outputs=["h"],
)
PEN = rg.cell(
    "Pen",
    parameters=["units"],
    inputs={"location": ["i"], "image": ["j", "k"]},
    states={"h": ["units"], "seen": ["j", "k"]},
    weights={"kernel": {"shape": ["i", "units"]}, "view": {"shape": ["j", "k", "units"]}},
    step={
        "seen": "0.5 * seen + image",
        "h": "tanh(h + location @ kernel + einsum('bjk,jku->bu', seen, view))",
    },
    outputs=["h"],
)
TWO = rg.cell(
    "Two",
    inputs={"x": ["i"]},
    states={"s": ["i"]},
    step={"s": "s + x", "y": "tanh(s)", "z": "reshape(s, [2, i / 2])"},
    outputs=["y", "z"],
)
BOTH = rg.cell(
    "Both",
    parameters=["units"],
    inputs={"y": ["i"], "z": [2, "k"]},
    states={"h": ["units"]},
    weights={"kernel": {"shape": ["i", "units"]}},
    step={"h": "tanh(h + y @ kernel + sum(max(z)))"},
    outputs=["h"],
)


def floats(*shape: int) -> np.ndarray:
    return RANDOM.normal(size=shape).astype("float32")


def close(found: Any, wanted: Any) -> None:
    np.testing.assert_allclose(np.asarray(found), np.asarray(wanted), rtol=1e-5, atol=1e-5)


def pen(layer: Any, *, batch_size: int | None = None, length: int | None = LENGTH, **settings: Any) -> rg.Graph:
    a, b = rg.Input("a", (length, 4)), rg.Input("b", (length, 2, 3))
    graph = rg.Graph("pen", [a, b], layer([a, b]), batch_size=batch_size, **settings)
    assert graph.check() == []
    return graph


DATA = [floats(BATCH, LENGTH, 4), floats(BATCH, LENGTH, 2, 3)]


def test_a_plain_cell_runs_in_keras_own_rnn() -> None:
    model = rg.Sequential("m", [rg.Input("x", (None, 4)), rg.RNN([MINIMAL(5), rg.GRUCell(3)])]).compile()
    assert type(model.layers[-1]) is keras.layers.RNN
    assert type(model.layers[-1].cell) is keras.layers.StackedRNNCells


def test_the_pieces_of_an_initializer_come_one_after_another() -> None:
    model = rg.Sequential("m", [rg.Input("x", (None, 4)), rg.RNN(MINIMAL(5))]).compile()
    (bias,) = (np.asarray(each) for each in model.weights if each.name == "bias")
    assert bias.tolist() == [1.0] * 5 + [0.0] * 5


def test_a_weight_is_regularized_constrained_and_trained_as_its_section_says() -> None:
    weight = {"regularizer": {"type": "L2", "l2": 0.5}, "constraint": "non_neg", "initializer": "ones"}
    section = {"shape": ["i"], **weight}
    cell = rg.cell(
        "Scaled",
        inputs={"x": ["i"]},
        states={"h": ["i"]},
        weights={"scale": section, "fixed": {**section, "trainable": False, "regularizer": None}},
        step={"h": "h + fixed * scale * x"},
        outputs=["h"],
    )
    model = rg.Sequential("m", [rg.Input("x", (2, 4)), rg.RNN(cell())]).compile()
    assert [each.name for each in model.trainable_weights] == ["scale"]
    close(model.losses[0], 0.5 * 4)
    model.compile(keras.optimizers.SGD(100.0), "mse")
    model.fit(np.ones((3, 2, 4)), np.full((3, 4), -1e3), verbose=0)
    assert np.asarray(model.trainable_weights[0]).tolist() == [0.0] * 4


def test_a_stack_hands_all_outputs_to_the_cell_above() -> None:
    x = rg.Input("x", (LENGTH, 4))
    y = rg.RNN([TWO(), BOTH(5), rg.LSTMCell(3)], name="stack", return_sequences=True)(x)
    model = rg.Graph("m", x, [y, *y.states]).compile()
    given = floats(BATCH, LENGTH, 4)
    outputs, sums, *_ = model(given)
    assert outputs.shape == (BATCH, LENGTH, 3)
    close(sums, given.sum(1))


def test_both_directions_read_all_inputs() -> None:
    layer = rg.Bidirectional(rg.RNN(PEN(5), return_sequences=True), name="both")
    model = pen(layer).compile()
    forward, backward = model.get_layer("both").forward_layer, model.get_layer("both").backward_layer
    flipped = np.flip(backward(DATA), 1)
    close(model(DATA), np.concatenate([forward(DATA), flipped], -1))
    turned = pen(rg.RNN(PEN(5), return_sequences=True)).compile()
    turned.set_weights(backward.get_weights())
    close(turned([np.flip(each, 1) for each in DATA]), backward(DATA))


def test_states_start_and_are_kept_by_their_names() -> None:
    kept = pen(rg.RNN(PEN(5), stateful=True, name="pen"), batch_size=BATCH, length=2).compile()
    whole = pen(rg.RNN(PEN(5)), batch_size=BATCH).compile()
    whole.set_weights(kept.get_weights())
    made = [kept([each[:, at : at + 2] for each in DATA]) for at in (0, 2, 4)]
    close(made[-1], whole(DATA))
    states = rg.states(kept)
    assert {name: each.shape for name, each in states.items()} == {"pen.h": (BATCH, 5), "pen.seen": (BATCH, 2, 3)}
    close(states["pen.h"], made[-1])
    rg.reset_states(kept)
    close(kept([each[:, :2] for each in DATA]), made[0])
    rg.set_states(kept, states)
    close(rg.states(kept)["pen.seen"], states["pen.seen"])


def test_initial_states_of_any_shape() -> None:
    a, b = rg.Input("a", (None, 4)), rg.Input("b", (None, 2, 3))
    h, seen = rg.Input("h", (5,)), rg.Input("seen", (2, 3))
    y = rg.RNN(PEN(5), name="pen")({"image": b, "location": a}, initial_state=[h, seen])
    model = rg.Graph("m", [a, b, h, seen], [y, *y.states]).compile()
    first = model([*(each[:, :4] for each in DATA), np.zeros((BATCH, 5)), np.zeros((BATCH, 2, 3))])
    second = model([*(each[:, 4:] for each in DATA), *map(np.asarray, first[1:])])
    close(second[0], pen_with(model)(DATA))


def pen_with(model: keras.Model) -> keras.Model:
    """A model of the same weights that starts from zeros."""
    made = pen(rg.RNN(PEN(5)), length=None).compile()
    made.set_weights(model.get_weights())
    return made


@pytest.mark.parametrize("policy", ["mixed_float16", "bfloat16", "float64"])
@pytest.mark.parametrize("kind", ["plain", "nested"])
def test_every_precision(policy: str, kind: str) -> None:
    if kind == "plain":
        layers = [rg.Input("x", (LENGTH, 4)), rg.RNN(MINIMAL(5))]
        graph, data = rg.Sequential("m", layers, dtype_policy=policy), DATA[0]
    else:
        graph, data = pen(rg.RNN(PEN(5)), dtype_policy=policy), DATA
    model = graph.compile()
    compute = policy.removeprefix("mixed_")
    assert keras.backend.standardize_dtype(model(data).dtype) == compute
    model.compile("sgd", "mse")
    loss = model.fit(data, floats(BATCH, 5), verbose=0).history["loss"]
    assert np.isfinite(loss).all()


def test_a_value_that_is_the_same_for_all_is_one_for_each() -> None:
    cell = rg.cell(
        "Constant",
        inputs={"x": ["i"]},
        states={"h": ["i"], "n": [1]},
        weights={"w": {"shape": ["i"], "initializer": "ones"}},
        step={"n": "n + 1", "h": "2 * w", "y": "concat(w, h * n)", "z": "w * 3"},
        outputs=["y", "z"],
    )
    x = rg.Input("x", (LENGTH, 2))
    y = rg.RNN(cell(), name="c")(x)
    model = rg.Graph("m", x, [y.y, y.z, *y.states]).compile()
    found = [np.asarray(each)[1].tolist() for each in model(floats(BATCH, LENGTH, 2))]
    assert found == [[1, 1, 12, 12], [3, 3], [2, 2], [6]]


SAVED = {
    "plain": lambda: (rg.Sequential("m", [rg.Input("x", (None, 4)), rg.RNN([MINIMAL(5), MINIMAL(2)])]), [DATA[0]]),
    "nested": lambda: (pen(rg.RNN(PEN(5), return_sequences=True)), DATA),
    "bidirectional": lambda: (pen(rg.Bidirectional(rg.RNN(PEN(5)))), DATA),
    "stack": lambda: (rg.Sequential("m", [rg.Input("x", (None, 4)), rg.RNN([TWO(), BOTH(5)])]), [DATA[0]]),
}


def test_a_saved_model_loads_where_rnngraph_keras_is_imported(tmp_path: Path) -> None:
    for name, make in SAVED.items():
        graph, data = make()
        model = graph.compile()
        model.save(tmp_path / f"{name}.keras")
        wanted = np.asarray(model(data if len(data) > 1 else data[0]))
        np.savez(tmp_path / f"{name}.npz", wanted, *data)
    script = f"""
import rnngraph.keras, keras, numpy as np
for name in {list(SAVED)}:
    model = keras.models.load_model(f"{tmp_path}/{{name}}.keras")
    wanted, *data = np.load(f"{tmp_path}/{{name}}.npz").values()
    np.testing.assert_allclose(model(data if len(data) > 1 else data[0]), wanted, rtol=1e-6)
    print(name)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=300)
    assert done.stdout.split() == list(SAVED), done.stderr[-2000:]
