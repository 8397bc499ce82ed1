"""What is told of one layer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rnngraph as rg
from rnngraph.graph import Mask

SPECS = Path(__file__).parents[3] / "specs"


def test_what_the_author_gave_stands_out() -> None:
    found = rg.load(SPECS / "encoder_decoder.json").details["encoder"].arguments
    assert [(each.name, each.value) for each in found if not each.is_default] == [("units", 64)]
    assert {"activation": "tanh", "return_sequences": False}.items() <= {a.name: a.value for a in found}.items()


def test_a_layer_inside_is_told_as_the_spec_has_it() -> None:
    graph = rg.load(SPECS / "digits.json")
    (wrapper,) = (each for each in graph.view.rows if each.type == "Bidirectional")
    found = {each.name: each.value for each in graph.details[wrapper.name].arguments}
    assert found["layer"] == {"type": "LSTM", "units": 64}


def test_what_it_reads_has_shapes_and_masks() -> None:
    found = rg.load(SPECS / "encoder_decoder.json").details["decoder"].reads
    assert [(each.field, each.reference, each.shape) for each in found] == [
        ("inputs/0", "target_embedding", (None, None, 64)),
        ("initial_state/0", "encoder.state_h", (None, 64)),
        ("initial_state/1", "encoder.state_c", (None, 64)),
    ]
    x = rg.Input("x", (None, 3))
    graph = rg.Graph("m", [x], rg.LSTM(2, name="lstm")(rg.Masking(name="padding")(x)))
    assert graph.details["lstm"].reads[0].mask == Mask("right", "padding", (None, None))
    assert graph.details["padding"].mask == Mask("right", "padding", (None, None))
    assert graph.details["lstm"].mask is None  # it returns no sequence


@pytest.mark.parametrize(
    ("spec", "layer", "paths"),
    [
        ("encoder_decoder", "encoder", ("encoder",)),
        ("bidirectional", "lower", ("lower/forward", "lower/backward")),
        ("encoder_decoder", "logits", ()),
    ],
)
def test_each_step_that_can_be_drawn_has_a_path(spec: str, layer: str, paths: tuple[str, ...]) -> None:
    graph = rg.load(SPECS / f"{spec}.json")
    assert graph.details[layer].insides == paths
    assert all(graph.diagram(format="dot", inside=each) for each in paths)


def test_a_stack_can_be_seen_whole_or_cell_by_cell() -> None:
    graph = rg.load(SPECS / "stacked_cells.json")
    (name,) = (row.name for row in graph.view.rows if row.opens)
    found = graph.details[name].insides
    assert found[:2] == (name, f"{name}/cell_0")
    assert all(graph.diagram(format="dot", inside=each) for each in found)


def test_lines_are_those_of_the_layers_object() -> None:
    layers = [{"name": "a", "type": "Dense", "units": 3}, {"name": "b", "type": "Dense", "units": 4}]
    document = {"rnngraph": 1, "name": "m", "inputs": [{"name": "x", "shape": [2]}], "layers": layers}
    text = json.dumps(document, indent=1)
    graph, rows = rg.loads(text), text.split("\n")
    for name in ("x", "a", "b"):
        first, last = graph.details[name].lines or (0, 0)
        assert f'"name": "{name}"' in "".join(rows[first - 1 : last])
        assert (rows[first - 1].strip(), rows[last - 1].strip(" ,")) == ("{", "}")


def test_a_graph_of_python_has_no_lines() -> None:
    x = rg.Input("x", (2,))
    assert rg.Graph("m", [x], rg.Dense(3, name="dense")(x)).details["dense"].lines is None
