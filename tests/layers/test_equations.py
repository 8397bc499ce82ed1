"""The built-in steps as formulas: their weights are the layer's, and they compute what Keras computes."""

from __future__ import annotations

from typing import Any

import pytest

import rnngraph as rg
from rnngraph.graph import DtypePolicy, Port, TensorType
from rnngraph.layers.base import Call, Layer
from rnngraph.layers.custom import CustomCell, cell
from rnngraph.layers.equations import equations
from rnngraph.objects.activations import NAMES

KINDS: list[tuple[str, dict[str, Any]]] = [
    ("SimpleRNN", {}),
    ("SimpleRNN", {"activation": "relu", "use_bias": False}),
    ("GRU", {}),
    ("GRU", {"use_bias": False}),
    ("GRU", {"reset_after": False}),
    ("GRU", {"reset_after": False, "use_bias": False, "activation": "elu", "recurrent_activation": "hard_sigmoid"}),
    ("LSTM", {}),
    ("LSTM", {"activation": None, "recurrent_activation": "hard_sigmoid"}),
    ("LSTM", {"use_bias": False, "activation": "softsign"}),
]
NAMED = [f"{kind}-{'-'.join(map(str, given.values()))}" for kind, given in KINDS]


def step_of(layer: Layer) -> CustomCell:
    found = equations(layer)
    assert found is not None
    return found


def call(*shape: int | None) -> Call:
    return Call((Port("output", TensorType(shape, "float32")),), DtypePolicy("float32"))


@pytest.mark.parametrize(("kind", "given"), KINDS, ids=NAMED)
def test_the_weights_are_the_layers(kind: str, given: dict[str, Any]) -> None:
    layer = getattr(rg, kind)(4, **given)
    facts = step_of(layer).step((TensorType((None, 3), "float32"),), call(None, 3))
    assert [(each.name, each.shape) for each in facts.weights] == [
        (each.name, each.shape) for each in layer.infer(call(None, 5, 3)).weights
    ]
    assert not facts.problems
    assert len(facts.states) == len(layer.state_names())


def test_a_cell_has_the_formulas_of_its_layer() -> None:
    assert step_of(rg.GRUCell(4)) == step_of(rg.GRU(4))
    assert step_of(rg.GRUCell(4)) != step_of(rg.GRU(4, reset_after=False))


def test_a_cell_as_data_has_its_own() -> None:
    kind = cell("Sum", inputs={"x": ["i"]}, states={"s": ["i"]}, weights={}, step={"s": "s + x"}, outputs=["s"])
    assert equations(kind()) == kind()


def test_what_no_formula_says_has_none() -> None:
    assert equations(rg.Dense(4)) is None
    assert equations(rg.LSTM(4, activation="sparsemax")) is None
    python = cell("Own", inputs={"x": ["i"]}, states={"s": ["i"]}, outputs={"y": ["i"]}, keras="a.b:C")
    assert equations(python()) is None


@pytest.mark.keras
@pytest.mark.parametrize(("kind", "given"), KINDS, ids=NAMED)
def test_computes_what_keras_computes(kind: str, given: dict[str, Any]) -> None:
    import keras
    import numpy as np

    from tests.layers.evaluate import step

    layer = getattr(keras.layers, kind)(4, return_sequences=True, return_state=True, **given)
    random = np.random.default_rng(7)
    x = random.normal(size=(2, 5, 3)).astype("float32")
    layer.build(x.shape)
    layer.set_weights([random.normal(size=each.shape) for each in layer.weights])
    starts = [random.normal(size=(2, 4)).astype("float32") for _ in range(2 if kind == "LSTM" else 1)]
    output, *finals = (np.asarray(each) for each in layer(x, initial_state=starts))
    formulas = step_of(getattr(rg, kind)(4, **given))
    states = list(formulas.definition.declared.states)
    names = dict(zip(formulas.definition.declared.weights, map(np.asarray, layer.get_weights()), strict=True))
    names |= dict(zip(states, starts, strict=True))
    for time in range(5):
        found = step(formulas, {**names, "x": x[:, time]}, {"units": 4, "features": 3})
        names |= {each: found[each] for each in states}
        (name,) = formulas.definition.outputs
        np.testing.assert_allclose(found[name], output[:, time], rtol=1e-5, atol=1e-5)
    for state, final in zip(states, finals, strict=True):
        np.testing.assert_allclose(names[state], final, rtol=1e-5, atol=1e-5)


@pytest.mark.keras
@pytest.mark.parametrize("name", sorted({*NAMES} - {"sparsemax"}))
def test_an_activations_formula_is_keras_s(name: str) -> None:
    import keras
    import numpy as np

    from tests.layers.evaluate import value

    x = np.linspace(-4, 4, 41, dtype="float32").reshape(1, -1)
    term = step_of(rg.SimpleRNN(4, activation=name)).definition.statements[-1].typed.term
    wanted = np.asarray(keras.activations.get(name)(x))
    np.testing.assert_allclose(value(term, {"a": x}, {}), wanted, rtol=1e-5, atol=1e-5)
