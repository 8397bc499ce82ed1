"""RG341 beside Keras: the shapes that initializers, regularizers and constraints support, in layers and in cells."""

from __future__ import annotations

import json
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.layers.object_shapes import misfit
from rnngraph.objects import CONSTRAINTS, INITIALIZERS, REGULARIZERS

keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")
pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

from rnngraph.keras import build  # noqa: E402 - needs Keras
from rnngraph.keras.instantiate import instantiate  # noqa: E402
from rnngraph.lowering import objects as lowered  # noqa: E402

SHAPES: list[tuple[int, ...]] = [(), (3,), (3, 4), (3, 1, 4), (2, 3, 4), (2, 3, 1), (2, 2, 3, 4)]
OBJECTS: dict[str, list[Any]] = {
    "initializer": [
        *(each for each in INITIALIZERS.classes if each != "STFT"),
        {"type": "Identity", "gain": 2.0},
        *({"type": each, "input_axes": [0], "output_axes": [1]} for each in ("GlorotUniform", "HeNormal")),
        {"type": "VarianceScaling", "input_axes": [-2], "output_axes": [-1]},
        {"type": "LecunNormal", "input_axes": [0, 1], "output_axes": [2]},
        {"type": "GlorotNormal", "input_axes": [7]},
    ],
    "regularizer": [*REGULARIZERS.classes, {"type": "OrthogonalRegularizer", "mode": "columns"}],
    "constraint": [
        *CONSTRAINTS.classes,
        *({"type": "MaxNorm", "axis": axis} for axis in (1, -1, -2, 2, -4, [], [0, 1], [0, 0], [0, -1], [1, 2, 3])),
        {"type": "UnitNorm", "axis": [0, 2]},
        {"type": "MinMaxNorm", "axis": -3},
    ],
}


def refused_by_keras(noun: str, value: Any, shape: tuple[int, ...]) -> bool:
    """Whether Keras's own object raises when it makes, measures or scales a tensor."""
    call = instantiate(getattr(lowered, noun)(value))
    try:
        result = call(shape) if noun == "initializer" else call(keras.ops.ones(shape))
    except Exception:
        return True
    return noun == "initializer" and tuple(result.shape) != shape


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize(("noun", "value"), [(noun, value) for noun in OBJECTS for value in OBJECTS[noun]], ids=str)
def test_an_object_supports_the_shapes_that_keras_accepts(noun: str, value: Any, shape: tuple[int, ...]) -> None:
    assert (misfit(noun, value, shape) is not None) == refused_by_keras(noun, value, shape)


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != (2, 3, 1)], ids=str)
def test_stft_makes_the_kernel_of_a_spectrogram(shape: tuple[int, ...]) -> None:
    assert (misfit("initializer", "STFT", shape) is not None) == refused_by_keras("initializer", "STFT", shape)


FIELDS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"type": "MultiHeadAttention", "num_heads": 2, "key_dim": 4}, {field: value})
    for field, values in {
        "kernel_initializer": ["orthogonal", "identity", "STFT", "he_normal"],
        "bias_initializer": ["orthogonal", "identity", "STFT", "ones"],
        "kernel_regularizer": ["OrthogonalRegularizer", "l2"],
        "bias_regularizer": ["OrthogonalRegularizer"],
        "kernel_constraint": [{"type": "MaxNorm", "axis": 2}, {"type": "MaxNorm", "axis": 3}, "UnitNorm"],
        "bias_constraint": [{"type": "MaxNorm", "axis": 1}, "NonNeg"],
    }.items()
    for value in values
]
FIELDS += [
    ({"type": "Dense", "units": 8}, {"bias_constraint": {"type": "MaxNorm", "axis": 1}}),
    ({"type": "Dense", "units": 8}, {"bias_constraint": {"type": "MaxNorm", "axis": 1}, "trainable": False}),
    ({"type": "Dense", "units": 8}, {"bias_regularizer": "OrthogonalRegularizer"}),
    ({"type": "Dense", "units": 8}, {"bias_regularizer": "OrthogonalRegularizer", "trainable": False}),
    ({"type": "LSTM", "units": 8, "return_sequences": True}, {"bias_initializer": "identity"}),
    ({"type": "GRU", "units": 8, "return_sequences": True}, {"bias_initializer": "orthogonal"}),
    ({"type": "GRU", "units": 8, "return_sequences": True}, {"recurrent_constraint": {"type": "UnitNorm", "axis": 2}}),
    ({"type": "LayerNormalization"}, {"gamma_constraint": {"type": "UnitNorm", "axis": 1}}),
]


@pytest.mark.parametrize(("layer", "fields"), FIELDS, ids=str)
def test_a_layer_with_rg341_fails_in_keras_and_no_other(layer: dict[str, Any], fields: dict[str, Any]) -> None:
    attention = layer["type"] == "MultiHeadAttention"
    graph = document({**layer, **fields, "inputs": ["x", "x"] if attention else "x"})
    found = [each.code for each in graph.check() if each.severity == "error"]
    objects = {
        field: instantiate(getattr(lowered, field.rpartition("_")[2])(value)) if field != "trainable" else value
        for field, value in fields.items()
    }
    own = {key: value for key, value in layer.items() if key != "type"}
    assert found == (["RG341"] if trains(getattr(keras.layers, layer["type"]), {**own, **objects}) else [])


