"""Ids, classes and tooltips of boxes and lines."""

from __future__ import annotations

import pytest

from rnngraph.report.drawing.svg_attributes import MAX_SENTENCES, key, svg_attributes, text_alternative


@pytest.mark.parametrize(
    ("name", "encoded"),
    [("encoder", "encoder"), ("tower_2/lstm", "tower_2/lstm"), ("two words", "two=20words"), ("50%", "50=25")],
)
def test_only_characters_that_no_name_has_are_encoded(name: str, encoded: str) -> None:
    assert key(name) == encoded


def test_classes_that_do_not_apply_are_left_out() -> None:
    assert svg_attributes("layer-a", "a", "layer", "", "input") == {
        "id": "layer-a",
        "class": "layer input",
        "tooltip": "a",
    }


def test_a_tooltip_is_text() -> None:
    assert svg_attributes("a", "<b> & \\N\n\x00")["tooltip"] == "&lt;b&gt; &amp; \\\\\\\\N\n\N{REPLACEMENT CHARACTER}"


def test_a_long_description_is_counted_not_written() -> None:
    sentences = [f"{index}." for index in range(MAX_SENTENCES + 7)]
    lines = text_alternative(sentences)["desc"].split("\n")
    assert lines == [*sentences[:MAX_SENTENCES], "And 7 more."]
