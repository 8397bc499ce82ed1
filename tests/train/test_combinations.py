"""Targets that train rightly are accepted, all others are refused: Keras is asked about every combination."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from rnngraph.objects import LOSSES
from rnngraph.objects.targets import TARGETS
from tests.train.combinations import CASES, SAMPLES, Case

np = pytest.importorskip("numpy")

from rnngraph.train.targets import Wanted, target_mismatch  # noqa: E402 - needs NumPy

MASKED_STEPS = 2
"""Steps at the end of each sequence that a mask leaves out."""
WHOLE = ("Dice", "Tversky", "Circle")
"""Losses of a batch as a whole, which are not the mean of those of its samples."""


def arrays(case: Case) -> tuple[Any, Any]:
    """Values that the loss can be of, in the shapes of a case."""
    random = np.random.default_rng(3)
    output = random.uniform(0.1, 0.9, case.output).astype("float32")
    if TARGETS[case.loss].values in ("one_hot", "class"):
        output /= output.sum(axis=-1, keepdims=True)
    match TARGETS[case.loss].values:
        case "class":
            return output, random.integers(0, case.output[-1], case.target)
        case "label":
            return output, random.permutation(np.arange(np.prod(case.target)) % 3).reshape(case.target)
        case "sequence":
            return output, random.permuted(np.arange(np.prod(case.target)) % 3 + 1).reshape(case.target)
        case "sign":
            return output, random.choice([-1.0, 1.0], case.target).astype("float32")
        case "one_hot":
            *outer, classes = case.target if len(case.target) <= len(case.output) else case.target[:-1]
            rows = np.eye(classes, dtype="float32")[random.integers(0, classes, outer)]
            return output, rows.reshape(case.target)
    return output, random.uniform(0, 1, case.target).astype("float32")


def as_meant(case: Case, output: Any, target: Any) -> Any:
    """The target in the shape that Keras documents for the loss; None if its numbers can't be paired with outputs."""
    values = TARGETS[case.loss].values
    shape = {"class": case.output[:-1], "label": (SAMPLES,), "sequence": (SAMPLES, target.shape[-1])}.get(
        values, case.output
    )
    if (values == "sequence" and target.ndim != 2) or (values == "label" and len(case.output) != 2):
        return None
    return target.reshape(shape) if target.size == np.prod(shape) else None


def true_loss(case: Case, output: Any, target: Any) -> float | None:
    """The loss, sample by sample: no sample can be paired with another's target. Class numbers become one-hot rows."""
    from keras import losses

    meant = as_meant(case, output, target)
    if meant is None:
        return None
    total = np.sum if case.arguments.get("reduction") == "sum" else np.mean
    name, loss = case.loss, getattr(losses, case.loss)(**arguments(case))
    if TARGETS[name].values == "class":
        rows = np.eye(case.output[-1], dtype="float32")[meant]
        chosen = (output * rows).sum(axis=-1)
        each = (1 - chosen**0.5) / 0.5 if name == "CategoricalGeneralizedCrossEntropy" else -np.log(chosen)
        return float(total(each[:, :-MASKED_STEPS] if case.masked else each))
    if name in WHOLE:
        return float(loss(meant, output))
    if case.masked and TARGETS[name].values != "sequence":
        output, meant = output[:, :-MASKED_STEPS], meant[:, :-MASKED_STEPS]
    if name == "CTC" and case.masked:
        return None  # no loss per step exists that a mask could leave out
    return float(total([loss(meant[[row]], output[[row]]) for row in range(SAMPLES)]))


def arguments(case: Case) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in case.arguments.items()}


def keras_verdict(case: Case) -> str:
    """What Keras does: `right`, `refused`, or `wrong` if it makes another number than the true loss."""
    import keras

    output, target = arrays(case)
    true = true_loss(case, output, target)
    tensor = keras.ops.convert_to_tensor(output)
    if case.masked:
        mask = np.ones(case.output[:2], bool)
        mask[:, -MASKED_STEPS:] = False
        tensor._keras_mask = keras.ops.convert_to_tensor(mask)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = float(getattr(keras.losses, case.loss)(**arguments(case))(target, tensor))
    except Exception:
        return "refused"
    return "right" if true is not None and found == pytest.approx(true, rel=1e-4, abs=1e-6) else "wrong"


@pytest.mark.keras
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_keras_does_what_the_table_says(case: Case) -> None:
    pytest.importorskip("keras")
    assert keras_verdict(case) == case.verdict


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_keras_takes_rightly_is_accepted_and_all_else_refused(case: Case) -> None:
    _, target = arrays(case)
    mask = (None, *case.output[1:2]) if case.masked else None
    wanted = Wanted("y", (None, *case.output[1:]), case.loss, case.arguments, mask)
    line = target_mismatch(wanted, target)
    assert (line is None) == (case.verdict == "right"), line
    if line:
        assert line.startswith("y: expected ")
        assert ", found " in line


def test_the_table_has_every_loss_with_a_right_target_and_a_wrong_one() -> None:
    for accepted in (True, False):
        assert {case.loss for case in CASES if (case.verdict == "right") == accepted} == LOSSES.classes.keys()
