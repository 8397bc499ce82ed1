"""What keeps data from being fed to a model is said before training, with what was expected and what was found."""

from __future__ import annotations

from typing import Any

import pytest

import rnngraph as rg
from rnngraph.build.training import Training

np = pytest.importorskip("numpy")

from rnngraph.train import DataError  # noqa: E402 - needs NumPy
from rnngraph.train.arrays import Arrays, Data  # noqa: E402
from rnngraph.train.checking import check_arrays, check_data  # noqa: E402

X, Y = np.zeros((6, 4, 3), "float32"), np.zeros((6, 2))
MSE = Training(loss="mse")


def one_input(*shape: int | None, dtype: str | None = None, **fields: Any) -> rg.Graph:
    x = rg.Input("x", shape, dtype)
    return rg.Graph("model", x, rg.Dense(2, name="y")(rg.Flatten()(x)), **fields)


def two_inputs() -> rg.Graph:
    a, b = rg.Input("a", (3,)), rg.Input("b", (2,))
    return rg.Graph("model", [a, b], {"sum": rg.Add()([rg.Dense(2)(a), b]), "same": b})


def said(graph: rg.Graph, inputs: Any, targets: Any, training: Training = MSE) -> list[str]:
    """The lines about arrays that do not fit; none if they do."""
    inputs = inputs if isinstance(inputs, dict) else {graph.data.inputs[0].name: np.asarray(inputs)}
    targets = targets if isinstance(targets, dict) else {graph.data.outputs[0].name: np.asarray(targets)}
    try:
        check_arrays(graph.analysis, training, Arrays(inputs, targets))
    except DataError as error:
        return str(error).splitlines()
    return []


ROW = "in row 2, at [2, 0, 0]"
NUMBERS = "numbers (float16, float32, float64, integers or booleans)"


def with_one(value: Any, dtype: str = "float64") -> Any:
    """X with a value in the third row."""
    array = X.astype(dtype)
    array[2, 0, 0] = value
    return array


