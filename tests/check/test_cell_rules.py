"""RG702 names what a name clashes with; RG720 is silent where `initial_state` gives the state."""

from __future__ import annotations

import copy
import json
import keyword
from pathlib import Path
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.layers.cells import Cell
from rnngraph.layers.define import NODE_WORDS, reserved_for_fields
from rnngraph.layers.inner import NODE_FIELDS

ROOT = Path(__file__).resolve().parents[2]

READS: dict[str, Any] = {
    "parameters": ["units", "size"],
    "inputs": {"x": ["f"]},
    "states": {"h": ["units"], "m": ["size"]},
    "weights": {"w": {"shape": ["f", "units"]}, "v": {"shape": ["size", "units"]}},
    "step": {"h": "tanh(x @ w + m @ v + h)"},
    "outputs": ["h"],
}
"""A cell with a memory, the state `m`, which is the same at every step."""


def changed(**parts: Any) -> dict[str, Any]:
    return {**copy.deepcopy(READS), **parts}


def messages(cell: dict[str, Any], code: str) -> list[str]:
    document = {
        "rnngraph": 1,
        "name": "model",
        "cells": {"Reads": cell},
        "inputs": [{"name": "x", "shape": [None, 4]}],
        "layers": [{"type": "RNN", "cell": {"type": "Reads", "units": 5, "size": 6}}],
    }
    return [each.message for each in rg.loads(json.dumps(document)).check() if each.code == code]


PORTS = "`output` and `states` mean ports wherever a layer is referred to"
CLASHES = {
    "input is a parameter": (changed(inputs={"units": ["f"]}), "inputs.units", '"units" is a parameter already'),
    "parameter twice": (changed(parameters=["units", "units"]), "parameters.1", '"units" is a parameter already'),
    "state is an input": (changed(states={"x": ["units"]}), "states.x", '"x" is an input already'),
    "weight is a state": (changed(weights={"h": {"shape": [1]}}), "weights.h", '"h" is a state already'),
    "input is reserved": (changed(inputs={"states": ["f"]}), "inputs.states", f'"states" is a reserved word: {PORTS}'),
    "keyword": (
        changed(weights={"lambda": {"shape": [1]}}),
        "weights.lambda",
        '"lambda" is a reserved word: a keyword of Python',
    ),
    "parameter as field of layers": (
        changed(parameters=["units", "size", "mask"]),
        "parameters.2",
        '"mask" is a field of every layer already',
    ),
    "parameter as call argument": (
        changed(parameters=["units", "size", "reverse"]),
        "parameters.2",
        '"reverse" is a field of every layer already',
    ),
    "parameter as field of cells": (
        changed(parameters=["units", "size", "dtype"]),
        "parameters.2",
        '"dtype" is a field of every cell already',
    ),
    "parameter as method": (
        changed(parameters=["units", "size", "weight"]),
        "parameters.2",
        '"weight" is a reserved word: rnngraph uses it in every cell',
    ),
    "underscore": (
        changed(parameters=["units", "size", "_a"]),
        "parameters.2",
        '"_a" starts with an underscore, as the name of a parameter or a field can\'t',
    ),
    "step assigns an input": (changed(step={"x": "h"}), "step.x", '"x" is an input, which a step can\'t assign'),
    "step assigns a weight": (changed(step={"w": "h"}), "step.w", '"w" is a weight, which a step can\'t assign'),
    "step assigns a parameter": (
        changed(step={"units": "h"}),
        "step.units",
        '"units" is a parameter, which a step can\'t assign',
    ),
    "step assigns a port": (changed(step={"output": "h"}), "step.output", f'"output" is a reserved word: {PORTS}'),
    "output is a port": (
        changed(step={"h": "h", "states": "x"}, outputs=["states"]),
        "outputs.0",
        f'"states" is a reserved word: {PORTS}',
    ),
    "output twice": (changed(outputs=["h", "h"]), "outputs.1", '"h" is an output already'),
}


@pytest.mark.parametrize("name", CLASHES)
def test_a_name_that_clashes_is_told_with_what(name: str) -> None:
    cell, place, expected = CLASHES[name]
    assert f"`cells.Reads.{place}`: the name {expected}" in messages(cell, "RG702")


