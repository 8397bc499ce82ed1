"""Tags are what the models of specs/ are known for, and come from the graph alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import rnngraph as rg
from rnngraph.analysis.tags import TAGS

SPECS = Path(__file__).parents[2] / "specs"
KNOWN = {
    "encoder_decoder": {"encoder-decoder", "several inputs"},
    "attention_translator": {"encoder-decoder", "bidirectional", "attention", "masks", "several inputs"},
    "bidirectional": {"bidirectional", "stacked"},
    "embedding_lstm": set(),
    "lstm_autoencoder": {"encoder-decoder"},
    "nested": {"custom cell", "several inputs", "several outputs"},
    "stacked_cells": {"stacked", "several outputs"},
    "stateful": {"stateful"},
    "tagger": {"bidirectional", "masks"},
    "video": {"convolutional"},
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_model_of_the_guide(name: str) -> None:
    assert set(rg.load(SPECS / f"{name}.json").tags) == KNOWN[name]


def test_every_tag_but_those_of_blocks_is_met_in_the_specs() -> None:
    met = {tag for tags in KNOWN.values() for tag in tags}
    assert set(TAGS) - met == {"blocks", "shared weights"}


def test_a_layer_called_twice_shares_its_weights() -> None:
    left, right, dense = rg.Input("left", (4,)), rg.Input("right", (4,)), rg.Dense(2)
    assert rg.Graph("m", [left, right], rg.Add()([dense(left), dense(right)])).tags == (
        "shared weights",
        "several inputs",
    )


def test_states_may_pass_a_layer_on_their_way() -> None:
    x, y = rg.Input("x", (None, 4)), rg.Input("y", (None, 4))
    h = rg.Dense(3)(rg.GRU(3)(x).state_h)
    assert "encoder-decoder" in rg.Graph("m", [x, y], rg.GRU(3)(y, initial_state=h)).tags


def test_a_graph_that_is_wrong_has_the_tags_that_are_sure() -> None:
    document = """{"rnngraph": 1, "name": "m", "inputs": [{"name": "x", "shape": [null, 4]}], "layers": [
        {"type": "Bidirectional", "layer": {"type": "LSTM", "units": 2}}, {"type": "Dense", "unit": 2}]}"""
    graph = rg.loads(document)
    assert graph.check()
    assert graph.tags == ("bidirectional",)
