"""What a loss that became NaN can come from, once the data are known to be finite."""

from __future__ import annotations

from typing import Any

import pytest

import rnngraph as rg

np = pytest.importorskip("numpy")

from rnngraph.train.arrays import Arrays  # noqa: E402 - needs NumPy
from rnngraph.train.causes import causes  # noqa: E402

X, Y = np.ones((4, 3, 2)), np.ones((4, 1))


def found(loss: str = "mse", optimizer: Any = "adam", x: Any = X, last: str = "linear", **fields: Any) -> str:
    inputs = rg.Input("x", (3, 2))
    output = rg.Dense(1, activation=last, name="y")(rg.LSTM(2, activation=fields.pop("activation", "tanh"))(inputs))
    training = {"loss": loss, "optimizer": optimizer}
    return causes(rg.Graph("m", inputs, output, training=training, **fields).analysis, Arrays({"x": x}, {"y": Y}))


RATE = "a learning rate that is too high (0.001, Adam)"
CLIP = 'gradients that grow too large (limit them with "clipnorm": 1.0 in the optimizer)'


def test_the_optimizer_is_always_a_cause() -> None:
    assert found() == f"The data are finite, so it can be: {RATE}; {CLIP}."


@pytest.mark.parametrize("clip", ["clipnorm", "clipvalue", "global_clipnorm"])
def test_gradients_that_are_clipped_are_not(clip: str) -> None:
    assert CLIP not in found(optimizer={"type": "Adam", clip: 1.0})


def test_a_schedule_has_no_one_rate() -> None:
    schedule = {"type": "CosineDecay", "initial_learning_rate": 1.0, "decay_steps": 9}
    assert "(its schedule, SGD)" in found(optimizer={"type": "SGD", "learning_rate": schedule})


@pytest.mark.parametrize(("loss", "last"), [("Poisson", "softplus"), ("CategoricalGeneralizedCrossEntropy", "softmax")])
def test_a_loss_with_a_logarithm_needs_positive_outputs(loss: str, last: str) -> None:
    sentence = f"the loss of y, {loss}, which takes"
    assert sentence in found(loss)
    assert sentence not in found(loss, last=last)


def test_large_values_are_named() -> None:
    assert "the values of x, as large as 5e+06 (scale them to about -1 to 1)" in found(x=X * -5e6)
    assert "the values of x" not in found(x=(X * 5e6).astype("int64"))


@pytest.mark.parametrize(("policy", "named"), [("mixed_float16", True), ("mixed_bfloat16", False), ("float32", False)])
def test_float16_overflows(policy: str, named: bool) -> None:
    assert (f"overflow in {policy}" in found(dtype_policy=policy)) == named


@pytest.mark.parametrize(("activation", "named"), [("relu", True), ("tanh", False)])
def test_a_state_can_grow_without_limit(activation: str, named: bool) -> None:
    assert (f"lstm, in which {activation} lets the state grow" in found(activation=activation)) == named
