"""Formulas as functions of tensors: what each gives is what NumPy gives for every example by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rnngraph.expressions import FUNCTIONS, ExpressionError, Shape, Typed, Unifier, Value, infer, parse_size, read
from rnngraph.expressions.formula import ELEMENTWISE

keras = pytest.importorskip("keras")
pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore:You are using a softmax over axis")]

RANDOM = np.random.default_rng(0)
BATCH = 5
SIZES = {"i": 4, "k": 3}
SHAPES = {"x": "i", "y": "k i", "z": "k i i", "n": "1", "w": "i k", "v": "i", "m": "k i i", "p": ""}
OWN = ("x", "y", "z", "n")
"""Those that each example has its own of."""


def shape_of(text: str) -> Shape:
    return tuple(parse_size(int(each) if each.isdecimal() else each) for each in text.split())


VALUES = {name: Value(shape_of(text), name in OWN) for name, text in SHAPES.items()}


def array(name: str) -> np.ndarray:
    sizes = [size.value(SIZES) for size in VALUES[name].shape]
    return RANDOM.normal(size=(BATCH, *sizes) if name in OWN else sizes).astype("float32")


ARRAYS = {name: array(name) for name in SHAPES}


def einsum(subscripts: str, *given: np.ndarray) -> np.ndarray:
    """Of one example: the batch, `b`, is no letter then."""
    return np.einsum(subscripts.replace("b", ""), *given)


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def layer_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, epsilon: float = 0.001) -> np.ndarray:
    """Ba et al., 2016, equation 4; epsilon as in Keras's layer."""
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + epsilon) * gamma + beta


def reduced(run: Any) -> Any:
    return lambda x, axis=-1, keepdims=False: run(x, axis=axis, keepdims=keepdims)


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def gelu(x: np.ndarray) -> np.ndarray:
    """Hendrycks & Gimpel, 2016: x times the normal distribution function."""
    from math import erf

    return np.asarray(x * (1 + np.vectorize(erf)(x / np.sqrt(2))) / 2)


NUMPY: dict[str, Any] = {
    "sigmoid": sigmoid,
    "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "gelu": gelu,
    "silu": lambda x: x * sigmoid(x),
    "softplus": lambda x: np.log1p(np.exp(x)),
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "square": np.square,
    "abs": np.abs,
    "ones_like": np.ones_like,
    "zeros_like": np.zeros_like,
    "softmax": softmax,
    "minimum": np.minimum,
    "maximum": np.maximum,
    "where": np.where,
    "sum": reduced(np.sum),
    "mean": reduced(np.mean),
    "max": reduced(np.max),
    "concat": lambda *given, axis=-1: np.concatenate(given, axis),
    "split": lambda x, n, axis=-1: np.split(x, n, axis) if n > 1 else x,
    "reshape": np.reshape,
    "transpose": lambda x: np.swapaxes(x, -1, -2),
    "matmul": np.matmul,
    "einsum": einsum,
    "layer_norm": layer_norm,
    **SIZES,
}


def typed(text: str) -> Typed:
    return infer(read(text), VALUES, Unifier(frozenset()))


def ours(formula: Typed) -> list[np.ndarray]:
    """What our function gives, once for each example."""
    from rnngraph.keras.formulas import function

    run = function(formula, SIZES, "float32")
    made = run({name: keras.ops.convert_to_tensor(each) for name, each in ARRAYS.items()})
    values = []
    for value, tensor in zip(formula.values, made if isinstance(made, list | tuple) else [made], strict=True):
        sizes = tuple(size.value(SIZES) for size in value.shape)
        assert tuple(tensor.shape) == ((BATCH, *sizes) if value.batched else sizes)
        values.append(np.broadcast_to(np.asarray(tensor), (BATCH, *sizes)))
    return values


def expected(text: str, count: int) -> list[np.ndarray]:
    """What Python and NumPy make of the formula for each example by itself."""
    made = []
    for example in range(BATCH):
        names = {name: each[example] if name in OWN else each for name, each in ARRAYS.items()}
        value = eval(text, {"__builtins__": {}}, {**NUMPY, **names})
        made.append(value if count > 1 else [value])
    return [np.stack([each[index] for each in made]) for index in range(count)]


