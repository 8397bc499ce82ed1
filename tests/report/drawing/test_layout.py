"""Where everything stands, beside the picture that says the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import rnngraph as rg

SPECS = Path(__file__).resolve().parents[3] / "specs"


@pytest.mark.parametrize("name", ["encoder_decoder", "attention_translator", "digits"])
def test_boxes_and_lines_are_those_of_the_svg(name: str) -> None:
    graph = rg.load(SPECS / f"{name}.json")
    found = json.loads(graph.diagram(format="json"))
    svg = graph.diagram(format="svg").decode()
    nodes = dict(re.findall(r'<g id="([^"]+)" class="node[^"]*" data-node="([^"]+)"', svg))
    edges = set(re.findall(r'<g id="([^"]+)" class="edge[^"]*" data-from', svg))
    assert nodes
    assert {each["id"]: each["key"] for each in found["nodes"]} == nodes
    assert {each["id"] for each in found["edges"]} == edges


def test_lines_begin_and_end_at_their_boxes() -> None:
    found = json.loads(rg.load(SPECS / "encoder_decoder.json").diagram(format="json"))
    boxes = {each["key"]: each for each in found["nodes"]}
    for line in found["edges"]:
        for key, point in (
            (line["from"], line["start"] or line["points"][0]),
            (line["to"], line["end"] or line["points"][-1]),
        ):
            box, (x, y) = boxes[key], point
            assert abs(x - box["x"]) <= box["width"] / 2 + 8
            assert abs(y - box["y"]) <= box["height"] / 2 + 8
        assert len(line["points"]) % 3 == 1


def test_everything_is_inside() -> None:
    found = json.loads(rg.load(SPECS / "residual_translator.json").diagram(format="json"))
    for each in found["nodes"]:
        assert each["x"] - each["width"] / 2 + 1 >= 0
        assert each["y"] + each["height"] / 2 <= found["height"] + 1