class TestInputs:
    @pytest.mark.parametrize(
        ("graph", "x", "message"),
        [
            (one_input(None), np.zeros((6, 8, 8)), "x: expected shape (batch, None), found (6, 8, 8)"),
            (one_input(4, 2), X, "x: expected shape (batch, 4, 2), found (6, 4, 3)"),
            (one_input(), np.float32(1), "x: expected shape (batch,), found ()"),
            (one_input(4, 3, dtype="int32"), X, "x: expected int32, the input's dtype, found float32"),
            (one_input(4, 3, dtype="bool"), X.astype(int), "x: expected bool, the input's dtype, found int64"),
            (one_input(4, 3), with_one(np.nan), f"x: expected finite numbers, found nan {ROW}"),
            (one_input(4, 3), with_one(-np.inf), f"x: expected finite numbers, found -inf {ROW}"),
            (
                one_input(4, 3), with_one(1e39),
                f"x: expected numbers from -3.40282e+38 to 3.40282e+38, as float32 holds, found 1e+39 {ROW}",
            ),
            (
                one_input(4, 3, dtype="float16"), with_one(70_000),
                f"x: expected numbers from -65504 to 65504, as float16 holds, found 70000.0 {ROW}",
            ),
            (
                one_input(4, 3, dtype="int32"), with_one(2**31, "int64"),
                f"x: expected numbers from -2.14748e+09 to 2.14748e+09, as int32 holds, found 2147483648 {ROW}",
            ),
            (
                one_input(4, 3, dtype="uint8"), with_one(-1, "int64"),
                f"x: expected numbers from 0 to 255, as uint8 holds, found -1 {ROW}",
            ),
            (one_input(4, 3), X.astype(str), f"x: expected {NUMBERS}, found <U32, such as '0.0' in row 0"),
            (one_input(4, 3), X.astype("S"), f"x: expected {NUMBERS}, found |S32, such as b'0.0' in row 0"),
            (one_input(4, 3), X.astype(object), f"x: expected {NUMBERS}, found object, such as 0.0 in row 0"),
            (one_input(4, 3), X.astype(complex), f"x: expected {NUMBERS}, found complex128"),
            (one_input(4, 3), X.astype("datetime64[s]"), f"x: expected {NUMBERS}, found datetime64[s]"),
            (one_input(4, 3), X[:0], "x: expected at least one sample, found an array of shape (0, 4, 3)"),
            (one_input(None, 3), X[:, :0], "x: expected at least one sample, found an array of shape (6, 0, 3)"),
        ],
    )  # fmt: skip
    def test_what_does_not_fit_is_said_with_both_sides(self, graph: rg.Graph, x: Any, message: str) -> None:
        assert said(graph, x, Y) == [message]

    @pytest.mark.skipif(np.dtype(np.longdouble).itemsize == 8, reason="this machine has no longer floats")
    def test_longer_floats_than_tensorflow_has_are_refused(self) -> None:
        (line,) = said(one_input(4, 3), X.astype(np.longdouble), Y)
        assert line.endswith(f"found {np.dtype(np.longdouble)}; convert it to float32")

    def test_everything_is_said_at_once(self) -> None:
        found = said(two_inputs(), {"a": np.zeros((5, 4)), "c": np.zeros(5)}, {"same": np.full((5, 2), np.inf)})
        assert found == [
            "b: expected an array for this input, found a, c",
            "c: unknown input; the spec has a, b",
            "sum: expected an array for this output, found same",
            "a: expected shape (batch, 3), found (5, 4)",
            "same: expected finite numbers, found inf in row 0, at [0, 0]",
        ]

    def test_arrays_have_as_many_samples(self) -> None:
        assert said(one_input(4, 3), X[:5], Y) == ["y: expected 5 samples, as x has, found 6"]

    @pytest.mark.parametrize("dtype", ["int64", "bool", "uint8", "float64", "float16"])
    def test_integers_and_flags_may_be_fed_as_floats(self, dtype: str) -> None:
        assert said(one_input(4, 3), X.astype(dtype), Y.astype(dtype)) == []

    def test_held_out_data_are_named(self) -> None:
        data = Data("s", Arrays({"x": X}, {"y": Y}), Arrays({"x": X}, {"y": Y[:, :1]}))
        with pytest.raises(DataError, match=r"^held-out data: y: expected shape \(batch, 2\)"):
            check_data(one_input(4, 3).analysis, MSE, data)

    @pytest.mark.parametrize("make", [rg.Embedding, rg.ReversibleEmbedding])
    @pytest.mark.parametrize("value", [-1, 10])
    def test_an_integer_without_a_vector_is_said(self, make: Any, value: int) -> None:
        x = rg.Input("x", (None,))
        graph = rg.Graph("model", x, rg.LSTM(2, name="y")(make(10, 2, name="words")(x)))
        tokens = np.zeros((6, 4), int)
        tokens[3, 1] = value
        found = f"x: expected integers from 0 to 9, the vocabulary of words, found {value} in row 3, at [3, 1]"
        assert said(graph, tokens, Y) == [found]

    def test_floats_that_keras_would_cut_are_said(self) -> None:
        x = rg.Input("x", (None,), "float32")
        graph = rg.Graph("model", x, rg.LSTM(2, name="y")(rg.Embedding(10, 2, name="words")(x)))
        tokens = np.zeros((6, 4))
        assert said(graph, tokens, Y) == []
        tokens[3, 1] = 0.5
        (line,) = said(graph, tokens, Y)
        assert line.endswith("the vocabulary of words, found 0.5 in row 3, at [3, 1]")

    def test_each_input_of_a_shared_embedding_is_looked_at(self) -> None:
        words = rg.Embedding(10, 2, mask_zero=True, name="words")
        a, b = rg.Input("a", (None,)), rg.Input("b", (None,))
        graph = rg.Graph("model", [a, b], rg.Add(name="y")([rg.LSTM(2)(words(a)), rg.LSTM(2)(words(b))]))
        right, wrong, left = np.full((6, 4), 9), np.full((6, 4), 10), np.array([[0, 0, 1, 2]] * 6)
        assert said(graph, {"a": right, "b": right}, Y) == []
        (line,) = said(graph, {"a": right, "b": wrong}, Y)
        assert line.startswith("b: expected integers from 0 to 9")
        (line,) = said(graph, {"a": right, "b": left}, Y)
        assert line.startswith("b: expected padding after the last real step only")

    def test_so_is_one_of_an_embedding_inside_a_time_axis_or_of_one_hot_vectors(self) -> None:
        x = rg.Input("x", (3, 4), "int32")
        words = rg.TimeDistributed(rg.Embedding(10, 2), name="words")(x)
        nested = rg.Graph("model", x, rg.Dense(2, name="y")(rg.Flatten()(words)))
        hot = rg.CategoryEncoding(10, output_mode="one_hot", name="words")(x)
        one_hot = rg.Graph("model", x, rg.Dense(2, name="y")(rg.Flatten()(hot)))
        for graph in (nested, one_hot):
            (line,) = said(graph, np.full((6, 3, 4), 10), Y)
            assert line.startswith("x: expected integers from 0 to 9, the vocabulary of words, found 10 in row 0")

    def test_lengths_that_the_model_cannot_have_are_said(self) -> None:
        x = rg.Input("x", (None, 3))
        graph = rg.Graph("model", x, rg.LSTM(2, name="y")(rg.Conv1D(4, 5, name="window")(x)))
        (line,) = said(graph, X, Y)
        assert line.startswith("with data of shape x (batch, 4, 3): window: ")
        assert said(graph, np.zeros((6, 5, 3)), Y) == []

    def test_unknown_sizes_of_outputs_are_those_of_the_data(self) -> None:
        x = rg.Input("x", (None, 3))
        graph = rg.Graph("model", x, rg.Dense(2, name="y")(rg.LSTM(2, return_sequences=True)(x)))
        assert said(graph, X, np.zeros((6, 4, 2))) == []
        (line,) = said(graph, X, np.zeros((6, 5, 2)))
        assert line.startswith("y: expected shape (batch, 4, 2) for MeanSquaredError")


