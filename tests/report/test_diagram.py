"""The picture, read back from the SVG: what is drawn is what the view says, and no text is markup."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

import rnngraph as rg
from rnngraph.graph import shape_text
from rnngraph.report.diagram import FORMATS, render
from rnngraph.report.drawing.label import Text, width
from rnngraph.report.drawing.palette import LIGHT
from rnngraph.report.text import clean
from tests.report.pictures import DRAWN, NASTY, SPECS, broken, empty, spec

SVG = "{http://www.w3.org/2000/svg}"


def drawn(graph: rg.Graph) -> Element:
    return ElementTree.fromstring(graph.diagram(format="svg"))


def classes(element: Element) -> set[str]:
    return set(element.get("class", "").split())


def groups(picture: Element, *wanted: str) -> dict[str, Element]:
    """The boxes or lines with these classes, by id."""
    found = [each for each in picture.iter(f"{SVG}g") if classes(each) >= set(wanted)]
    named = {each.get("id", ""): each for each in found}
    assert len(named) == len(found), "an id is used twice"
    return named


def words(element: Element) -> list[str]:
    return [each.text or "" for each in element.iter(f"{SVG}text")]


def colours(element: Element) -> set[str]:
    drawn = (each.get(name) for each in element.iter() for name in ("fill", "stroke"))
    return {colour for colour in drawn if colour and colour != "none"}


@pytest.fixture(scope="module")
def pictures() -> dict[str, Element]:
    return {name: drawn(graph) for name, graph in DRAWN.items()}


class TestEveryGraph:
    @pytest.mark.parametrize("name", DRAWN)
    def test_shows_every_layer_output_and_connection_once(self, pictures: dict[str, Element], name: str) -> None:
        view, picture = DRAWN[name].view, pictures[name]
        assert set(groups(picture, "layer")) == {f"layer-{row.name}" for row in view.rows}
        assert len(groups(picture, "output")) == len(view.outputs)
        assert len(groups(picture, "missing")) == len(view.missing)
        shared = {(edge.source, edge.target) for edge in view.edges if edge.kind == "state"}
        assert len(groups(picture, "edge", "state")) == len(shared)
        data = sum(edge.kind == "data" for edge in view.edges) + len(view.outputs)
        assert len(groups(picture, "edge", "data")) == data

    @pytest.mark.parametrize("name", DRAWN)
    def test_every_line_says_which_boxes_it_joins(self, pictures: dict[str, Element], name: str) -> None:
        boxes = {each.get("data-node") for each in groups(pictures[name], "node").values()}
        lines = groups(pictures[name], "edge").values()
        assert bool(lines) == bool(DRAWN[name].view.edges)
        assert boxes >= {end for each in lines for end in (each.get("data-from"), each.get("data-to"))}

    @pytest.mark.parametrize("name", DRAWN)
    def test_says_name_type_shape_and_parameters(self, pictures: dict[str, Element], name: str) -> None:
        boxes = groups(pictures[name], "layer")
        for row in DRAWN[name].view.rows:
            said = words(boxes[f"layer-{row.name}"])
            assert row.name in said
            if row.is_input:
                assert said[1:] == [f"Input · {row.dtype}", shape_text(row.shape(None))]
            elif row.params is not None and not row.shares:
                assert row.title in said
                assert any(text.endswith(shape_text(row.shape(None))) for text in said)
                assert f"{row.params:,} params" in said or f"{row.params} param" in said

    @pytest.mark.parametrize("name", DRAWN)
    def test_has_no_colour_that_a_page_could_not_change(self, pictures: dict[str, Element], name: str) -> None:
        graph = next(pictures[name].iter(f"{SVG}g"))
        assert colours(graph) <= set(LIGHT.values())

    @pytest.mark.parametrize("name", DRAWN)
    def test_is_drawn_the_same_every_time(self, name: str) -> None:
        graph = DRAWN[name]
        again = rg.Graph.of(graph.data)
        assert graph.diagram(format="svg") == again.diagram(format="svg")
        assert graph.diagram(format="mmd") == again.diagram(format="mmd")

    @pytest.mark.parametrize("name", DRAWN)
    def test_graphviz_has_nothing_to_complain_of(self, name: str, capfd: pytest.CaptureFixture[str]) -> None:
        DRAWN[name].diagram(format="svg")
        said = capfd.readouterr().err
        assert not re.search(r"syntax error|unrecognized|Unable|too small", said), said


class TestRecurrence:
    def test_marks_recurrent_layers_and_what_cudnn_makes_of_them(self, pictures: dict[str, Element]) -> None:
        picture = pictures["gru_simple_rnn"]
        assert set(groups(picture, "recurrent")) == {"layer-gru", "layer-simple_rnn"}
        assert set(groups(picture, "recurrent", "cudnn")) == {"layer-gru"}
        boxes = groups(picture, "layer")
        assert {"GRU", "cuDNN", "↻ h", "units 256 · return_sequences"} <= set(words(boxes["layer-gru"]))
        assert {"no cuDNN", "↻ h"} <= set(words(boxes["layer-simple_rnn"]))
        assert not any("cuDNN" in word or "↻" in word for word in words(boxes["layer-logits"]))

    def test_a_state_link_looks_different_and_says_which_states(self, pictures: dict[str, Element]) -> None:
        picture = pictures["encoder_decoder"]
        (link,) = groups(picture, "edge", "state").values()
        assert words(link) == ["h", "(None, 64)", "c", "(None, 64)"]
        path = link.find(f"{SVG}path")
        assert path is not None
        assert path.get("stroke") == LIGHT["state"]
        assert path.get("stroke-dasharray")
        for other in groups(picture, "edge", "data").values():
            line = other.find(f"{SVG}path")
            assert line is not None
            assert line.get("stroke") == LIGHT["flow"]
            assert line.get("stroke-dasharray") is None

    def test_an_encoder_stands_beside_its_decoder(self, pictures: dict[str, Element]) -> None:
        boxes = groups(pictures["encoder_decoder"], "layer")
        heights = [boxes[f"layer-{name}"].find(f"{SVG}text").get("y") for name in ("encoder", "decoder")]  # type: ignore[union-attr]
        assert heights[0] == heights[1]

    def test_a_bidirectional_shows_both_directions(self, pictures: dict[str, Element]) -> None:
        said = words(groups(pictures["bidirectional"], "layer")["layer-upper"])
        assert said.count("units 32") == said.count("↻ h, c") == said.count("LSTM") == 2
        assert {"→ forward", "← backward", "Bidirectional(LSTM)"} <= set(said)

    def test_states_that_pass_through_a_layer_keep_their_colour_and_name(self, pictures: dict[str, Element]) -> None:
        picture = pictures["translator"]
        through = groups(picture, "edge", "data", "from-state")
        assert {words(each)[0] for each in through.values()} == {"forward h", "forward c", "backward h", "backward c"}
        assert all(LIGHT["state"] in colours(each) for each in through.values())
        assert {words(each)[0] for each in groups(picture, "edge", "state").values()} == {"h", "c"}

    def test_inputs_of_an_attention_are_told_apart(self, pictures: dict[str, Element]) -> None:
        edges = groups(pictures["translator"], "edge")
        assert words(edges["edge-attention-inputs-0"])[0] == "query"
        assert words(edges["edge-attention-inputs-1"])[0] == "value"
        assert words(edges["edge-scores-output"]) == ["scores", "(None, None, None)"]

    def test_a_stack_shows_its_cells_as_far_as_there_is_room(self, pictures: dict[str, Element]) -> None:
        boxes = groups(pictures["stacks"], "layer")
        assert {"LSTMCell · units 16", "GRUCell · units 4 · dropout 0.5", "no cuDNN"} <= set(
            words(boxes["layer-reader"])
        )
        deep = words(boxes["layer-deep"])
        assert deep.count("GRUCell · units 4") == 3
        assert "… 9 more" in deep
        (link,) = groups(pictures["stacks"], "edge", "state").values()
        assert words(link)[::2] == ["cell 0 h", "cell 0 c", "cell 1 h"]

    def test_one_cell_is_one_with_its_layer(self, pictures: dict[str, Element]) -> None:
        said = words(groups(pictures["mnist_cell"], "layer")["layer-reader"])
        assert {"RNN(LSTMCell)", "units 64", "↻ h, c", "no cuDNN"} <= set(said)


class TestRest:
    def test_arguments_are_no_wall(self, pictures: dict[str, Element]) -> None:
        said = words(groups(pictures["masked"], "layer")["layer-slow"])
        assert said[said.index("GRU") :][:5] == ["GRU", "↻ h", "units 4 · activation relu", "use_bias no", "… 3 more"]

    def test_a_mask_is_dotted_and_a_shared_layer_says_whose(self, pictures: dict[str, Element]) -> None:
        (mask,) = groups(pictures["masked"], "edge", "mask").values()
        assert words(mask) == ["mask", "(None, 10)"]
        assert LIGHT["mask"] in colours(mask)
        assert "shares slow" in words(groups(pictures["masked"], "layer")["layer-again"])

    def test_a_layer_with_two_outputs_names_both(self, pictures: dict[str, Element]) -> None:
        picture = pictures["masked"]
        assert {"forward (None, 4)", "backward (None, 4)"} <= set(words(groups(picture, "layer")["layer-two"]))
        assert words(groups(picture, "edge")["edge-sum-inputs-2"])[0] == "forward"

    def test_hovering_tells_the_rest(self, pictures: dict[str, Element]) -> None:
        title = groups(pictures["mnist_cell"], "layer")["layer-reader"].findtext(f"{SVG}title") or ""
        assert title.splitlines()[0] == "reader: RNN(LSTMCell)"
        assert "recurrent_kernel: (64, 256)" in title
        assert "no cuDNN: RNN" in title
        edge = groups(pictures["encoder_decoder"], "edge", "state")["edge-decoder-initial_state-0"]
        assert (edge.findtext(f"{SVG}title") or "").splitlines() == [
            "encoder.state_h → decoder.state_h (None, 64)",
            "encoder.state_c → decoder.state_c (None, 64)",
        ]

    def test_says_what_it_is_to_who_cannot_see_it(self, pictures: dict[str, Element]) -> None:
        picture = pictures["mnist"]
        assert (picture.get("role"), picture.get("aria-label")) == ("img", "Diagram of mnist")


class TestErrors:
    def test_stand_in_place(self, pictures: dict[str, Element]) -> None:
        picture, view = pictures["broken"], broken().view
        wrong = groups(picture, "layer", "error")
        assert set(wrong) == {f"layer-{name}" for name in ("decoder", "swapped", "many", "lost")}
        for row in view.rows:
            codes = [each.code for each in row.problems if each.severity == "error"]
            if codes:
                assert set(codes) <= set(words(wrong[f"layer-{row.name}"]))
                assert LIGHT["error"] in colours(wrong[f"layer-{row.name}"])

    def test_wrong_connections_are_marked(self, pictures: dict[str, Element]) -> None:
        wrong = set(groups(pictures["broken"], "edge", "error"))
        assert wrong == {
            "edge-decoder-initial_state-0",
            "edge-swapped-initial_state-0",
            "edge-lost-inputs-0",
            "edge-gone-output",
        }
        assert words(groups(pictures["broken"], "edge")["edge-swapped-initial_state-0"])[::2] == ["c → h", "h → c"]

    def test_names_that_nothing_has_are_drawn(self, pictures: dict[str, Element]) -> None:
        assert set(groups(pictures["broken"], "missing")) == {"missing-nowhere", "missing-gone"}

    def test_unknown_shapes_are_questions(self, pictures: dict[str, Element]) -> None:
        assert {"?", "? params"} <= set(words(groups(pictures["broken"], "layer")["layer-join"]))
        assert words(groups(pictures["broken"], "edge")["edge-join-output"]) == ["?"]

    def test_what_no_output_needs_is_faint(self, pictures: dict[str, Element]) -> None:
        assert set(groups(pictures["broken"], "layer", "unused")) == {"layer-aside"}
        assert set(groups(pictures["broken"], "edge", "unused")) == {"edge-aside-inputs-0"}
        assert LIGHT["ink"] not in colours(groups(pictures["broken"], "layer")["layer-aside"])

    def test_a_cycle_is_drawn(self, pictures: dict[str, Element]) -> None:
        assert set(groups(pictures["cycle"], "layer", "error")) == {"layer-a"}
        assert {"edge-a-inputs-1", "edge-b-inputs-0", "edge-c-inputs-0"} <= set(groups(pictures["cycle"], "edge"))

    def test_what_belongs_to_no_layer_is_noted(self, pictures: dict[str, Element]) -> None:
        codes = {each.code for each in empty().diagnostics if each.severity == "error"}
        assert codes
        assert codes <= {*words(groups(pictures["empty"], "note")["note"])}
        assert not groups(pictures["mnist"], "note")

    def test_many_errors_are_counted(self) -> None:
        graph = broken()
        row = graph.view.row("lost")
        assert row
        many = replace(graph.view, rows=(replace(row, problems=row.problems * 9),), edges=(), outputs=())
        assert "… 5 more errors" in words(ElementTree.fromstring(render(many, "svg")))


class TestHostileText:
    def test_is_shown_as_it_is(self, pictures: dict[str, Element]) -> None:
        start = clean(NASTY)[:39] + "…"
        assert words(groups(pictures["hostile"], "layer")["layer-b"])[1] == start
        assert start in [words(each)[0] for each in groups(pictures["hostile"], "output").values()]
        assert start in [words(each)[0] for each in groups(pictures["hostile"], "missing").values()]
        title = groups(pictures["hostile"], "layer")["layer-a"].findtext(f"{SVG}title") or ""
        assert clean(NASTY) in title.splitlines()
        title = groups(pictures["hostile"], "edge")["edge-b-inputs-1"].findtext(f"{SVG}title") or ""
        assert title.startswith(clean(NASTY))

    def test_makes_no_elements(self, pictures: dict[str, Element]) -> None:
        tags = {each.tag.removeprefix(SVG) for each in pictures["hostile"].iter()}
        assert tags <= {"svg", "style", "g", "title", "desc", "path", "text", "polygon", "polyline", "ellipse"}

    def test_lone_surrogates_are_replaced(self) -> None:
        view = spec("x", [{"name": "a", "type": "LSTM", "units": 4}]).view
        rows = (*view.rows[:1], replace(view.rows[1], title="\ud800", description="\ud800"))
        assert "\N{REPLACEMENT CHARACTER}" in words(ElementTree.fromstring(render(replace(view, rows=rows), "svg")))

    def test_a_layer_of_any_name_is_drawn(self) -> None:
        graph = spec("x", [{"name": "a", "type": "LSTM", "units": 4}, {"name": "b", "type": "Dense", "units": 4}])
        view = graph.view
        rows = tuple(replace(row, name=f"{NASTY}:{row.name}") for row in view.rows)
        edges = tuple(replace(e, source=f"{NASTY}:{e.source}", target=f"{NASTY}:{e.target}") for e in view.edges)
        picture = ElementTree.fromstring(render(replace(view, rows=rows, edges=edges, outputs=()), "svg"))
        assert (len(groups(picture, "layer")), len(groups(picture, "edge"))) == (3, 2)


class TestFormats:
    def test_begin_as_their_readers_expect(self) -> None:
        heads = {
            "png": b"\x89PNG\r\n\x1a\n",
            "pdf": b"%PDF-",
            "svg": b"<?xml",
            "dot": b"digraph ",
            "mmd": b'---\ntitle: "encoder_decoder"\n',
            "json": b'{"width": ',
            "txt": b"source is an input",
        }
        assert set(heads) == set(FORMATS)
        for suffix, head in heads.items():
            assert render(DRAWN["encoder_decoder"].view, suffix).startswith(head)

    def test_another_is_refused_with_the_list(self) -> None:
        with pytest.raises(ValueError, match=r"svg, png, pdf, dot, mmd, json or txt, not 'gif'"):
            render(DRAWN["mnist"].view, "gif")

    def test_a_text_that_is_no_dot_is_refused(self) -> None:
        with pytest.raises(ValueError, match="Invalid Input"):
            rg.draw("digraph {", "svg")

    def test_a_picture_of_many_layers_has_bounds(self) -> None:
        graph = spec("tall", [{"name": f"d{index}", "type": "Dense", "units": 4} for index in range(150)])
        width, height = (int.from_bytes(graph.diagram(format="png")[at : at + 4]) for at in (16, 20))
        assert width <= 5_760
        assert height <= 19_200


def test_left_to_right_what_is_said_of_an_upright_line_stands_beside_it() -> None:
    picture = ElementTree.fromstring(
        rg.load(next(path for path in SPECS if path.stem == "encoder_decoder")).diagram(layout="right")
    )
    (group,) = (each for each in picture.iter(f"{SVG}g") if each.get("id") == "edge-decoder-initial_state-0")
    drawn_line = next(group.iter(f"{SVG}path")).get("d", "")
    line = float(re.findall(r"-?[\d.]+", drawn_line)[0])
    texts = [*group.iter(f"{SVG}text")]
    assert texts
    for each in texts:
        said = Text(each.text or "", round(float(each.get("font-size", "0"))))
        assert float(each.get("x", "0")) + width(said) <= line
