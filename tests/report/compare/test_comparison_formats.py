"""A comparison as text, JSON and Markdown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rnngraph.report.compare.formats import render
from rnngraph.report.compare.phrases import details, headline
from tests.analysis.test_comparison import compared, layers

CHANGED = layers({"name": "decoder", "layer": {"type": "GRU", "units": 6}})


def test_text_has_a_line_for_each_layer_and_its_fields_below() -> None:
    lines = render(compared(layers=CHANGED), "text").splitlines()
    assert lines[:2] == ["~ decoder (Bidirectional(GRU))", "    layer.units: 4 → 6"]
    assert lines[-1] == "1 changed, 1 affected; 2,107 → 2,359 parameters (+252)"


def test_text_has_colour_if_asked() -> None:
    assert "\x1b[" in render(compared(layers=CHANGED), "text", colour=True)


def test_json_has_totals_and_changes() -> None:
    found = json.loads(render(compared(layers=CHANGED), "json"))
    assert (found["before"]["total_params"], found["after"]["total_params"]) == (2107, 2359)
    assert found["layers"][0]["changes"] == [{"field": "layer/units", "before": 4, "after": 6, "default": None}]
    assert found["same"] is False


def test_markdown_escapes_what_a_document_contains() -> None:
    found = compared(training={"loss": "mse", "metrics": ["|<b>"]})
    assert "<b>" not in render(found, "markdown").replace("\\<b\\>", "")


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(ValueError, match="yaml"):
        render(compared(), "yaml")


def test_models_that_are_the_same() -> None:
    assert render(compared(), "text") == "both mean the same model, 2,107 parameters"


def test_an_unknown_total_is_a_question_mark() -> None:
    assert headline(compared(layers=layers({"name": "encoder", "units": -1}))).endswith("2,107 → ? parameters")


@pytest.mark.parametrize(
    ("layer", "phrase"),
    [
        ({"name": "encoder", "dropout": 0.5}, "dropout: 0.0 (default) → 0.5"),
        ({"name": "encoder", "activation": "elu"}, 'activation: "tanh" (default) → "elu"'),
        (
            {"name": "decoder", "layer": {"type": "GRU", "units": 4, "unroll": True}},
            "layer.unroll: false (default) → true",
        ),
        ({"name": "encoder", "mask": "source"}, 'mask: unset → "source"'),
    ],
)
def test_a_field_that_is_left_out_is_shown_as_its_default(layer: dict[str, Any], phrase: str) -> None:
    (difference,) = compared(layers=layers(layer)).layers
    assert phrase in details(difference)
