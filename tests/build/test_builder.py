"""What is asked of the builder is asked of a document and of Python calls alike: both give the same graph."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

import rnngraph as rg
from rnngraph.build.builder import GivenCall, GivenLayer, GraphBuilder
from rnngraph.graph import Graph, Input, Pointer, Ref

SEQUENCE = {"name": "x", "shape": [None, 3]}
VECTOR = {"name": "v", "shape": [4]}


class Case(NamedTuple):
    """One model, as a document's sections and as Python calls, and the codes of what is wrong with it."""

    sections: dict[str, Any]
    calls: Callable[[], rg.Graph]
    codes: tuple[str, ...] = ()


def x() -> Any:
    return rg.Input("x", (None, 3))


def v() -> Any:
    return rg.Input("v", (4,))


def stack() -> rg.Graph:
    given = x()
    return rg.Graph("m", given, rg.Dense(2)(rg.LSTM(4)(given)))


def sharing() -> rg.Graph:
    given, lstm = x(), rg.LSTM(4)
    return rg.Graph("m", given, rg.Add()([lstm(given), lstm(rg.Dense(3)(given))]))


def named_sharing() -> rg.Graph:
    given, lstm = x(), rg.LSTM(4, name="encoder")
    return rg.Graph("m", given, rg.Add()([lstm(given), lstm(rg.Dense(3)(given))]))


def all_states() -> rg.Graph:
    given = x()
    encoder = rg.LSTM(4, name="encoder")(given)
    return rg.Graph("m", given, rg.LSTM(4, name="decoder")(given, initial_state=encoder))


def one_state() -> rg.Graph:
    given = x()
    encoder = rg.LSTM(4, name="encoder")(given)
    return rg.Graph("m", given, rg.GRU(4, name="decoder")(given, initial_state=[encoder]))


def listed_states() -> rg.Graph:
    given = x()
    encoder = rg.LSTM(4, name="encoder")(given)
    return rg.Graph("m", given, rg.LSTM(4, name="decoder")(given, initial_state=encoder.states))


def ports() -> rg.Graph:
    given = x()
    encoder = rg.LSTM(4, name="encoder")(given)
    return rg.Graph("m", given, [encoder, encoder.state_h])


def named_outputs() -> rg.Graph:
    given = x()
    encoder = rg.LSTM(4, name="encoder")(given)
    return rg.Graph("m", given, {"code": encoder, "memory": encoder.state_c})


def dict_of_inputs() -> rg.Graph:
    given = x()
    return rg.Graph("m", given, rg.Attention(name="a")({"value": rg.Dense(3, name="d")(given), "query": given}))


def unknown_names() -> rg.Graph:
    given = x()
    return rg.Graph("m", given, rg.Attention(name="a")({"values": rg.Dense(3, name="d")(given), "query": given}))


def learned_start() -> rg.Graph:
    given = v()
    start = rg.Variable((4,), name="start")([])
    return rg.Graph("m", given, rg.Add(name="add")([start, rg.Dense(4, name="d")(given)]))


def repeated() -> rg.Graph:
    inner = rg.Input("u", (4,))
    block = rg.Block(rg.Graph("twice", inner, rg.Dense(4, name="d")(inner)), repeat=2)
    given = v()
    return rg.Graph("m", given, rg.Dense(2)(block(given)))


def twice(make: Callable[[str, Any], Any]) -> Callable[[], rg.Graph]:
    def graph() -> rg.Graph:
        given = x()
        return rg.Graph("m", given, make("a", make("a", given)))

    return graph


def two_inputs() -> rg.Graph:
    one, other = rg.Input("x", (3,)), rg.Input("x", (4,))
    return rg.Graph("m", [one, other], rg.Concatenate(name="c")([rg.Dense(2, name="d")(one), other]))


TWICE = {"type": "Block", "block": "twice", "repeat": 2}
TWICE_SECTION = {
    "inputs": [{"name": "u", "shape": [4]}],
    "layers": [{"name": "d", "type": "Dense", "units": 4}],
    "outputs": ["d"],
}
ENCODER = {"name": "encoder", "type": "LSTM", "units": 4, "inputs": "x"}
DECODER = {"name": "decoder", "type": "LSTM", "units": 4, "inputs": "x"}

