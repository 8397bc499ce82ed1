"""Targets of outputs that carry a mask: what is refused fails in Keras, and what is accepted trains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.build.training import Training

pytestmark = pytest.mark.keras
pytest.importorskip("keras")
np = pytest.importorskip("numpy")

from rnngraph.train.targets import target_mismatches  # noqa: E402 - needs NumPy

N = 7
MSE = Training(loss="mse")


def sentences(words: bool) -> tuple[rg.Tensor, rg.Tensor]:
    """Words of sentences, read inside each sentence: an output for each word, or for each sentence."""
    x = rg.Input("x", (5, 4), "int32")
    embedded = rg.Embedding(9, 3, mask_zero=True)(x)
    return x, rg.TimeDistributed(rg.LSTM(2, return_sequences=words))(embedded)


def steps() -> tuple[rg.Tensor, rg.Tensor]:
    x = rg.Input("x", (5, 3))
    return x, rg.LSTM(2, return_sequences=True)(rg.Masking()(x))


def last() -> tuple[rg.Tensor, rg.Tensor]:
    x = rg.Input("x", (5, 3))
    return x, rg.LSTM(2)(rg.Masking()(x))


@pytest.mark.parametrize(
    ("made", "units", "target", "right"),
    [
        (lambda: sentences(True), 3, (N, 5, 4, 3), True),
        (lambda: sentences(False), 3, (N, 5, 3), False),
        (steps, 3, (N, 5, 3), True),
        (steps, 1, (N, 5, 1), True),
        (steps, 1, (N, 5), False),
        (last, 1, (N,), True),
    ],
)
def test_the_verdict_is_that_of_keras(
    made: Callable[[], Any], units: int, target: tuple[int, ...], right: bool
) -> None:
    x, features = made()
    graph = rg.Graph("model", x, rg.Dense(units, name="y")(features), training={"loss": "mse"})
    y = np.ones(target, "float32")
    assert (not target_mismatches(graph.analysis, MSE, {"y": y})) == right
    (given,) = graph.analysis.inputs.values()
    assert given
    data = np.ones((N, *given.shape[1:]), given.dtype)
    try:
        graph.compile().fit(data, y, verbose=0)
    except Exception:
        assert not right
    else:
        assert right
