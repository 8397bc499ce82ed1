"""A model over time steps: what is there at each step, what once, and how states flow, read back from the picture."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

import rnngraph as rg
from rnngraph.report.diagram import FORMATS, render
from rnngraph.report.drawing.palette import LIGHT
from rnngraph.report.errors import NoPicture
from rnngraph.report.unrolled.view import MAX_STEPS, Unrolled, unroll
from tests.report.cell.test_cell_pictures import groups
from tests.report.pictures import DRAWN, SPECS, spec

SVG = "{http://www.w3.org/2000/svg}"


def unrolled(graph: rg.Graph, steps: int = 3) -> Unrolled:
    return unroll(graph.analysis, graph.view, steps)


def flows(view: Unrolled, kind: str) -> set[tuple[str, str]]:
    return {(line.source, line.target) for line in view.lines if line.kind == kind}


def places(view: Unrolled, layout: str | None = None) -> dict[str, dict[str, float]]:
    drawn = json.loads(render(view, "json", layout))  # type: ignore[arg-type]
    return {each["key"].replace("=20", " "): each for each in drawn["nodes"]}


class TestEncoderDecoder:
    """Sutskever et al., 2014: the encoder's last state starts the decoder, which is run over its own steps."""

    view = unrolled(DRAWN["encoder_decoder"], 4)

    def test_states_go_from_step_to_step_and_from_the_last_to_the_decoder(self) -> None:
        steps = [(f"{name} {at} 0", f"{name} {at + 1} 0") for name in ("encoder", "decoder") for at in range(3)]
        assert flows(self.view, "state") == {*steps, ("encoder 3 0", "decoder 0 0")}
        assert {line.word for line in self.view.lines if line.kind == "state"} == {"h, c"}

    def test_the_last_step_alone_is_read_by_a_dense_layer(self) -> None:
        assert ("decoder 3 0", "logits") in flows(self.view, "data")
        assert [box.step for box in self.view.boxes if box.row == "logits"] == [None, None]
        assert ("logits", "output logits 0") in flows(self.view, "data")

    def test_is_drawn_as_in_the_paper(self) -> None:
        at = places(self.view)
        chain = [f"{name} {step} 0" for name in ("encoder", "decoder") for step in range(4)]
        assert len({round(at[key]["y"]) for key in chain}) == 1
        assert [at[key]["x"] for key in chain] == sorted(at[key]["x"] for key in chain)
        column = [at[key] for key in ("target 3", "target_embedding 3", "decoder 3 0", "logits", "output logits 0")]
        assert len({round(each["x"]) for each in column}) == 1
        assert [each["y"] for each in column] == sorted((each["y"] for each in column), reverse=True)

    def test_layouts_turn_it(self) -> None:
        down, right = places(self.view, "down"), places(self.view, "right")
        assert down["source 0"]["y"] < down["encoder 0 0"]["y"]
        assert down["encoder 0 0"]["x"] < down["encoder 1 0"]["x"]
        assert right["source 0"]["x"] < right["encoder 0 0"]["x"]
        assert right["encoder 0 0"]["y"] < right["encoder 1 0"]["y"]


class TestDirections:
    def test_the_backward_direction_runs_from_the_last_step_to_the_first(self) -> None:
        view = unrolled(DRAWN["sentiment"], 3)
        states = flows(view, "state")
        assert {("lower 0 0", "lower 1 0"), ("lower 1 0", "lower 2 0")} <= states
        assert {("lower 2 1", "lower 1 1"), ("lower 1 1", "lower 0 1")} <= states

    def test_what_both_give_last_is_merged_once(self) -> None:
        """The backward direction is done with the first step when it ends."""
        view = unrolled(DRAWN["sentiment"], 3)
        assert {source for source, target in flows(view, "data") if target == "upper merge"} == {
            "upper 2 0",
            "upper 0 1",
        }
        assert ("lower 1 merge", "upper 1 0") in flows(view, "data")
        assert ("upper merge", "positive") in flows(view, "data")

    def test_go_backwards_alone(self) -> None:
        layer = {"name": "a", "type": "GRU", "units": 2, "go_backwards": True}
        view = unrolled(spec("g", [layer, {"name": "b", "type": "Dense", "units": 2}]))
        assert flows(view, "state") == {("a 2 0", "a 1 0"), ("a 1 0", "a 0 0")}
        assert ("a 0 0", "b") in flows(view, "data")

    def test_states_that_start_both_directions_come_in_where_each_begins(self) -> None:
        twin = {"type": "Bidirectional", "layer": {"type": "GRU", "units": 4, "return_sequences": True}}
        layers = [{"name": "one", **twin}, {"name": "two", **twin, "inputs": "x", "initial_state": "one"}]
        assert {("one 2 0", "two 0 0"), ("one 0 1", "two 2 1")} <= flows(unrolled(spec("g", layers)), "state")


