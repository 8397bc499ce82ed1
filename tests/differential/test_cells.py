"""Cells as data against Keras: LSTM, GRU and SimpleRNN by their formulas, the guide's nested cell by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rnngraph as rg
from rnngraph.layers.equations import equations

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")
pytestmark = pytest.mark.keras

RANDOM = np.random.default_rng(0)
BATCH, LENGTH, FEATURES, UNITS = 3, 6, 5, 4
CLOSE = {"rtol": 1e-5, "atol": 1e-5}

KINDS: dict[str, Callable[..., Any]] = {
    "LSTM": lambda **fields: rg.LSTM(UNITS, **fields),
    "LSTM without bias": lambda **fields: rg.LSTM(UNITS, use_bias=False, **fields),
    "LSTM with other activations": lambda **fields: rg.LSTM(UNITS, "elu", "hard_sigmoid", **fields),
    "GRU": lambda **fields: rg.GRU(UNITS, **fields),
    "GRU, reset before": lambda **fields: rg.GRU(UNITS, reset_after=False, **fields),
    "GRU without bias": lambda **fields: rg.GRU(UNITS, use_bias=False, **fields),
    "SimpleRNN": lambda **fields: rg.SimpleRNN(UNITS, **fields),
    "SimpleRNN with relu": lambda **fields: rg.SimpleRNN(UNITS, "relu", **fields),
}
OPTIONS: dict[str, dict[str, Any]] = {
    "last": {},
    "sequences": {"return_sequences": True},
    "backwards": {"return_sequences": True, "go_backwards": True},
    "unrolled": {"return_sequences": True, "unroll": True},
}


def model_of(layer: Any, *, masked: bool) -> keras.Model:
    """A model that gives what a layer gives, and its final states."""
    x = rg.Input("x", (LENGTH, FEATURES), mask="any")
    y = layer(rg.Masking()(x) if masked else x)
    graph = rg.Graph("m", x, [y, *y.states])
    assert [each.message for each in graph.check() if each.severity == "error"] == []
    return graph.compile()


def gradients(model: keras.Model, x: np.ndarray) -> tuple[list[np.ndarray], dict[str, np.ndarray]]:
    """Outputs, and the gradients of a sum of them by the weights, which are called by their last names, and by `x`."""
    given = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(given)
        outputs = model(given)
        loss = tf.add_n([tf.reduce_sum(tf.sin(each)) for each in outputs])
    found = tape.gradient(loss, [*model.trainable_weights, given])
    names = [*(weight.name for weight in model.trainable_weights), "x"]
    return [np.asarray(each) for each in outputs], {
        name: np.asarray(each) for name, each in zip(names, found, strict=True)
    }


def sequences() -> np.ndarray:
    """Random sequences; the second and the third have steps that a Masking leaves out."""
    x = RANDOM.normal(size=(BATCH, LENGTH, FEATURES)).astype("float32")
    x[1, -2:] = 0
    x[2, 1] = 0
    return x


CASES = [(kind, options, masked) for kind in KINDS for options, masked in (("last", False), ("sequences", True))]
CASES += [(kind, options, True) for kind in ("LSTM", "GRU") for options in ("backwards", "unrolled")]


@pytest.mark.parametrize(("kind", "options", "masked"), CASES)
def test_a_built_in_layer_written_as_data_is_that_layer(kind: str, options: str, masked: bool) -> None:
    layer = KINDS[kind](**OPTIONS[options])
    if not isinstance(layer, rg.SimpleRNN):
        layer = layer.model_copy(update={"cudnn": "never"})
    theirs = model_of(layer, masked=masked)
    ours = model_of(rg.RNN(equations(layer), **OPTIONS[options]), masked=masked)
    values = {weight.name: RANDOM.normal(size=weight.shape) / 2 for weight in theirs.weights}
    for model in (theirs, ours):
        assert {weight.name for weight in model.weights} == values.keys()
        for weight in model.weights:
            weight.assign(values[weight.name])
    x = sequences()
    wanted, found = gradients(theirs, x), gradients(ours, x)
    for one, other in zip(found[0], wanted[0], strict=True):
        np.testing.assert_allclose(one, other, **CLOSE)
    assert found[1].keys() == wanted[1].keys()
    for name, gradient in wanted[1].items():
        np.testing.assert_allclose(found[1][name], gradient, **CLOSE, err_msg=name)


class PlainNestedCell(keras.layers.Layer):
    """The guide's NestedCell, as a Keras user writes it."""

    def __init__(self, unit_1: int, unit_2: int, unit_3: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = unit_1, unit_2, unit_3

    def build(self, input_shapes: Any) -> None:
        unit_1, unit_2, unit_3 = self.units
        i1, (i2, i3) = input_shapes[0][1], input_shapes[1][1:]
        self.kernel_1 = self.add_weight(shape=(i1, unit_1), initializer="uniform", name="kernel_1")
        self.kernel_2_3 = self.add_weight(shape=(i2, i3, unit_2, unit_3), initializer="uniform", name="kernel_2_3")

    def call(self, inputs: Any, states: Any) -> Any:
        one, two = inputs
        s1, s2 = states
        output_1 = keras.ops.matmul(one, self.kernel_1)
        output_2 = keras.ops.tensordot(two, self.kernel_2_3, axes=[[1, 2], [0, 1]])
        return (output_1, output_2), (s1 + output_1, s2 + output_2)


def by_hand(cell: PlainNestedCell, sequences: list[Any], options: dict[str, Any], mask: np.ndarray | None) -> list[Any]:
    """The loop that Keras documents, step by step: outputs, then states.

    A masked step repeats the output before it, zeros at first, and leaves the states as they are.
    """
    batch, length = sequences[0].shape[:2]
    states = [tf.zeros((batch, cell.units[0])), tf.zeros((batch, *cell.units[1:]))]
    before = [tf.zeros_like(each) for each in states]
    zeros, every = before, []
    for time in reversed(range(length)) if options.get("go_backwards") else range(length):
        outputs, after = cell([each[:, time] for each in sequences], states)
        if mask is not None:
            where = [tf.reshape(mask[:, time], (batch, *[1] * (len(each.shape) - 1))) for each in states]
            kept = zeros if options.get("zero_output_for_mask") else before
            outputs = [tf.where(at, new, old) for at, new, old in zip(where, outputs, kept, strict=True)]
            after = [tf.where(at, new, old) for at, new, old in zip(where, after, states, strict=True)]
        states = before = [*after]
        before = [*outputs]
        every.append(outputs)
    last = [tf.stack(each, 1) for each in zip(*every, strict=True)] if options.get("return_sequences") else before
    return [*last, *states]


NESTED = json.loads((Path(__file__).resolve().parents[2] / "specs/nested.json").read_text())["cells"]["NestedCell"]
SIZES = (2, 3, 4)
NESTED_OPTIONS = {**OPTIONS, "unrolled": {"unroll": True, "return_sequences": True}, "unrolled last": {"unroll": True}}
NESTED_OPTIONS["zeros"] = {"return_sequences": True, "zero_output_for_mask": True}


def nested_model(options: dict[str, Any], *, masked: bool = False) -> keras.Model:
    a, b = rg.Input("a", (LENGTH, FEATURES), mask="any"), rg.Input("b", (LENGTH, 3, 2))
    layer = rg.RNN(rg.cell("NestedCell", **NESTED)(*SIZES), name="nested", **options)
    y = layer({"x_2": b, "x_1": rg.Masking()(a) if masked else a})
    graph = rg.Graph("m", [a, b], [y.output_1, y.output_2, *y.states])
    assert [each.message for each in graph.check() if each.severity == "error"] == []
    return graph.compile()


@pytest.mark.parametrize(
    ("options", "masked"), [*((options, True) for options in NESTED_OPTIONS), ("last", False), ("unrolled", False)]
)
def test_the_guides_nested_cell_is_a_plain_keras_cell(options: str, masked: bool) -> None:
    fields = NESTED_OPTIONS[options]
    model = nested_model(fields, masked=masked)
    x = [tf.constant(sequences()), tf.constant(RANDOM.normal(size=(BATCH, LENGTH, 3, 2)).astype("float32"))]
    mask = np.any(np.asarray(x[0]) != 0, axis=-1) if masked else None
    plain = PlainNestedCell(*SIZES)
    plain.build([(None, FEATURES), (None, 3, 2)])
    plain.built = True
    for weight, value in zip(model.weights, plain.weights, strict=True):
        assert weight.name == value.name
        value.assign(RANDOM.normal(size=value.shape))
        weight.assign(value)
    with tf.GradientTape() as one, tf.GradientTape() as other:
        found, wanted = model(x), by_hand(plain, x, fields, mask)
        losses = [tf.add_n([tf.reduce_sum(tf.sin(each)) for each in made]) for made in (found, wanted)]
    for made, value in zip(found, wanted, strict=True):
        np.testing.assert_allclose(made, value, **CLOSE)
    gradients_ = zip(one.gradient(losses[0], model.weights), other.gradient(losses[1], plain.weights), strict=True)
    for made, value in gradients_:
        np.testing.assert_allclose(made, value, rtol=1e-5, atol=1e-4)


def test_the_guides_nested_example_trains() -> None:
    """Random samples of 50 steps, 32 features and 64 by 32 (Working with RNNs, "nested inputs"); fewer than its 640."""
    graph = rg.load(Path(__file__).resolve().parents[2] / "specs/nested.json")
    assert graph.params == 1_229_120
    model = graph.compile()
    assert model.count_params() == 1_229_120
    x = [RANDOM.random((64, 50, 32)), RANDOM.random((64, 50, 64, 32))]
    y = [RANDOM.random((64, 10)), RANDOM.random((64, 20, 30))]
    losses = model.fit(x, y, batch_size=32, epochs=2, verbose=0).history["loss"]
    assert losses[1] < losses[0]
