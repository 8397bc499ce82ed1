"""The view: rows and edges as every report shows them."""

from __future__ import annotations

import rnngraph as rg
from rnngraph.report.model.rows import Edge


def attention_model() -> rg.Graph:
    source, target = rg.Input("source", (None,)), rg.Input("target", (None,))
    encoder = rg.Bidirectional(rg.LSTM(8, return_sequences=True), name="encoder")(rg.Embedding(50, 4)(source))
    h = rg.Concatenate(name="h")([encoder.forward_state_h, encoder.backward_state_h])
    c = rg.Concatenate(name="c")([encoder.forward_state_c, encoder.backward_state_c])
    embedded = rg.Embedding(60, 4, name="embedded")(target)
    decoder = rg.LSTM(16, return_sequences=True, name="decoder")(embedded, initial_state=[h, c])
    context = rg.Attention(name="attention")({"query": decoder, "value": encoder})
    return rg.Graph("attention_model", [source, target], rg.Dense(60)(context))


def test_state_edges_say_which_state_they_start() -> None:
    states = [edge for edge in attention_model().view.edges if edge.kind == "state"]
    assert states == [
        Edge("h", "decoder", "state", None, "state_h", (None, 16), "initial_state/0"),
        Edge("c", "decoder", "state", None, "state_c", (None, 16), "initial_state/1"),
    ]


def test_data_edges_carry_port_role_and_shape() -> None:
    edges = attention_model().view.edges
    assert Edge("encoder", "c", "data", "backward_state_c", None, (None, 8), "inputs/1") in edges
    assert Edge("decoder", "attention", "data", None, "query", (None, None, 16), "inputs/0") in edges
    assert Edge("encoder", "attention", "data", None, "value", (None, None, 16), "inputs/1") in edges


def test_a_bidirectional_shows_its_directions() -> None:
    row = attention_model().view.row("encoder")
    assert row and row.title == "Bidirectional(LSTM)"
    assert [(each.role, each.type) for each in row.inside] == [("forward", "LSTM"), ("backward", "LSTM")]
    assert ("units", "8") in row.inside[0].arguments
    assert row.inside[0].arguments == row.inside[1].arguments


def test_outputs_are_the_main_one_then_the_used_states_in_order() -> None:
    row = attention_model().view.row("encoder")
    states = ("forward_state_h", "forward_state_c", "backward_state_h", "backward_state_c")
    assert row and row.ports == ("output", *states)


def test_a_stack_of_cells_is_shown_as_one() -> None:
    graph = rg.Sequential("stack", [rg.Input("x", (None, 8)), rg.RNN([rg.LSTMCell(4), rg.GRUCell(3)], name="rnn")])
    row = graph.view.row("rnn")
    assert row and row.title == "RNN(LSTMCell, GRUCell)"
    assert [(each.role, each.type) for each in row.inside] == [("cell 0", "LSTMCell"), ("cell 1", "GRUCell")]


def test_arguments_are_those_that_must_be_given_or_differ() -> None:
    layer = rg.LSTM(4, activation="relu", kernel_initializer="zeros", return_sequences=True, seed=3, name="lstm")
    row = rg.Sequential("g", [rg.Input("x", (None, 8)), layer]).view.row("lstm")
    assert row and row.arguments == (("units", "4"), ("activation", "relu"), ("return_sequences", "yes"))


def test_what_is_unknown_stays_unknown() -> None:
    text = """{"rnngraph": 1, "name": "broken", "inputs": [{"name": "x", "shape": [null, 8]}], "layers": [
        {"name": "lstm", "type": "LSTM"}, {"name": "logits", "type": "Dense", "units": 2}]}"""
    view = rg.loads(text).view
    rows = {row.name: row for row in view.rows}
    assert (rows["lstm"].params, rows["lstm"].shapes, rows["lstm"].type) == (None, (None,), "LSTM")
    assert [problem.field for problem in rows["lstm"].problems] == ["units"]
    assert rows["logits"].problems == ()
    assert [edge.shape for edge in view.edges] == [(None, None, 8), None]


def test_an_input_stands_before_its_first_reader() -> None:
    names = [row.name for row in attention_model().view.rows]
    assert names.index("target") == names.index("embedded") - 1
    assert names[0] == "source"


def test_only_layers_with_weights_are_shared() -> None:
    x, y = rg.Input("x", (4,)), rg.Input("y", (4,))
    dense, relu = rg.Dense(3, name="dense"), rg.ReLU(name="relu")
    graph = rg.Graph("twins", [x, y], [relu(dense(x)), relu(dense(y))])
    assert graph.view.shared == {"dense"}
    assert b'id="shares-' in graph.diagram()
    assert graph.diagram().count(b'id="shares-') == 1
