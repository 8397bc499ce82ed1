"""Inside a cell: the picture, read back, is the step that the layer computes."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

import rnngraph as rg
from rnngraph.layers.custom import cell
from rnngraph.report.cell.view import MAX_CELLS, CellView, cell_view
from rnngraph.report.diagram import FORMATS, render
from rnngraph.report.drawing.palette import LIGHT
from rnngraph.report.errors import NoPicture
from tests.report.pictures import DRAWN, NASTY, spec

SVG = "{http://www.w3.org/2000/svg}"
PEEPHOLE = {
    "description": "Gers & Schmidhuber, 2000.",
    "parameters": ["units"],
    "inputs": {"x": ["features"]},
    "states": {"h": ["units"], "c": ["units"]},
    "weights": {
        "kernel": {"shape": ["features", "4 * units"]},
        "recurrent_kernel": {"shape": ["units", "4 * units"]},
        "p_i": {"shape": ["units"]},
        "p_f": {"shape": ["units"]},
    },
    "step": {
        "a": "x @ kernel + h @ recurrent_kernel",
        "a_i, a_f, a_g, a_o": "split(a, 4)",
        "i": "sigmoid(a_i + p_i * c)",
        "f": "sigmoid(a_f + p_f * c)",
        "c": "f * c + i * tanh(a_g)",
        "h": "sigmoid(a_o) * tanh(c)",
    },
    "outputs": ["h"],
}


def model() -> rg.Graph:
    """Every kind of layer that has a cell, and one that has none."""
    x = rg.Input("x", (None, 8))
    lstm = rg.LSTM(4, return_sequences=True, name="lstm")(x)
    gru = rg.GRU(4, reset_after=False, return_sequences=True, name="gru")(lstm)
    both = rg.Bidirectional(rg.RNN([rg.LSTMCell(4), rg.GRUCell(3)], return_sequences=True), name="both")(gru)
    peephole = rg.RNN(cell("Peephole", **PEEPHOLE)(units=5), return_sequences=True, name="peephole")(both)
    simple = rg.SimpleRNN(4, activation="sparsemax", name="simple")(peephole)
    return rg.Graph("model", [x], rg.Dense(2, name="dense")(simple))


GRAPH = model()


def view(path: str) -> CellView:
    return cell_view(GRAPH.analysis, path)


def drawn(path: str) -> Element:
    return ElementTree.fromstring(render(view(path), "svg"))


def groups(picture: Element, *wanted: str) -> dict[str, Element]:
    found = [each for each in picture.iter(f"{SVG}g") if {*wanted} <= set(each.get("class", "").split())]
    named = {each.get("id", ""): each for each in found}
    assert len(named) == len(found), "an id is used twice"
    return named


def words(element: Element) -> list[str]:
    return [each.text or "" for each in element.iter(f"{SVG}text")]


class TestLstm:
    def test_has_the_gates_of_the_textbook(self) -> None:
        """Four gates on one affine map; c is forgotten, added to, and read through tanh (Gers et al., 2000)."""
        said = sorted(tuple(words(each)) for each in groups(drawn("lstm"), "function").values())
        assert said == [("tanh",), ("tanh", "g"), ("σ", "f"), ("σ", "i"), ("σ", "o")]
        (affine,) = groups(drawn("lstm"), "affine").values()
        assert words(affine) == ["a", "x @ kernel (8, 16)", "+ h @ recurrent_kernel (4, 16)", "+ bias (16,)"]
        assert sorted(words(each)[0] for each in groups(drawn("lstm"), "operator").values()) == ["+", "×", "×", "×"]

    def test_the_wires_are_the_formulas(self) -> None:
        (step,) = view("lstm").steps
        names = {piece.key: piece.name or piece.lines[0] for piece in step.flow.pieces}
        wires = sorted((names[wire.source], names[wire.target], wire.shape) for wire in step.flow.wires)
        four = "(None, 4)"
        assert wires == sorted(
            [
                ("x", "a", "(None, 8)"), ("h", "a", four),
                ("a", "i", four), ("a", "f", four), ("a", "g", four), ("a", "o", four),
                ("f", "×", four), ("c", "×", four), ("i", "×", four), ("g", "×", four),
                ("×", "c", four), ("×", "c", four),
                ("c", "tanh", four), ("tanh", "h", four), ("o", "h", four),
                ("c", "c", four), ("h", "h", four),
            ]
        )  # fmt: skip

    def test_the_cell_state_runs_straight_and_on_top(self) -> None:
        picture = drawn("lstm")
        heights = [_middle(groups(picture, "piece")[f"piece-{name}"]) for name in ("state-c", "result-c")]
        plus = next(each for each in groups(picture, "operator").values() if words(each) == ["+"])
        assert heights[0] == pytest.approx(heights[1], abs=1)
        assert _middle(plus) == pytest.approx(heights[0], abs=3)
        assert heights[0] < min(_middle(each) for each in groups(picture, "function").values())

    def test_states_have_their_colour(self) -> None:
        (c,) = [each for each in groups(drawn("lstm"), "wire", "state").values() if _ends(each) == ("state c", "p8")]
        path = c.find(f"{SVG}path")
        assert path is not None
        assert path.get("stroke") == LIGHT["state"]


def _middle(group: Element) -> float:
    heights = [float(each.get("y", "nan")) for each in group.iter(f"{SVG}text")]
    return sum(heights) / len(heights)


def _ends(group: Element) -> tuple[str | None, str | None]:
    return group.get("data-from"), group.get("data-to")


class TestOtherCells:
    def test_a_gru_says_where_it_resets(self) -> None:
        lines = [piece.lines for piece in view("gru").steps[0].flow.pieces if piece.kind == "affine"]
        assert ("a_g", "+ (r * h) @ u_g (4, 4)") in lines

    def test_weights_beside_an_operator_stand_in_it(self) -> None:
        pieces = view("peephole").steps[0].flow.pieces
        assert {piece.lines for piece in pieces if piece.kind == "operator"} >= {("× p_i",), ("× p_f",)}
        assert not any(piece.name == "p_i" for piece in pieces)

    def test_a_stack_is_fed_from_below_and_each_cell_has_its_sizes(self) -> None:
        stack = view("both/backward")
        assert [step.place for step in stack.steps] == ["cell_0", "cell_1"]
        (upper,) = [wire for wire in stack.steps[1].flow.wires if wire.source == "input x"]
        assert upper.shape == "(None, 4)"
        picture = drawn("both/backward")
        assert set(groups(picture, "cell")) == {"cell-cell_0", "cell-cell_1"}
        (link,) = [each for each in groups(picture, "wire").values() if "link" in each.get("id", "")]
        assert _ends(link) == ("cell_0 result h", "cell_1 input x")

    def test_one_cell_of_a_stack(self) -> None:
        (only,) = view("both/forward/cell_1").steps
        assert only.flow == view("both/forward").steps[1].flow

    def test_a_direction_left_out_is_the_forward_one(self) -> None:
        found = view("both")
        assert found.path == "both/forward"
        assert "both/backward is the same" in found.note

    def test_through_a_wrapper(self) -> None:
        layer = {"type": "TimeDistributed", "layer": {"type": "LSTM", "units": 4}}
        inputs = [{"name": "x", "shape": [None, 5, 8]}]
        graph = spec("deep", [{"name": "outer", **layer}], inputs)
        (step,) = cell_view(graph.analysis, "outer").steps
        assert ("x", "(None, 8)") in {(wire.name, wire.shape) for wire in step.flow.wires}

    def test_in_a_block_that_a_wrapper_holds(self) -> None:
        graph = DRAWN["blocks"]
        assert "held/lstm" in graph.insides
        assert "tower_2/step/lstm" in graph.insides
        (step,) = cell_view(graph.analysis, "held/lstm").steps
        assert ("x", "(None, 8)") in {(wire.name, wire.shape) for wire in step.flow.wires}
        with pytest.raises(NoPicture, match="of which one layer is drawn"):
            cell_view(graph.analysis, "held")

    def test_sizes_that_are_unknown_are_named(self) -> None:
        broken = spec("broken", [{"name": "lstm", "type": "LSTM", "units": 4, "inputs": "nothing"}])
        (step,) = cell_view(broken.analysis, "lstm").steps
        assert ("x", "(None, features)") in {(wire.name, wire.shape) for wire in step.flow.wires}


class TestRefusals:
    @pytest.mark.parametrize(
        ("path", "said"),
        [
            ("dense", "dense has no cell to draw: Dense is not recurrent; layers with one: lstm, gru, both, peephole"),
            ("nothing", "there is no layer 'nothing'; layers with one: lstm"),
            ("x", "there is no layer 'x'"),
            ("lstm/cell_0", "lstm has no part 'cell_0'; LSTM has no parts"),
            ("both/sideways", "both has no part 'sideways'; it has forward, backward"),
            ("both/forward/cell_7", "both/forward has no part 'cell_7'; it has cell_0, cell_1"),
            ("simple", "simple has no cell to draw: no formulas say what a step of SimpleRNN computes"),
            ("", "there is no layer ''"),
        ],
    )
    def test_say_what_there_is(self, path: str, said: str) -> None:
        with pytest.raises(NoPicture, match=re.escape(said)):
            view(path)

    def test_a_cell_in_python(self) -> None:
        kind = cell("Own", inputs={"x": ["i"]}, states={"s": ["i"]}, outputs={"y": ["i"]}, keras="a.b:C")
        graph = rg.Sequential("g", [rg.Input("x", (None, 8)), rg.RNN(kind(), name="rnn")])
        with pytest.raises(NoPicture, match="written in Python"):
            cell_view(graph.analysis, "rnn")

    def test_a_layer_that_could_not_be_read(self) -> None:
        graph = spec("broken", [{"name": "a", "type": "LSTM"}])
        with pytest.raises(NoPicture, match="could not be read"):
            cell_view(graph.analysis, "a")

    def test_only_what_can_be_drawn_is_offered(self) -> None:
        own = cell("Own", inputs={"x": ["i"]}, states={"s": ["i"]}, outputs={"y": ["i"]}, keras="a.b:C")
        x = rg.Input("x", (None, 4))
        stack = rg.RNN([own(), rg.GRUCell(4)], return_sequences=True, name="stack")(x)
        sparse = rg.GRU(4, activation="sparsemax", name="a")
        both = rg.Bidirectional(sparse, backward_layer=rg.GRU(4, go_backwards=True), name="both")(stack)
        graph = rg.Graph("g", [x], both)
        assert graph.insides == ("stack/cell_1", "both/backward")
        for path in graph.insides:
            assert cell_view(graph.analysis, path).steps

    def test_a_stack_too_high_to_be_read(self) -> None:
        cells = [rg.GRUCell(2)] * (MAX_CELLS + 1)
        graph = rg.Sequential("g", [rg.Input("x", (None, 8)), rg.RNN(cells, name="tall")])
        with pytest.raises(NoPicture, match="tall/cell_0"):
            cell_view(graph.analysis, "tall")
        assert cell_view(graph.analysis, "tall/cell_6").steps


@pytest.mark.parametrize("path", ["lstm", "gru", "both/backward", "peephole"])
class TestEveryCell:
    def test_is_drawn_in_every_format_and_both_ways(self, path: str) -> None:
        for layout in ("down", "right"):
            for suffix in FORMATS:
                assert render(view(path), suffix, layout)

    def test_no_box_lies_on_another(self, path: str) -> None:
        import json

        for layout in ("down", "right"):
            nodes = [
                each
                for each in json.loads(render(view(path), "json", layout))["nodes"]
                if "cell" not in each["classes"]
            ]
            for index, one in enumerate(nodes):
                for other in nodes[index + 1 :]:
                    apart = (abs(one[at] - other[at]) - (one[size] + other[size]) / 2
                             for at, size in (("x", "width"), ("y", "height")))  # fmt: skip
                    assert max(apart) > -2, (one["key"], other["key"])

    def test_pieces_and_wires_are_all_there(self, path: str) -> None:
        picture, steps = drawn(path), view(path).steps
        assert len(groups(picture, "piece")) == sum(len(step.flow.pieces) for step in steps)
        assert len(groups(picture, "wire")) >= sum(len(step.flow.wires) for step in steps)
        colours = {each.get(name) for each in picture.iter() for name in ("fill", "stroke")}
        assert colours - {None, "none"} <= {*LIGHT.values()}

    def test_is_described_in_words(self, path: str) -> None:
        description = drawn(path).findtext(f"{SVG}desc") or ""
        for step in view(path).steps:
            assert {*step.flow.formulas} <= {*description.splitlines()}


def test_names_of_a_hostile_cell_are_text() -> None:
    graph = spec(NASTY, [{"name": "a", "type": "LSTM", "units": 4, "description": NASTY}])
    assert b"<script" not in graph.diagram(format="svg", inside="a")


def test_the_graph_draws_it(tmp_path: object) -> None:
    assert GRAPH.insides == ("lstm", "gru", "both", "peephole")
    assert GRAPH.diagram(inside="lstm") == render(view("lstm"), "svg")
    with pytest.raises(ValueError, match="one of these"):
        GRAPH.diagram(inside="lstm", collapse="all")


def test_a_layer_of_a_block_in_a_block_in_a_wrapper_has_a_path() -> None:
    inner = rg.Input("a", (5, 3))
    deep = rg.Block(rg.Graph("deep", inner, rg.LSTM(3, return_sequences=True, name="d")(inner)), name="in")
    outer = rg.Input("b", (5, 3))
    block = rg.Block(rg.Graph("outer", outer, rg.GRU(2, name="e")(deep(outer))))
    x = rg.Input("x", (None, 5, 3))
    graph = rg.Graph("m", x, rg.TimeDistributed(block, name="td")(x))
    assert graph.insides == ("td/in/d", "td/e")
    for path in graph.insides:
        assert graph.diagram(format="dot", inside=path)
    with pytest.raises(ValueError, match=r"td/in has no part|td has no part"):
        graph.diagram(format="dot", inside="td/in/other")
