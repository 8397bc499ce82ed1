"""The analysis of each layer against what Keras was seen to do (tests/layers/cases; `tests.layers.regenerate`)."""

from __future__ import annotations

from typing import Any

import pytest

from rnngraph.analysis import analyse
from rnngraph.documents.load import from_text
from rnngraph.layers import CELLS, LAYERS
from tests.layers.documents import CASES, all_cases, document


@pytest.mark.parametrize("case", all_cases())
def test_the_analysis_says_what_keras_does(case: dict[str, Any]) -> None:
    analysis = analyse(from_text(document(case)))
    assert analysis.problems == ()
    facts = analysis.nodes["subject"].facts
    assert facts is not None
    outputs = [
        {"shape": list(port.type.shape), "dtype": port.type.dtype, "masked": port.mask is not None}
        for port in facts.outputs
    ]
    weights = [
        {"name": each.name, "shape": list(each.shape), "dtype": each.dtype, "trainable": each.trainable}
        for each in facts.weights
    ]
    assert outputs[: len(case["expect"]["outputs"])] == case["expect"]["outputs"]
    assert weights == case["expect"]["weights"]
    assert (facts.cudnn.eligible if facts.cudnn else None) == case["expect"]["cudnn"]


def test_every_layer_and_cell_has_cases() -> None:
    assert {path.stem for path in CASES.glob("*.json")} == {kind.__name__ for kind in (*LAYERS, *CELLS)}