@pytest.mark.parametrize("name", [*keyword.kwlist, "output", "states"])
def test_no_reserved_word_names_a_weight(name: str) -> None:
    (message,) = messages(changed(weights={**READS["weights"], name: {"shape": [1]}}), "RG702")
    assert "reserved word" in message


def test_every_name_of_a_field_is_refused_and_documented() -> None:
    page = (ROOT / "docs/cells.md").read_text(encoding="utf-8")
    assert NODE_FIELDS <= NODE_WORDS
    assert set(Cell.model_fields) < set(reserved_for_fields()[0])
    for name in [*reserved_for_fields()[0], *reserved_for_fields()[1]]:
        assert messages(changed(parameters=["units", "size", name]), "RG702"), name
        assert f"`{name}`" in page, name


def memory_model(layers: list[dict[str, Any]], **more: Any) -> list[str]:
    """The codes of a model with inputs for a sequence, a memory and a first state."""
    document = {
        "rnngraph": 1,
        "name": "model",
        "cells": {"Reads": READS},
        "inputs": [
            {"name": "x", "shape": [None, 4]},
            {"name": "memory", "shape": [6]},
            {"name": "h0", "shape": [5]},
        ],
        "layers": layers,
        **more,
    }
    return [each.code for each in rg.loads(json.dumps(document)).check() if each.code != "RG303"]


CELL = {"type": "Reads", "units": 5, "size": 6}
GIVEN = {"h": "h0", "m": "memory"}
BOTH = ["h0", "memory", "h0", "memory"]
BODY = {
    "inputs": [{"name": "s", "shape": [None, 4]}, {"name": "start", "shape": [5]}, {"name": "kept", "shape": [6]}],
    "layers": [{"name": "r", "type": "RNN", "cell": CELL, "inputs": "s", "initial_state": {"h": "start", "m": "kept"}}],
}

SILENT: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "by name": ([{"type": "RNN", "cell": CELL, "inputs": "x", "initial_state": GIVEN}], {}),
    "in order": ([{"type": "RNN", "cell": CELL, "inputs": "x", "initial_state": ["h0", "memory"]}], {}),
    "in a stack": ([{"type": "RNN", "cell": [CELL, CELL], "inputs": "x", "initial_state": BOTH}], {}),
    "in both directions": (
        [{"type": "Bidirectional", "layer": {"type": "RNN", "cell": CELL}, "inputs": "x", "initial_state": BOTH}],
        {},
    ),
    "in a block": (
        [{"type": "Block", "block": "Body", "inputs": {"s": "x", "start": "h0", "kept": "memory"}}],
        {"blocks": {"Body": BODY}},
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_a_state_that_initial_state_gives_is_no_idle_state(name: str) -> None:
    layers, more = SILENT[name]
    assert "RG720" not in memory_model(layers, **more)


def test_a_state_that_one_layer_is_not_given_is_idle() -> None:
    given = {"name": "a", "type": "RNN", "cell": CELL, "inputs": "x", "initial_state": GIVEN}
    not_given = {"name": "b", "type": "RNN", "cell": CELL, "inputs": "x"}
    outputs = {"outputs": ["a", "b"]}
    assert memory_model([given, {**given, "name": "b"}], **outputs) == []
    assert memory_model([given, not_given], **outputs) == ["RG720"]


def test_a_distributed_loop_can_not_be_given_a_state() -> None:
    film = [{"name": "film", "shape": [3, 7, 4]}]
    layers = [{"type": "TimeDistributed", "layer": {"type": "RNN", "cell": CELL}, "inputs": "film"}]
    assert "RG720" in memory_model(layers, inputs=film)


def test_a_state_of_a_loop_in_python_is_not_idle_if_given() -> None:
    reads = rg.cell("Reads", **READS)
    x, memory, first = rg.Input("x", (None, 4)), rg.Input("memory", (6,)), rg.Input("h0", (5,))
    loop = rg.RNN(reads(5, 6))
    assert rg.Graph("m", [x, memory, first], loop(x, initial_state=[first, memory])).check() == []
    assert [each.code for each in rg.Graph("m", x, loop(x)).check()] == ["RG720"]
