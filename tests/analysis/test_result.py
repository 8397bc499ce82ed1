"""What the result of the analysis answers about the whole model."""

from __future__ import annotations

import rnngraph as rg


def named(graph: rg.Graph) -> list[str]:
    return [each.name for each in graph.analysis.listing]


def test_an_input_is_listed_just_before_its_first_reader_and_last_if_unread() -> None:
    x, y, unread = rg.Input("x", (None, 4)), rg.Input("y", (None, 4)), rg.Input("unread", (4,))
    encoder = rg.GRU(3, name="encoder")(x)
    decoder = rg.GRU(3, name="decoder")(y, initial_state=encoder.states)
    assert named(rg.Graph("m", [unread, y, x], decoder)) == ["x", "encoder", "y", "decoder", "unread"]


def test_the_total_is_unknown_where_a_layer_has_an_error_or_there_is_none() -> None:
    x = rg.Input("x", (None, 4))
    assert rg.Graph("m", [x], rg.Dense(2)(x)).analysis.total_params == 10
    text = """{"rnngraph": 1, "name": "m", "inputs": [{"name": "x", "shape": [4]}],
        "layers": [{"type": "Dense", "units": 2}, {"type": "Dense"}]}"""
    broken = rg.loads(text).analysis
    assert (broken.total_params, broken.params) == (None, 10)
    assert rg.loads("{}").analysis.total_params is None


def test_a_title_is_the_type_where_the_layer_could_not_be_read() -> None:
    text = """{"rnngraph": 1, "name": "m", "inputs": [{"name": "x", "shape": [4]}],
        "layers": [{"type": "Dense"}, {"type": "Bidirectional", "layer": {"type": "GRU", "units": 2}}]}"""
    assert [fact.title for fact in rg.loads(text).analysis.nodes.values()] == ["Dense", "Bidirectional(GRU)"]