class TestEveryKindOfLayer:
    def test_attention_takes_all_steps_and_gives_one_a_step_of_the_query(self) -> None:
        view = unrolled(DRAWN["attention_translator"], 2)
        data = flows(view, "data")
        assert {(f"encoder {step} merge", "attention") for step in range(2)} <= data
        assert {(f"decoder {step} 0", "attention") for step in range(2)} <= data
        assert {("attention", f"context {step}") for step in range(2)} <= data

    def test_a_stack_is_a_cell_above_the_other_at_each_step(self) -> None:
        view = unrolled(DRAWN["stacked_cells"], 2)
        assert {("deep 0 0", "deep 0 1"), ("deep 1 1", "deep 1 2"), ("deep 1 2", "output 1")} <= flows(view, "data")
        assert {(f"deep 0 {cell}", f"deep 1 {cell}") for cell in range(3)} <= flows(view, "state")

    def test_a_repeated_vector_begins_a_time_axis_of_its_own(self) -> None:
        view = unrolled(DRAWN["lstm_autoencoder"], 3)
        assert view.columns == (0, 1, 2, 0, 1, 2)
        assert ("encoder 2 0", "repeat") in flows(view, "data")
        assert {("repeat", f"decoder {step} 0") for step in range(3)} <= flows(view, "data")

    def test_what_starts_a_state_stands_before_the_first_step(self) -> None:
        view = unrolled(DRAWN["caption"], 2)
        assert view.columns == (None, 0, 1)
        boxes = {box.key: box for box in view.boxes}
        assert (boxes["start_h"].first, boxes["start_h"].level) == (0, boxes["writer 0 0"].level)
        assert {("start_h", "writer 0 0"), ("start_c", "writer 0 0")} <= flows(view, "state")

    def test_a_stateful_layer_goes_on_from_the_batch_before(self) -> None:
        layer = {"name": "a", "type": "Bidirectional", "layer": {"type": "GRU", "units": 2, "stateful": True}}
        view = unrolled(spec("g", [layer], batch_size=4))
        assert view.columns == (None, 0, 1, 2)
        assert {("a kept 0", "a 0 0"), ("a kept 1", "a 2 1")} <= flows(view, "state")
        assert any("going on from the batch before" in each for each in view.sentences)

    def test_an_initial_state_comes_before_a_kept_one(self) -> None:
        """Keras: `initial_state` is taken at every call, whatever was kept."""
        layers = [
            {"name": "a", "type": "GRU", "units": 2},
            {"name": "b", "type": "GRU", "units": 2, "stateful": True, "inputs": "x", "initial_state": "a"},
        ]
        assert not [box for box in unrolled(spec("g", layers, batch_size=4)).boxes if "kept" in box.key]

    def test_one_step_is_taken_where_a_slice_says_so(self) -> None:
        layers = [
            {"name": "a", "type": "LSTM", "units": 2, "return_sequences": True},
            {"name": "last", "type": "Slice", "axis": 1, "index": -1, "inputs": "a"},
            {"name": "first", "type": "Slice", "axis": 1, "index": 0, "inputs": "a"},
            {"name": "sum", "type": "Add", "inputs": ["first", "last"]},
        ]
        data = flows(unrolled(spec("g", layers)), "data")
        assert [source for source, target in data if target == "last"] == ["a 2 0"]
        assert [source for source, target in data if target == "first"] == ["a 0 0"]


class TestBounds:
    @pytest.mark.parametrize("steps", [0, -1, MAX_STEPS + 1])
    def test_of_steps(self, steps: int) -> None:
        with pytest.raises(NoPicture, match=f"1 to {MAX_STEPS} time steps, not {steps}"):
            unrolled(DRAWN["mnist"], steps)

    def test_of_boxes(self) -> None:
        layers = [{"name": f"a{index}", "type": "LSTM", "units": 2, "return_sequences": True} for index in range(150)]
        with pytest.raises(NoPicture, match="3,624 boxes over 24 time steps are too many"):
            unrolled(spec("tall", layers), MAX_STEPS)

    def test_of_models(self) -> None:
        with pytest.raises(NoPicture, match="no recurrent layer"):
            unrolled(spec("flat", [{"name": "a", "type": "Dense", "units": 2}]))

    def test_one_step_is_a_picture(self) -> None:
        assert flows(unrolled(DRAWN["encoder_decoder"], 1), "state") == {("encoder 0 0", "decoder 0 0")}

    def test_only_one_kind_of_picture_at_a_time(self) -> None:
        with pytest.raises(ValueError, match="one of these"):
            DRAWN["mnist"].diagram(unrolled=2, inside="reader")


