"""Layers of the convolutional front end that Keras refuses, when built or when run, and the code that we give them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rnngraph import InvalidSpec
from rnngraph.analysis import analyse
from rnngraph.check import check
from rnngraph.documents.load import from_text

REFUSED: list[tuple[str, dict[str, Any], list[int | None], str]] = [
    ("RG330", {"type": "Conv1D", "filters": 4, "kernel_size": 5}, [4, 4], "float32"),
    ("RG330", {"type": "SeparableConv1D", "filters": 4, "kernel_size": 3, "dilation_rate": 2}, [4, 4], "float32"),
    ("RG330", {"type": "MaxPooling2D", "pool_size": [1, 5]}, [4, 4, 4], "float32"),
    ("RG331", {"type": "Conv2D", "filters": 4, "kernel_size": 2, "strides": [2, 1], "dilation_rate": [1, 2]}, [4, 4, 4],
     "float32"),
    ("RG332", {"type": "Conv1D", "filters": 4, "kernel_size": 2, "groups": 3}, [4, 3], "float32"),
    ("RG332", {"type": "Conv1D", "filters": 6, "kernel_size": 2, "groups": 3}, [4, 4], "float32"),
    ("RG301", {"type": "Conv1D", "filters": 4, "kernel_size": 2}, [4, 4, 4], "float32"),
    ("RG302", {"type": "Conv1D", "filters": 4, "kernel_size": 2}, [4, None], "float32"),
    ("RG114", {"type": "Conv2D", "filters": 4, "kernel_size": 2, "padding": "causal"}, [4, 4, 4], "float32"),
    ("RG113", {"type": "Conv1D", "filters": 4, "kernel_size": 0}, [4, 4], "float32"),
    ("RG112", {"type": "Conv2D", "filters": 4, "kernel_size": [1, 2, 3]}, [4, 4, 4], "float32"),
    ("RG312", {"type": "Conv1D", "filters": 4, "kernel_size": 2}, [4, 4], "int32"),
    ("RG312", {"type": "AveragePooling1D", "pool_size": 2}, [4, 4], "int32"),
    ("RG312", {"type": "MaxPooling3D"}, [4, 4, 4, 2], "int32"),
    ("RG337", {"type": "MaxPooling1D"}, [4, 4], "bool"),
    ("RG337", {"type": "MaxPooling3D", "dtype": "float64"}, [4, 4, 4, 2], "float32"),
    ("RG113", {"type": "MaxPooling1D", "strides": 0}, [4, 4], "float32"),
    ("RG301", {"type": "GlobalMaxPooling2D"}, [4, 4], "float32"),
    ("RG333", {"type": "Permute", "dims": [2, 2]}, [4, 4], "float32"),
    ("RG301", {"type": "Permute", "dims": [2, 1]}, [4, 4, 4], "float32"),
    ("RG334", {"type": "Cropping1D", "cropping": 2}, [4, 4], "float32"),
    ("RG113", {"type": "ZeroPadding1D", "padding": -1}, [4, 4], "float32"),
    ("RG112", {"type": "ZeroPadding2D", "padding": [[1, 2, 3], 1]}, [4, 4, 4], "float32"),
    ("RG113", {"type": "UpSampling1D", "size": 0}, [4, 4], "float32"),
    ("RG336", {"type": "Rescaling", "scale": [1, 2, 3]}, [4, 4], "float32"),
    ("RG341", {"type": "Dense", "units": 2, "bias_initializer": "orthogonal"}, [4], "float32"),
    ("RG341", {"type": "Conv1D", "filters": 2, "kernel_size": 2, "kernel_initializer": "identity"}, [4, 2], "float32"),
    ("RG312", {"type": "Activation", "activation": "sigmoid"}, [4], "int32"),
    ("RG312", {"type": "ELU"}, [4], "uint8"),
]  # fmt: skip

OURS: list[tuple[dict[str, Any], str]] = [
    ({"axis": 0, "index": 0}, "RG303"),
    ({"axis": 3, "index": 0}, "RG303"),
    ({"axis": 1, "index": 4}, "RG335"),
    ({"axis": 1, "index": -5}, "RG335"),
    ({"axis": 1, "index": 0, "start": 1}, "RG335"),
    ({"axis": 1, "step": 0}, "RG335"),
    ({"axis": 1, "start": 4}, "RG335"),
]


def codes(layer: dict[str, Any], shape: list[int | None], dtype: str) -> set[str]:
    """The codes of all that is wrong with one layer on one input."""
    inputs = [{"name": "x", "shape": shape, "dtype": dtype}]
    text = json.dumps({"rnngraph": 1, "name": "refused", "inputs": inputs, "layers": [layer]})
    try:
        return {each.code for each in check(analyse(from_text(text)))}
    except InvalidSpec as error:
        return {str(error).partition(" ")[0].strip("[]:")}


@pytest.mark.parametrize(("code", "layer", "shape", "dtype"), REFUSED, ids=str)
def test_we_refuse_it(code: str, layer: dict[str, Any], shape: list[int | None], dtype: str) -> None:
    assert codes(layer, shape, dtype) == {code}


@pytest.mark.keras
@pytest.mark.parametrize(("code", "layer", "shape", "dtype"), REFUSED, ids=str)
def test_keras_refuses_it(code: str, layer: dict[str, Any], shape: list[int | None], dtype: str) -> None:
    import keras
    import numpy as np
    import tensorflow as tf

    fields = {key: value for key, value in layer.items() if key != "type"}
    array = np.zeros([2, *(4 if size is None else size for size in shape)], dtype)

    def build_and_run() -> None:
        given = keras.Input(shape, dtype=dtype)
        keras.Model(given, getattr(keras.layers, layer["type"])(**fields)(given))(array)

    with pytest.raises((ValueError, TypeError, ZeroDivisionError, tf.errors.OpError)):
        build_and_run()


@pytest.mark.parametrize(("fields", "code"), OURS, ids=str)
def test_a_slice_of_what_is_not_there(fields: dict[str, Any], code: str) -> None:
    assert codes({"type": "Slice", **fields}, [4, 4], "float32") == {code}


STACK = [{"type": "GRUCell", "units": 2, "dtype": "float64"}, {"type": "GRUCell", "units": 2}]


def test_we_refuse_stacked_cells_of_several_dtypes() -> None:
    assert codes({"type": "RNN", "cell": STACK}, [None, 3], "float32") == {"RG340"}


@pytest.mark.keras
def test_tensorflow_refuses_stacked_cells_of_several_dtypes() -> None:
    import keras
    import numpy as np

    given = keras.Input((None, 3))
    cells = [keras.layers.GRUCell(2, dtype="float64"), keras.layers.GRUCell(2)]
    model = keras.Model(given, keras.layers.RNN(cells)(given))
    with pytest.raises(TypeError, match="Loop var"):
        model.predict(np.zeros((2, 4, 3), "float32"), verbose=0)
