"""Time axes: which tensors are sequences, of which axis, and how each layer treats time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.analysis.time_axes import TimeAxes, time_axes

SPECS = Path(__file__).parents[2] / "specs"


def axes_of(*layers: dict[str, Any], inputs: list[dict[str, Any]] | None = None, **fields: Any) -> TimeAxes:
    document = {"rnngraph": 1, "name": "g", "inputs": inputs or [{"name": "x", "shape": [6, 8]}], "layers": layers}
    graph = rg.loads(json.dumps({**document, **fields}))
    assert not [each for each in graph.check() if each.severity == "error"]
    return time_axes(graph.analysis)


@pytest.mark.parametrize(
    ("layer", "mode"),
    [
        ({"type": "Dense", "units": 8}, "step"),
        ({"type": "TimeDistributed", "layer": {"type": "Dense", "units": 8}}, "step"),
        ({"type": "LayerNormalization"}, "step"),
        ({"type": "LayerNormalization", "axis": [1, 2]}, "span"),
        ({"type": "Concatenate", "inputs": ["a", "a"]}, "step"),
        ({"type": "Concatenate", "axis": 1, "inputs": ["a", "a"]}, "span"),
        ({"type": "Conv1D", "filters": 8, "kernel_size": 3, "padding": "causal"}, "span"),
        ({"type": "Attention", "inputs": ["a", "a"]}, "span"),
        ({"type": "GlobalAveragePooling1D"}, "span"),
        ({"type": "MultiHeadAttention", "num_heads": 2, "key_dim": 2, "inputs": ["a", "a"]}, "span"),
        ({"type": "EinsumDense", "equation": "abc,cd->abd", "output_shape": [None, 3]}, "step"),
        ({"type": "EinsumDense", "equation": "...c,cd->...d", "output_shape": 3}, "step"),
        ({"type": "EinsumDense", "equation": "abc,bd->adc", "output_shape": [3, 8]}, "span"),
        ({"type": "Flatten"}, "span"),
    ],
)
def test_the_mode_of_a_layer_that_reads_a_sequence(layer: dict[str, Any], mode: str) -> None:
    first = {"name": "a", "type": "LSTM", "units": 8, "return_sequences": True}
    assert axes_of(first, {"name": "b", **layer}).modes["b"] == mode


def test_what_reads_a_last_step_is_applied_once() -> None:
    time = axes_of({"name": "a", "type": "LSTM", "units": 8}, {"name": "b", "type": "Dense", "units": 2})
    assert time.modes == {"x": "step", "a": "recurrent", "b": "once"}
    assert time.sequences == {"x"}
    assert (time.axes, time.count) == ({"x": 0, "a": 0}, 1)


def test_an_encoder_and_its_decoder_have_an_axis_each() -> None:
    time = time_axes(rg.load(SPECS / "encoder_decoder.json").analysis)
    assert time.count == 2
    assert {time.axes[name] for name in ("source", "source_embedding", "encoder")} == {0}
    assert {time.axes[name] for name in ("target", "target_embedding", "decoder")} == {1}


def test_an_axis_comes_before_one_that_it_starts_whatever_the_order_of_the_document() -> None:
    time = axes_of(
        {"name": "decoder", "type": "GRU", "units": 3, "inputs": "y", "initial_state": "encoder"},
        {"name": "encoder", "type": "GRU", "units": 3, "inputs": "x"},
        inputs=[{"name": "y", "shape": [4, 2]}, {"name": "x", "shape": [5, 2]}],
        outputs=["decoder"],
    )
    assert (time.axes["encoder"], time.axes["decoder"]) == (0, 1)


def test_a_model_without_a_loop_has_no_axis() -> None:
    time = axes_of({"name": "b", "type": "Dense", "units": 2}, inputs=[{"name": "x", "shape": [8]}])
    assert (time.modes, time.count) == ({"x": "once", "b": "once"}, 0)