def agree(text: str) -> None:
    formula = typed(text)
    with np.errstate(all="ignore"):
        wanted = expected(text, len(formula.values))
    for found, value in zip(ours(formula), wanted, strict=True):
        np.testing.assert_allclose(found, value, rtol=2e-4, atol=2e-5)


FORMULAS = [
    *(f"{name}(abs(x) + 0.1)" for name in ELEMENTWISE),
    *("x + v", "x * n", "y + x", "x + y", "z - x", "x - m", "n / (abs(m) + 1)"),
    *("-z", "p * x", "2 * x - 1", "1 / 2 + p", "w"),
    *(
        "x @ w",
        "y @ w",
        "z @ w",
        "v @ w",
        "x @ x",
        "y @ x",
        "y @ v",
        "x @ z",
        "m @ z",
        "z @ m",
        "m @ m",
        "v @ m",
        "z @ x",
    ),
    *("matmul(y, w)", "transpose(y) @ y", "y @ transpose(y)"),
    *("einsum('bi,ik->bk', x, w)", "einsum('bki, bi -> bk', y, x)", "einsum('kij,bi->bkj', m, x)"),
    "einsum('ik,i->k', w, v)",
    *("sum(y)", "sum(y, axis=0)", "mean(z, axis=1, keepdims=True)", "max(z, -2)", "sum(w, axis=0)", "sum(x)"),
    *("softmax(y)", "softmax(y, axis=0)", "softmax(w, 0)", "softmax(z, axis=-2)"),
    *("concat(x, v)", "concat(v, x, n)", "concat(y, y, axis=0)", "concat(w, w, axis=-2)", "concat(z, m, axis=1)"),
    *("split(x, 2)", "split(y, 3, axis=0)", "split(w, 3)", "split(v, 4)", "split(z, 1, -1)"),
    *("reshape(y, [k * i])", "reshape(z, [i, k, i])", "reshape(w, [k, i])", "reshape(x, [2, i // 2])"),
    "reshape(y, [1, k, i, 1])",
    *("where(x > 0, x, 0.5)", "where(x <= v, y, 1)", "where(1 < 2, w, 0)", "where(m < n, z, x)", "where(y >= x, 1, 0)"),
    *("minimum(x, y)", "maximum(m, n)"),
    *("layer_norm(y, v, v)", "layer_norm(z, v, 2 * v, epsilon=0.1)", "layer_norm(transpose(w), v, v)"),
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_gives_what_it_gives_for_each_example_alone(text: str) -> None:
    agree(text)


def test_every_function_is_among_them() -> None:
    assert {name for name in FUNCTIONS if any(f"{name}(" in each for each in FORMULAS)} == FUNCTIONS.keys()
    assert FUNCTIONS.keys() <= NUMPY.keys()


def terms() -> st.SearchStrategy[str]:
    names = st.sampled_from([*SHAPES, "2", "0.5"])

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        axes = st.sampled_from(["", ", 0", ", axis=1", ", -1"])
        return st.one_of(
            st.builds("({} {} {})".format, inner, st.sampled_from([*"+-*@"]), inner),
            st.builds("{}({})".format, st.sampled_from(["tanh", "abs", "transpose", "zeros_like"]), inner),
            st.builds("{}({}{})".format, st.sampled_from(["sum", "mean", "max", "softmax"]), inner, axes),
            st.builds("concat({}, {}{})".format, inner, inner, st.sampled_from(["", ", axis=0", ", axis=-2"])),
            st.builds("where({} < {}, {}, {})".format, inner, inner, inner, inner),
            st.builds("maximum({}, {})".format, inner, inner),
        )

    return st.recursive(names, larger, max_leaves=5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(terms())
def test_what_the_shapes_allow_runs_and_has_those_shapes(text: str) -> None:
    try:
        typed(text)
    except ExpressionError:
        assume(False)
    agree(text)
