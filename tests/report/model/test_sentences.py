"""The diagram in words."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.report.pictures import DRAWN

SVG = "{http://www.w3.org/2000/svg}"


def said(name: str, layer: str) -> str:
    (sentence,) = [each for each in DRAWN[name].view.sentences if each.startswith(f"{layer} ")]
    return sentence


def test_a_layer_says_what_it_reads_gives_and_starts() -> None:
    assert said("encoder_decoder", "source") == "source is an input, int32 of shape (None, None)."
    assert said("encoder_decoder", "encoder") == (
        "encoder (LSTM, 64 units) reads source_embedding, gives (None, 64) and has 33,024 parameters; "
        "it starts decoder with state_h, state_c."
    )
    assert "it starts with state_h from encoder.state_h, state_c from encoder.state_c" in said(
        "encoder_decoder", "decoder"
    )
    assert said("encoder_decoder", "logits").endswith("650 parameters; it is the output logits.")


def test_inputs_by_name_masks_shared_weights_and_errors() -> None:
    assert "reads decoder as query, encoder as value" in said("translator", "attention")
    assert "scores of it is the output scores" in said("translator", "attention")
    assert "kept is its mask" in said("masked", "slow")
    assert "has the weights of slow" in said("masked", "again")
    assert "error RG" in said("broken", "decoder")
    assert "nowhere is referred to, but not in the graph." in DRAWN["broken"].view.sentences


@pytest.mark.parametrize("name", DRAWN)
def test_the_svg_has_them(name: str) -> None:
    view = DRAWN[name].view
    description = ElementTree.fromstring(DRAWN[name].diagram(format="svg")).findtext(f"{SVG}desc") or ""
    assert description.split("\n") == ([*view.sentences] or [""])
    assert len(view.sentences) == len(view.rows) + len(view.missing)
    assert not any(each in description for each in "\x00\x1b")
    assert DRAWN[name].diagram(format="txt").decode().splitlines() == [*view.sentences]


def test_hostile_text_is_text() -> None:
    assert any("<script>" in each for each in DRAWN["hostile"].view.sentences)
    assert b"<script" not in DRAWN["hostile"].diagram(format="svg")
