"""The kinds of targets that losses and metrics take, beside Keras's own: who is right about all six is told so."""

from __future__ import annotations

import numpy as np
import pytest

from rnngraph.check.rules.fitting import LABELS_OF

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

CLASSES = np.eye(6, dtype="float32")
TARGETS = {"sparse": np.arange(6), "categorical": CLASSES, "binary": CLASSES}


def value(name: str, targets: np.ndarray) -> float:
    """What a loss or a metric of Keras makes of perfect predictions of six classes."""
    kind = getattr(keras.metrics, name, None) or getattr(keras.losses, name)
    return float(kind()(targets, CLASSES))


def best(name: str) -> float:
    """What perfect predictions get."""
    return 1.0 if name.endswith("Accuracy") else 0.0


@pytest.mark.parametrize("name", LABELS_OF)
def test_perfect_predictions_are_perfect(name: str) -> None:
    assert value(name, TARGETS[LABELS_OF[name]]) == pytest.approx(best(name), abs=1e-5)


@pytest.mark.parametrize("name", [name for name, kind in LABELS_OF.items() if kind != "binary"])
def test_of_targets_of_the_other_kind_they_are_not(name: str) -> None:
    other = "sparse" if LABELS_OF[name] == "categorical" else "categorical"
    try:
        found = value(name, TARGETS[other])
    except Exception:
        return
    assert found != pytest.approx(best(name), abs=1e-5)
