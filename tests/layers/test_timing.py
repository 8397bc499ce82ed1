"""How layers treat a sequence, proved with Keras: if a layer's timing is "step", a timestep alone gives the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.layers import LAYERS
from rnngraph.layers.base import Layer
from tests.layers.documents import CASES

OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("Conv1D", {"filters": 3, "kernel_size": 2, "padding": "same"}),
    ("GroupNormalization", {"groups": 2}),
    ("UnitNormalization", {"axis": 1}),
    ("Normalization", {"axis": 1, "mean": [1, 2, 3, 4, 5], "variance": [1, 2, 3, 4, 5]}),
    ("AveragePooling1D", {"pool_size": 2, "strides": 1, "padding": "same"}),
]
"""Layers whose timing is not "step", on an input (5, 4)."""


def stepwise_cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """The layer cases of one sequence for which the layer's timing is "step", each with a readable name."""
    special = {"mask", "dtype_policy", "batch_size", "arguments", "blocks"}
    for kind in LAYERS:
        if kind.arity != (1, 1):
            continue
        for case in json.loads((CASES / f"{kind.__name__}.json").read_text(encoding="utf-8")):
            shape = case["inputs"][0]["shape"]
            sequence = len(shape) >= (1 if kind.reads_integers else 2) and shape[0] != 1
            if not sequence or special & case.keys():
                continue
            fields = {name: value for name, value in case["layer"].items() if name != "type"}
            if kind(**fields).timing_of(len(shape) + 1) == "step":
                yield f"{kind.__name__}: {case['what']}", case


STEPWISE = dict(stepwise_cases())


def same_for_a_step_alone(case: dict[str, Any]) -> bool:
    """Whether the Keras layer of a case gives for each timestep alone what it gives for it among the others."""
    import numpy as np

    from tests.layers import oracle

    layer = oracle.layer_in(case)
    (x,) = oracle.arrays(case, batch=2, length=5)
    (whole,) = oracle.call(case, layer, [x])
    assert whole.shape[1] == x.shape[1]
    for step in range(x.shape[1]):
        (alone,) = oracle.call(case, layer, [x[:, step : step + 1]])
        # flat, since one_hot drops a last axis of size 1
        one, other = np.reshape(alone, (2, -1)), np.reshape(whole[:, step], (2, -1))
        if one.shape != other.shape or not np.allclose(one, other, atol=1e-5):
            return False
    return True


@pytest.mark.keras
@pytest.mark.filterwarnings("ignore:.*destroy the mask information")
@pytest.mark.parametrize("name", STEPWISE)
def test_a_stepwise_layer_gives_the_same_for_a_step_alone(name: str) -> None:
    assert same_for_a_step_alone(STEPWISE[name])


@pytest.mark.keras
@pytest.mark.parametrize(("name", "fields"), OTHERS, ids=[name for name, _ in OTHERS])
def test_another_layer_does_not(name: str, fields: dict[str, Any]) -> None:
    assert getattr(rg, name)(**fields).timing_of(3) != "step"
    assert not same_for_a_step_alone({"layer": {"type": name, **fields}, "inputs": [{"shape": [5, 4]}]})


def test_every_stepwise_layer_has_a_case_that_proves_it() -> None:
    single = [each for each in LAYERS if each.arity == (1, 1)]
    stepwise = {each.__name__ for each in single if each.timing == "step" or each.timing_of is not Layer.timing_of}
    assert stepwise == {name.partition(":")[0] for name in STEPWISE}