LEFT = np.array([[1, 2, 0, 0], [1, 2, 3, 4], [0, 0, 1, 2], [0, 0, 0, 0]])


class TestPadding:
    """An input says where its padding is; cuDNN's kernels refuse a mask of padding elsewhere."""

    def graph(self, layer: Any, *shape: int | None, mask: str = "right") -> rg.Graph:
        x = rg.Input("x", (None, *shape), mask=mask)
        return rg.Graph("model", x, rg.SimpleRNN(2, name="y")(layer(x)))

    @pytest.mark.parametrize(
        ("layer", "x"),
        [
            (rg.Embedding(10, 3, mask_zero=True, name="masks"), LEFT),
            (rg.ReversibleEmbedding(10, 3, mask_zero=True, name="masks"), LEFT),
            (rg.Masking(name="masks"), LEFT[..., None]),
            (rg.Masking(mask_value=-1.1, name="masks"), np.where(LEFT == 0, -1.1, LEFT)[..., None]),
            (rg.Masking(mask_value=-1.1, name="masks"), np.where(LEFT == 0, -1.1, LEFT).astype("float32")[..., None]),
            (rg.Masking(mask_value=0.0, name="masks"), np.stack([LEFT, LEFT], axis=-1)),
        ],
    )
    def test_padding_that_is_not_last_is_said(self, layer: Any, x: Any) -> None:
        found = said(self.graph(layer, *x.shape[2:]), x, np.zeros((4, 2)))
        assert found == [
            'x: expected padding after the last real step only ("mask": "right"; masks masks it), '
            'found padding before a real step in row 2, at [2, 1]; pad at the end, or give the input "mask": "any"'
        ]
        assert said(self.graph(layer, *x.shape[2:]), x[[0, 1, 3]], np.zeros((3, 2))) == []
        assert said(self.graph(layer, *x.shape[2:], mask="any"), x, np.zeros((4, 2))) == []

    def test_a_computed_mask_of_the_input_is_looked_at(self) -> None:
        x = rg.Input("x", (None,), "int32")
        real = rg.NotEqual(value=0, name="real")(x)
        graph = rg.Graph("model", x, rg.SimpleRNN(2, name="y")(rg.Embedding(10, 3)(x), mask=real))
        assert len(said(graph, LEFT, np.zeros((4, 2)))) == 1

    @pytest.mark.parametrize("layer", [rg.Embedding(10, 3), rg.Dense(3)])
    def test_zeros_are_padding_only_if_something_masks_them(self, layer: Any) -> None:
        x = LEFT if isinstance(layer, rg.Embedding) else LEFT[..., None]
        assert said(self.graph(layer, *x.shape[2:]), x, np.zeros((4, 2))) == []

    def test_one_feature_of_several_that_equals_the_value_is_no_padding(self) -> None:
        x = np.stack([LEFT, np.ones_like(LEFT)], axis=-1)
        assert said(self.graph(rg.Masking(), 2), x, np.zeros((4, 2))) == []