RIGHT = {
    "default names": Case({"layers": [{"type": "LSTM", "units": 4}, {"type": "Dense", "units": 2}]}, stack),
    "sharing, named by the type": Case(
        {
            "layers": [
                {"type": "LSTM", "units": 4},
                {"type": "Dense", "units": 3, "inputs": "x"},
                {"shares": "lstm", "inputs": "dense"},
                {"type": "Add", "inputs": ["lstm", "lstm_1"]},
            ]
        },
        sharing,
    ),
    "sharing of a layer with a name": Case(
        {
            "layers": [
                ENCODER,
                {"type": "Dense", "units": 3, "inputs": "x"},
                {"shares": "encoder", "inputs": "dense"},
                {"type": "Add", "inputs": ["encoder", "lstm"]},
            ]
        },
        named_sharing,
    ),
    "a bare name is all states": Case({"layers": [ENCODER, {**DECODER, "initial_state": "encoder"}]}, all_states),
    "in a list it is the output": Case(
        {"layers": [ENCODER, {**DECODER, "type": "GRU", "initial_state": ["encoder"]}]}, one_state
    ),
    "states, one by one": Case({"layers": [ENCODER, {**DECODER, "initial_state": "encoder.states"}]}, listed_states),
    "outputs of one layer": Case({"layers": [ENCODER], "outputs": ["encoder", "encoder.state_h"]}, ports),
    "named outputs": Case(
        {"layers": [ENCODER], "outputs": {"code": "encoder", "memory": "encoder.state_c"}}, named_outputs
    ),
    "a dict in the layer's order": Case(
        {
            "layers": [
                {"name": "d", "type": "Dense", "units": 3},
                {"name": "a", "type": "Attention", "inputs": {"value": "d", "query": "x"}},
            ]
        },
        dict_of_inputs,
    ),
    "what reads nothing": Case(
        {
            "inputs": [VECTOR],
            "layers": [
                {"name": "start", "type": "Variable", "shape": [4]},
                {"name": "d", "type": "Dense", "units": 4},
                {"name": "add", "type": "Add", "inputs": ["start", "d"]},
            ],
        },
        learned_start,
    ),
    "a block, repeated": Case(
        {"inputs": [VECTOR], "blocks": {"twice": TWICE_SECTION}, "layers": [TWICE, {"type": "Dense", "units": 2}]},
        repeated,
    ),
}

WRONG = {
    "a layer's name is taken": Case(
        {"layers": [{"name": "a", "type": "Dense", "units": 3}, {"name": "a", "type": "Dense", "units": 3}]},
        twice(lambda name, given: rg.Dense(3, name=name)(given)),
        ("RG201",),
    ),
    "an input's name is taken": Case(
        {
            "inputs": [{"name": "x", "shape": [3]}, {"name": "x", "shape": [4]}],
            "layers": [
                {"name": "d", "type": "Dense", "units": 2, "inputs": "x"},
                {"name": "c", "type": "Concatenate", "inputs": ["d", "x"]},
            ],
        },
        two_inputs,
        ("RG201",),
    ),
    "a name that can't be one": Case(
        {"layers": [{"name": "a b", "type": "Dense", "units": 3}]},
        lambda: rg.Graph("m", given := x(), rg.Dense(3, name="a b")(given)),
        ("RG116",),
    ),
    "an output's name that can't be one": Case(
        {"layers": [{"name": "a", "type": "Dense", "units": 3}], "outputs": {"a b": "a"}},
        lambda: rg.Graph("m", given := x(), {"a b": rg.Dense(3, name="a")(given)}),
        ("RG116",),
    ),
    "an output twice": Case(
        {"layers": [{"name": "a", "type": "Dense", "units": 3}], "outputs": ["a", "a"]},
        lambda: rg.Graph("m", given := x(), [a := rg.Dense(3, name="a")(given), a]),
        ("RG208",),
    ),
    "no outputs": Case(
        {"layers": [{"name": "a", "type": "Dense", "units": 3}], "outputs": []},
        lambda: rg.Graph("m", x(), []),
        ("RG207",),
    ),
    "no layers": Case({"layers": [], "outputs": ["x"]}, lambda: rg.Graph("m", given := x(), given), ("RG206",)),
    "no inputs": Case(
        {"inputs": [], "layers": [{"name": "start", "type": "Variable", "shape": [4]}]},
        lambda: rg.Graph("m", [], rg.Variable((4,), name="start")([])),
        ("RG205",),
    ),
    "a cell in place of a layer": Case(
        {"layers": [{"type": "LSTMCell", "units": 4}]},
        lambda: rg.Graph("m", given := x(), rg.LSTMCell(4)(given)),
        ("RG118",),
    ),
    "names that the layer does not know": Case(
        {
            "layers": [
                {"name": "d", "type": "Dense", "units": 3},
                {"name": "a", "type": "Attention", "inputs": {"values": "d", "query": "x"}},
            ]
        },
        unknown_names,
        ("RG211",),
    ),
    "too many inputs": Case(
        {
            "layers": [
                {"name": "d", "type": "Dense", "units": 3},
                {"name": "e", "type": "Dense", "units": 3, "inputs": ["x", "d"]},
            ]
        },
        lambda: rg.Graph("m", given := x(), rg.Dense(3, name="e")([given, rg.Dense(3, name="d")(given)])),
        ("RG210",),
    ),
    "states of a layer without any": Case(
        {
            "layers": [
                {"name": "d", "type": "Dense", "units": 3},
                {"name": "e", "type": "Dense", "units": 3, "inputs": "x", "initial_state": ["d"]},
            ]
        },
        lambda: rg.Graph("m", given := x(), rg.Dense(3, name="e")(given, initial_state=[rg.Dense(3, name="d")(given)])),
        ("RG405",),
    ),
    "an argument that the layer does not take": Case(
        {"layers": [{"name": "d", "type": "Dense", "units": 3, "use_causal_mask": True}]},
        lambda: rg.Graph("m", given := x(), rg.Dense(3, name="d")(given, use_causal_mask=True)),
        ("RG212",),
    ),
    "a batch size that can't be one": Case(
        {"layers": [{"name": "d", "type": "Dense", "units": 3}], "batch_size": 0},
        lambda: rg.Graph("m", given := x(), rg.Dense(3, name="d")(given), batch_size=0),
        ("RG113",),
    ),
}


