"""The connections as a networkx graph."""

from __future__ import annotations

import networkx
import pytest

from tests.report.pictures import DRAWN, SPECS


def test_nodes_carry_what_is_known_of_a_layer() -> None:
    graph = DRAWN["encoder_decoder"].to_networkx()
    assert graph.nodes["encoder"] == {"type": "LSTM", "params": 33_024, "shape": (None, 64), "cudnn": True}
    assert graph.nodes["source"] == {"type": "InputLayer", "params": 0, "shape": (None, None), "cudnn": None}
    assert DRAWN["mnist_cell"].to_networkx().nodes["reader"]["cudnn"] is False


def test_state_links_are_marked_one_a_state() -> None:
    graph = DRAWN["encoder_decoder"].to_networkx()
    states = [data for _, _, data in graph.edges(data=True) if data["kind"] == "state"]
    assert states == [
        {"kind": "state", "port": "state_h", "role": "state_h", "shape": (None, 64)},
        {"kind": "state", "port": "state_c", "role": "state_c", "shape": (None, 64)},
    ]
    assert graph.number_of_edges("encoder", "decoder") == 2


def test_edges_carry_shape_role_and_mask() -> None:
    translator, masked = DRAWN["translator"].to_networkx(), DRAWN["masked"].to_networkx()
    (query,) = translator.get_edge_data("decoder", "attention").values()
    assert query == {"kind": "data", "port": None, "role": "query", "shape": (None, None, 16)}
    (mask,) = masked.get_edge_data("kept", "slow").values()
    assert mask == {"kind": "mask", "port": None, "role": "mask", "shape": (None, 10)}


def test_the_graph_has_name_and_outputs() -> None:
    graph = DRAWN["translator"].to_networkx()
    assert graph.graph == {"name": "translator", "outputs": {"words": "logits", "scores": "attention.scores"}}


@pytest.mark.parametrize("name", [path.stem for path in SPECS])
def test_a_model_is_acyclic_and_every_output_is_reached(name: str) -> None:
    graph = DRAWN[name].to_networkx()
    assert networkx.is_directed_acyclic_graph(graph)
    inputs = {node for node, kind in graph.nodes(data="type") if kind == "InputLayer"}
    for ref in graph.graph["outputs"].values():
        assert inputs & networkx.ancestors(graph, ref.partition(".")[0])


def test_a_broken_graph_has_its_missing_names_and_unknown_shapes() -> None:
    graph = DRAWN["broken"].to_networkx()
    assert graph.nodes["nowhere"] == {"type": None, "params": None, "shape": None, "cudnn": None}
    assert graph.get_edge_data("nowhere", "lost")[0]["shape"] is None
    assert not networkx.is_directed_acyclic_graph(DRAWN["cycle"].to_networkx())
