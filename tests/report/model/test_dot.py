"""DOT, as Graphviz's own parser reads it."""

from __future__ import annotations

import pytest
from pygraphviz import AGraph

from rnngraph.report.model.dot import model_dot
from tests.report.pictures import DRAWN


@pytest.mark.parametrize("name", DRAWN)
def test_has_a_node_a_layer_and_an_edge_a_connection(name: str) -> None:
    view = DRAWN[name].view
    parsed = AGraph(string=model_dot(view))
    assert parsed.name == (view.name or "model")
    boxes = [node for node in parsed.nodes() if node.attr["class"].split()[0] == "layer"]
    assert {str(node) for node in boxes} == {row.name for row in view.rows}
    assert all(node.attr["id"] == f"layer-{node}" for node in boxes)
    names = {row.name for row in view.rows}
    joined = {(e.source, e.target) for e in view.edges if e.source in names}
    lines = [each for each in parsed.edges() if each.attr["class"] != "shares"]
    assert {(str(a), str(b)) for a, b in lines if {str(a), str(b)} <= names} == joined


def test_an_output_is_no_layer_of_its_name() -> None:
    parsed = AGraph(string=model_dot(DRAWN["encoder_decoder"].view))
    assert {"logits", "output logits"} <= {str(node) for node in parsed.nodes()}
    assert parsed.has_edge("logits", "output logits")


def test_names_a_reader_can_style() -> None:
    parsed = AGraph(string=model_dot(DRAWN["encoder_decoder"].view))
    assert parsed.get_node("encoder").attr["class"] == "layer recurrent cudnn"
    assert parsed.get_node("source").attr["class"] == "layer input"
    assert parsed.get_edge("encoder", "decoder").attr["class"] == "state"
    assert parsed.get_edge("encoder", "decoder").attr["style"] == "dashed"


def test_only_a_pair_that_states_connect_shares_a_rank() -> None:
    pair, fan = AGraph(string=model_dot(DRAWN["encoder_decoder"].view)), AGraph(string=model_dot(DRAWN["broken"].view))
    assert pair.get_edge("encoder", "decoder").attr["minlen"] == "0"
    for name in ("decoder", "swapped"):
        assert not fan.get_edge("encoder", name).attr["minlen"]
