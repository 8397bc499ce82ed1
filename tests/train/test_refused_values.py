"""What Keras does with the values that are refused: no error on most, and no loss either."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.keras
keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

from rnngraph.train.targets import Wanted, target_mismatch  # noqa: E402 - needs NumPy

STEPS = np.random.default_rng(0).normal(size=(1, 5, 4)).astype("float32")
FIRST, SECOND = np.array([[0.7, 0.2, 0.1]]), np.array([[0.1, 0.1, 0.8]])


def loss(name: str, target: Any, output: Any) -> float:
    assert target_mismatch(Wanted("y", (None, *np.shape(output)[1:]), name), np.array(target)) is not None
    return keras_loss(name, target, output)


def keras_loss(name: str, target: Any, output: Any) -> float:
    return float(getattr(keras.losses, name)()(np.array(target), np.array(output, "float32")))


@pytest.mark.parametrize("label", [-1, 3])
def test_keras_refuses_a_class_outside_the_output(label: int) -> None:
    with pytest.raises(Exception, match="outside the valid range"):
        loss("SparseCategoricalCrossentropy", [label], FIRST)


@pytest.mark.parametrize(
    ("name", "refused", "taken_for", "output"),
    [
        ("SparseCategoricalCrossentropy", [0.5], [0], FIRST),
        ("CategoricalGeneralizedCrossEntropy", [3], [-1], FIRST),
        ("MeanSquaredLogarithmicError", [[-3.0]], [[0.0]], [[0.5]]),
        ("KLDivergence", [[3.0, 0.5]], [[1.0, 0.5]], [[0.4, 0.6]]),
        ("CTC", [[1, 2, 9]], [[1, 2, -1]], STEPS),
    ],
)
def test_it_takes_a_value_for_another(name: str, refused: Any, taken_for: Any, output: Any) -> None:
    assert loss(name, refused, output) == pytest.approx(keras_loss(name, taken_for, output))


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("CategoricalCrossentropy", [[0.0, 0.0, 0.0]]),
        ("CategoricalGeneralizedCrossEntropy", [9]),
        ("Hinge", [[0.0, 0.0, 0.0], [-1.0, -1.0, -1.0]]),
    ],
)
def test_the_output_makes_no_difference(name: str, target: Any) -> None:
    rows = len(target)
    one, other = np.repeat(FIRST, rows, axis=0), np.repeat(SECOND, rows, axis=0)
    if name == "Hinge":  # right about the row of -1, and about the zeros once one thing, once the other
        one[-1] = other[-1] = -1
    assert loss(name, target, one) == pytest.approx(loss(name, target, other))


@pytest.mark.parametrize(
    ("name", "target", "output"),
    [
        ("BinaryCrossentropy", [[5.0]], [[0.99]]),
        ("CategoricalCrossentropy", [[-1.0, 1.0, 1.0]], [[0.01, 0.495, 0.495]]),
        ("Dice", [[200.0]], [[200.0]]),
    ],
)
def test_a_loss_that_is_never_negative_is(name: str, target: Any, output: Any) -> None:
    assert loss(name, target, output) < 0


def test_a_poisson_loss_falls_without_end() -> None:
    values = [loss("Poisson", [[-3.0]], [[output]]) for output in (1.0, 1e-2, 1e-4, 1e-6)]
    assert values == sorted(values, reverse=True)
    assert keras_loss("Poisson", [[3.0]], [[1e-6]]) > keras_loss("Poisson", [[3.0]], [[1e-2]])


@pytest.mark.parametrize("labels", [[[1, 2, 3, 1, 2, 3]], [[1, 1, 1, 1]]])
def test_labels_that_do_not_fit_the_timesteps_have_no_alignment(labels: Any) -> None:
    """The loss is the logarithm of a probability that float32 does not tell from 0; what fits is far below."""
    assert loss("CTC", labels, STEPS) > 500
    fitting = [row[:-1] for row in labels]
    assert target_mismatch(Wanted("y", (None, 5, 4), "CTC"), np.array(fitting)) is None
    assert keras_loss("CTC", fitting, STEPS) < 50


def test_a_label_behind_the_padding_of_ctc_is_lost() -> None:
    lost = [loss("CTC", [[1, 0, label]], STEPS) for label in (1, 2, 3)]
    assert lost[0] == pytest.approx(lost[1]) == pytest.approx(lost[2])