def trains(kind: Any, arguments: dict[str, Any]) -> Exception | None:
    """What Keras raises when it builds the layer and trains it for a step."""
    try:
        given = keras.Input((5, 8))
        layer = kind(**arguments)
        result = layer(given, given) if kind is keras.layers.MultiHeadAttention else layer(given)
        model = keras.Model(given, keras.layers.Dense(1)(result))
        model.compile("sgd", "mse")
        model.fit(np.ones((2, 5, 8)), np.ones((2, 5, 1)), verbose=0)
    except Exception as error:
        return error
    return None


def document(layer: dict[str, Any], **top: Any) -> rg.Graph:
    inputs = [{"name": "x", "shape": [5, 8]}]
    return rg.loads(json.dumps({"rnngraph": 1, "name": "m", "inputs": inputs, "layers": [layer], **top}))


def cell(shape: list[Any], **weight: Any) -> rg.Graph:
    """A cell with a weight `b` of that shape, which its formula adds up."""
    section = {
        "parameters": ["units"],
        "inputs": {"x": ["f"]},
        "states": {"h": ["units"]},
        "weights": {"k": {"shape": ["f", "units"]}, "b": {"shape": shape, **weight}},
        "step": {"b1": "b", **{f"b{axes}": f"sum(b{axes - 1}, axis=0)" for axes in range(2, len(shape) + 1)}},
        "outputs": ["h"],
    }
    section["step"] |= {"h": f"tanh(x @ k + h + sum(b{len(shape)}, axis=0))"}
    return document({"type": "RNN", "cell": {"type": "C", "units": 4}}, cells={"C": section})


def unchecked(graph: rg.Graph, monkeypatch: pytest.MonkeyPatch) -> keras.Model:
    """The Keras model of a graph whose weights' objects were not checked."""
    monkeypatch.setattr("rnngraph.layers.recurrent.weight_problems", lambda *_: ())
    return build(rg.loads(graph.to_json()).analysis)


def parts(*pairs: Any) -> dict[str, Any]:
    return {"type": "Concatenate", "parts": list(pairs)}


WEIGHTS: list[tuple[list[Any], dict[str, Any]]] = [
    (shape, {"initializer": value})
    for shape in (["units"], ["units", "f"], ["units", 2, 3], ["units", 1, 3])
    for value in (
        "orthogonal",
        "identity",
        "STFT",
        "he_normal",
        {"type": "HeNormal", "input_axes": [1], "output_axes": [0]},
    )
]
WEIGHTS.remove((["units", 2, 3], {"initializer": "STFT"}))  # which Keras makes in another shape, (units, 1, 3)
WEIGHTS += [
    (["2 * units"], {"initializer": parts(["zeros", "units"], ["orthogonal", "units"])}),
    (["f", "2 * units"], {"initializer": parts(["identity", "units"], ["orthogonal", "units"])}),
    ([2, 1, "2 * units"], {"initializer": parts(["STFT", "units"], ["ones", "units"])}),
    ([2, 1, "2 * units"], {"initializer": parts(["ones", "units"], ["identity", "units"])}),
]


@pytest.mark.parametrize(("shape", "weight"), WEIGHTS, ids=str)
def test_a_cell_with_rg341_fails_in_keras_and_no_other(
    shape: list[Any], weight: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = cell(shape, **weight)
    found = [each.code for each in graph.check() if each.severity == "error"]
    try:
        unchecked(graph, monkeypatch)
    except Exception:
        assert found == ["RG341"]
    else:
        assert found == []


@pytest.mark.parametrize("trainable", [True, False])
@pytest.mark.parametrize(
    "weight",
    [
        {"regularizer": "OrthogonalRegularizer"},
        {"constraint": {"type": "UnitNorm", "axis": 1}},
        {"constraint": {"type": "UnitNorm", "axis": 0}},
    ],
    ids=str,
)
def test_what_acts_on_a_cells_weight_in_training(
    weight: dict[str, Any], trainable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = cell(["units"], trainable=trainable, **weight)
    found = [each.code for each in graph.check() if each.severity == "error"]
    model = unchecked(graph, monkeypatch)
    model.compile("sgd", "mse")
    try:
        model.fit(np.ones((2, 5, 8)), np.ones((2, 4)), verbose=0)
    except Exception:
        assert found == ["RG341"]
    else:
        assert found == []


def test_the_message_names_the_weight_and_the_cell() -> None:
    (found,) = cell(["units"], initializer=parts(["zeros", 1], ["orthogonal", "units - 1"])).check()
    assert found.message == "rnn: Orthogonal is for two axes or more, and part 2 of weight b of C is (3,)"