@pytest.mark.parametrize("name", DRAWN)
def test_whatever_it_is_it_is_drawn_or_refused(name: str) -> None:
    """Broken graphs, cycles, hostile names: a picture, or a plain word."""
    graph = DRAWN[name]
    try:
        view = unrolled(graph, 2)
    except NoPicture:
        return
    keys = {box.key for box in view.boxes}
    assert {end for line in view.lines for end in (line.source, line.target)} <= keys
    picture = ElementTree.fromstring(render(view, "svg"))
    # Two steps have their numbers wherever something stands at the first of them alone.
    axes = {box.first for box in view.boxes if box.first == box.last and view.columns[box.first] == 0}
    assert len(groups(picture, "node")) == len(view.boxes) + 2 * len(axes) + 1
    assert len(groups(picture, "edge")) == len(view.lines)
    assert colours(picture) <= {*LIGHT.values()}
    assert {row.name for row in graph.view.rows} == {box.row for box in view.boxes}
    assert b"<script" not in render(view, "svg")


def colours(picture: Element) -> set[str]:
    graph = next(picture.iter(f"{SVG}g"))
    found = {each.get(name) for each in graph.iter() for name in ("fill", "stroke")}
    return {each for each in found if each and each not in ("none", "transparent")}


def test_outputs_of_one_layer_have_widths_of_their_own() -> None:
    layer = {"name": "reader", "type": "GRU", "units": 1, "return_sequences": True}
    at = places(unrolled(spec("g", [layer], outputs=["reader", "reader.state_h"])))
    first, second = (at[f"output reader {step}"] for step in (0, 1))
    assert second["x"] - first["x"] > (first["width"] + second["width"]) / 2


@pytest.mark.parametrize("name", [path.stem for path in SPECS])
@pytest.mark.parametrize("layout", [None, "down", "right"])
def test_no_box_lies_on_another(name: str, layout: str | None) -> None:
    try:
        nodes = list(places(unrolled(DRAWN[name]), layout).values())
    except NoPicture:
        return
    for index, one in enumerate(nodes):
        for other in nodes[index + 1 :]:
            apart = [abs(one[at] - other[at]) - (one[size] + other[size]) / 2
                     for at, size in (("x", "width"), ("y", "height"))]  # fmt: skip
            assert max(apart) > -2, (one["key"], other["key"])


def ways(view: Unrolled, target: str) -> list[list[list[float]]]:
    """The corners of the lines into a box: curves between them are parts of theirs."""
    drawn = json.loads(render(view, "json"))
    return [each["points"] for each in drawn["edges"] if each["to"] == target]


def test_what_passes_a_layer_by_comes_in_on_its_side() -> None:
    straight, around = sorted(ways(unrolled(DRAWN["residual_stack"]), "add_2=201"), key=len)
    (x,) = {x for x, _ in straight}
    assert around[-1][0] > x
    highest = around.index(max(around))
    assert all(at[0] > x for at in around[highest:])


def test_what_passes_below_a_box_over_all_steps_goes_straight_into_it() -> None:
    straight, *around = sorted(ways(unrolled(DRAWN["hierarchical_attention"]), "document/sum"), key=len)
    assert len({way[-1][0] for way in (straight, *around)}) == 4
    assert all(way[-1][0] == max(x for x, _ in way) > way[0][0] for way in around)


def test_every_format_and_the_same_in_words() -> None:
    view = unrolled(DRAWN["attention_translator"])
    for suffix in FORMATS:
        assert render(view, suffix)
    assert "subgraph" in render(view, "mmd").decode()
    said = render(view, "txt").decode()
    assert said.startswith("attention_translator over 3 time steps.\n")
    assert re.search(r"encoder .* runs forward and backward over the steps of source_embedding", said)
    description = ElementTree.fromstring(render(view, "svg")).findtext(f"{SVG}desc") or ""
    assert description.splitlines() == said.splitlines()


def test_one_tensor_in_several_roles_is_one_line() -> None:
    layers = [
        {"name": "g", "type": "LSTM", "units": 8, "return_sequences": True},
        {"name": "att", "type": "Attention", "inputs": ["g", "g"]},
        {"name": "sum", "type": "Add", "inputs": ["g", "g"]},
    ]
    view = unrolled(spec("g", layers, outputs=["att", "sum"]), 2)
    words = [line.word for line in view.lines if line.target == "att"]
    assert words == ["query, value", ""]
    assert len([line for line in view.lines if line.target == "sum 0"]) == 2
