"""Blocks as frames, and as one box each."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from xml.etree import ElementTree

import pytest

import rnngraph as rg
from rnngraph.report.diagram import FORMATS, render
from rnngraph.report.model.collapse import collapsed, parts
from rnngraph.report.model.rows import Cluster
from rnngraph.report.model.view import View
from tests.report.cell.test_cell_pictures import groups, words
from tests.report.pictures import DRAWN, spec


def towers() -> View:
    """Two copies of a block with a block inside, between an input and a reader; a state goes out of the second."""
    layers = [
        {"name": "a", "type": "LSTM", "units": 8, "return_sequences": True, "inputs": "x"},
        {"name": "b", "type": "Dense", "units": 8},
        {"name": "c", "type": "LSTM", "units": 8, "return_sequences": True},
        {"name": "d", "type": "Dense", "units": 8},
        {"name": "sum", "type": "Add", "inputs": ["d", "x"]},
        {"name": "reader", "type": "LSTM", "units": 8, "inputs": "sum", "initial_state": "c"},
    ]
    names = {"a": "tower/a", "b": "tower/in/b", "c": "tower_2/a", "d": "tower_2/in/b"}
    view = spec("towers", layers).view
    rows = tuple(replace(row, name=names.get(row.name, row.name)) for row in view.rows)
    edges = tuple(
        replace(e, source=names.get(e.source, e.source), target=names.get(e.target, e.target)) for e in view.edges
    )
    blocks = (
        Cluster("tower", "tower", ("tower/a", "tower/in/b"), 1, 2),
        Cluster("tower/in", "inner", ("tower/in/b",), parent="tower"),
        Cluster("tower_2", "tower", ("tower_2/a", "tower_2/in/b"), 2, 2),
        Cluster("tower_2/in", "inner", ("tower_2/in/b",), parent="tower_2"),
    )
    return replace(view, rows=rows, edges=edges, blocks=blocks)


TOWERS = towers()


def test_a_block_is_a_frame_around_its_layers() -> None:
    picture = ElementTree.fromstring(render(TOWERS, "svg"))
    frames = groups(picture, "cluster", "block")
    assert set(frames) == {"block-tower", "block-tower/in", "block-tower_2", "block-tower_2/in"}
    assert words(frames["block-tower_2"]) == ["tower_2", "block tower", "2 of 2"]
    assert frames["block-tower/in"].get("data-block") == "tower/in"
    assert len(groups(picture, "layer")) == len(TOWERS.rows)


def test_collapsed_the_copies_are_one_box() -> None:
    view = collapsed(TOWERS, ["all"])
    assert [row.name for row in view.rows] == ["x", "tower", "sum", "reader"]
    row = view.row("tower")
    assert row
    assert (row.title, row.type, row.arguments) == ("block tower × 2", "Block", (("layers", "4"),))
    assert row.params == sum(each.params or 0 for each in TOWERS.rows[1:5])
    assert [(e.source, e.port, e.target, e.kind) for e in view.edges] == [
        ("x", None, "tower", "data"),
        ("tower", "b", "sum", "data"),
        ("x", None, "sum", "data"),
        ("sum", None, "reader", "data"),
        ("tower", "a.state_h", "reader", "state"),
        ("tower", "a.state_c", "reader", "state"),
    ]
    assert dict(zip(row.ports, row.shapes, strict=True)) == {
        "b": (None, None, 8),
        "a.state_h": (None, 8),
        "a.state_c": (None, 8),
    }
    assert view.blocks == ()


def test_a_box_is_unused_if_all_its_layers_are() -> None:
    view = replace(TOWERS, unused=frozenset({"x", "tower/a", "tower_2/a", "tower_2/in/b"}))
    assert collapsed(view, ["tower/in"]).unused == {"x", "tower/a", "tower_2/a", "tower_2/in/b"}
    assert collapsed(view, ["tower_2"]).unused == {"x"}


def test_an_inner_block_collapses_by_itself() -> None:
    view = collapsed(TOWERS, ["tower/in"])
    assert [row.name for row in view.rows] == ["x", "tower/a", "tower/in", "tower_2/a", "tower_2/in/b", "sum", "reader"]
    row = view.row("tower/in")
    assert row
    assert (row.ports, row.shapes) == (("output",), ((None, None, 8),))
    assert [block.name for block in view.blocks] == ["tower", "tower_2", "tower_2/in"]
    assert view.blocks[0].rows == ("tower/a", "tower/in")


def test_what_stands_in_a_collapsed_block_goes_with_it() -> None:
    assert collapsed(TOWERS, ["tower", "tower/in", "tower_2"]) == collapsed(TOWERS, ["tower"])
    assert collapsed(TOWERS, []) == TOWERS


def test_an_unknown_block_is_refused() -> None:
    with pytest.raises(ValueError, match="no block 'towr'; did you mean tower"):
        collapsed(TOWERS, ["towr"])
    assert collapsed(rg.load("specs/digits.json").view, ["all"]) == rg.load("specs/digits.json").view


def test_a_layer_is_drawn_without_those_inside_it() -> None:
    graph = rg.load("specs/bidirectional.json")
    opened, closed = (ElementTree.fromstring(graph.diagram(collapse=names)) for names in ((), ("lower",)))
    assert "→ forward" in words(groups(opened, "layer")["layer-lower"])
    assert "→ forward" not in words(groups(closed, "layer")["layer-lower"])
    assert "Bidirectional(LSTM)" in words(groups(closed, "layer")["layer-lower"])
    assert "→ forward" in words(groups(closed, "layer")["layer-upper"])
    with pytest.raises(ValueError, match="no block 'logits'"):
        graph.diagram(collapse="logits")  # there is nothing inside


def test_shapes_and_parameters_can_be_left_out() -> None:
    graph = rg.load("specs/encoder_decoder.json")
    whole, bare = (words(ElementTree.fromstring(graph.diagram(hide=hide))) for hide in ((), ("shapes", "params")))
    assert "(None, 64)" in whole
    assert "33,024 params" in whole
    assert not [each for each in bare if "None" in each or "params" in each]
    assert {"encoder", "LSTM", "↻ h, c", "units 64"} <= set(bare)
    assert [each for each in bare if each == "h"] == ["h"]  # what a state link carries is still said
    assert "None" not in graph.diagram(format="mmd", hide=["shapes"]).decode()


@pytest.mark.parametrize("names", [[], ["all"], ["tower/in"]])
def test_is_drawn_in_every_format_and_both_ways(names: list[str]) -> None:
    for suffix in FORMATS:
        for layout in ("down", "right"):
            assert render(collapsed(TOWERS, names), suffix, layout)
    boxes = groups(ElementTree.fromstring(render(collapsed(TOWERS, names), "svg")), "layer", "block")
    assert len(boxes) == len(names)


def test_blocks_of_a_document_are_frames_and_boxes() -> None:
    graph = DRAWN["blocks"]
    frames = groups(ElementTree.fromstring(graph.diagram()), "cluster", "block")
    assert len(frames) == 2 * 3 * 2
    assert "3 of 3" in words(frames["block-twin_3"])
    assert "shares tower_3" in words(frames["block-twin_3"])
    closed = collapsed(graph.view, ["all"])
    assert [row.name for row in closed.rows if row.collapsed] == ["tower", "twin"]
    assert [row.title for row in closed.rows if row.collapsed] == ["block outer × 3"] * 2
    picture = ElementTree.fromstring(graph.diagram(collapse="all"))
    assert set(groups(picture, "layer", "shared")) == {"layer-tower", "layer-twin"}
    assert set(groups(picture, "edge", "shares")) == {"shares-twin"}
    assert closed.params == graph.view.params == graph.params


def chain(length: int) -> View:
    return spec("chain", [{"name": f"d{index}", "type": "Dense", "units": 2} for index in range(length)]).view


def test_a_large_model_without_blocks_has_parts() -> None:
    assert parts(chain(200)) == ()
    found = parts(chain(1001))
    assert len(found) == 39
    assert [row for part in found for row in part.rows] == [f"d{index}" for index in range(1001)]
    assert (found[1].name, found[1].description) == ("part-2", "d26 to d51")


def test_parts_close_and_open() -> None:
    view = chain(250)
    closed = collapsed(view, ["all"])
    assert [row.name for row in closed.rows] == ["x", *(f"part-{number}" for number in range(1, 11))]
    assert [(e.source, e.target) for e in closed.edges][:2] == [("x", "part-1"), ("part-1", "part-2")]
    opened = collapsed(view, [f"part-{number}" for number in range(1, 11) if number != 2])
    assert [row.name for row in opened.rows][:4] == ["x", "part-1", "d25", "d26"]
    assert [block.name for block in opened.blocks] == ["part-2"]
    with pytest.raises(ValueError, match="there is no block 'part-11'"):
        collapsed(view, ["part-11"])


def repeated(count: int) -> View:
    """A block of one layer, again and again."""
    document = {
        "rnngraph": 1,
        "name": "m",
        "inputs": [{"name": "x", "shape": [4]}],
        "blocks": {"b": {"inputs": [{"name": "x", "shape": [4]}], "layers": [{"type": "Dense", "units": 4}]}},
        "layers": [{"type": "Block", "block": "b", "repeat": count}],
    }
    return rg.loads(json.dumps(document)).view


@pytest.mark.parametrize("names", [[], ["all"]])
def test_many_copies_cost_no_more_each(names: list[str]) -> None:
    def seconds(view: View) -> float:
        started = time.process_time()
        render(collapsed(view, names), "mmd")
        return time.process_time() - started

    few, many = (min(seconds(view) for _ in range(3)) for view in map(repeated, (1000, 8000)))
    assert many / few < 24, "in linear time it is 8, in quadratic time 64"