def document(case: Case) -> rg.Graph:
    return rg.loads(json.dumps({"rnngraph": 1, "name": "m", "inputs": [SEQUENCE], **case.sections}))


def errors(graph: rg.Graph) -> tuple[str, ...]:
    return tuple(each.code for each in graph.check() if each.severity == "error")


@pytest.mark.parametrize("case", RIGHT.values(), ids=RIGHT)
def test_both_give_the_same_graph(case: Case) -> None:
    written, called = document(case), case.calls()
    assert errors(written) == errors(called) == ()
    assert written.data == called.data
    assert [node.name for node in written.data.nodes] == [node.name for node in called.data.nodes]
    assert rg.loads(called.to_json()).data == called.data


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_both_report_the_same(case: Case) -> None:
    assert errors(document(case)) == case.codes
    assert errors(case.calls()) == case.codes


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_the_places_are_those_of_the_author(case: Case) -> None:
    assert all(each.line and each.path is None for each in document(case).check())
    assert all(each.line and each.path == __file__ for each in case.calls().check())


class TestBuilder:
    """The builder by itself, as an import uses it."""

    def builder(self, *layers: GivenLayer, inputs: tuple[str, ...] = ("x",)) -> tuple[GraphBuilder, tuple[str, ...]]:
        builder = GraphBuilder(lambda *path: Pointer("/".join(map(str, ("", *path)))))
        names = builder.declare([Input(name, (None, 3)) for name in inputs], layers)
        return builder, names.layers

    def graph(self, builder: GraphBuilder, names: tuple[str, ...], *calls: GivenCall) -> Graph:
        for name, call in zip(names, calls, strict=True):
            builder.call(name, call)
        return builder.graph("m", None)

    def test_a_stack_needs_no_references(self) -> None:
        builder, names = self.builder(GivenLayer(rg.Dense(2), "Dense"), GivenLayer(rg.Dense(3), "Dense"))
        graph = self.graph(builder, names, GivenCall(), GivenCall())
        assert [node.inputs for node in graph.nodes] == [(Ref("x"),), (Ref("dense"),)]
        assert [output.ref for output in graph.outputs] == [Ref("dense_1")]
        assert graph.problems == ()

    def test_a_free_name_is_nobody_elses(self) -> None:
        given = [GivenLayer(rg.Dense(2), "Dense", name) for name in ("a", "a", "a_2", "a")]
        builder, names = self.builder(*given)
        assert names == ("a", "a_3", "a_2", "a_4")
        assert [type(each).__name__ for each in builder.problems] == ["DuplicateName", "DuplicateName"]

    def test_weights_are_shared_by_position_or_by_name(self) -> None:
        lstm = rg.LSTM(4)
        given = [GivenLayer(lstm, "LSTM"), GivenLayer(lstm, "LSTM", shares=0), GivenLayer(None, "", shares="lstm_1")]
        builder, names = self.builder(*given)
        graph = self.graph(builder, names, *[GivenCall(Ref("x"))] * 3)
        assert [(node.name, node.shares) for node in graph.nodes] == [
            ("lstm", None),
            ("lstm_1", "lstm"),
            ("lstm_2", "lstm_1"),
        ]
        assert all(node.layer == lstm for node in graph.nodes)

    def test_one_name_means_one_cell(self) -> None:
        one, other = (
            rg.cell("Leaky", inputs={"x": ["i"]}, states={"h": ["i"]}, step={"h": f"{rate} * h + x"}, outputs=["h"])
            for rate in (0.1, 0.2)
        )
        layers = [GivenLayer(rg.RNN(cell()), "RNN") for cell in (one, other)]
        builder, names = self.builder(*layers)
        (found,) = builder.problems
        assert (type(found).__name__, found.node) == ("InvalidCellName", names[1])

    def test_several_inputs_have_to_be_chosen_among(self) -> None:
        builder, names = self.builder(GivenLayer(rg.Dense(2), "Dense"), inputs=("x", "y"))
        assert self.graph(builder, names, GivenCall()).nodes[0].inputs == ()
        assert [type(each).__name__ for each in builder.problems] == ["AmbiguousInput"]

    def test_what_could_not_be_read_reads_nothing(self) -> None:
        builder, names = self.builder(GivenLayer(rg.Dense(2), "Dense"))
        (node,) = self.graph(builder, names, GivenCall(readable=False)).nodes
        assert (node.inputs, node.layer, node.type) == ((), None, "Dense")

    def test_a_layer_is_named_after_what_it_shares(self) -> None:
        _, names = self.builder(GivenLayer(rg.LSTM(4), "LSTM", "encoder"), GivenLayer(None, "", shares="encoder"))
        assert names == ("encoder", "lstm")
