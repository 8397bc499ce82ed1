"""Graphs are kept until they have too many layers together."""

from __future__ import annotations

import json

import pytest
from rnngraph_web.graphs import Graphs

import rnngraph as rg


def chain(length: int) -> rg.Graph:
    layers = [{"name": f"dense_{index}", "type": "Dense", "units": 4} for index in range(length)]
    tree = {"rnngraph": 1, "name": "a", "inputs": [{"name": "x", "shape": [4]}], "layers": layers}
    return rg.loads(json.dumps(tree))


@pytest.fixture
def made() -> list[int]:
    return []


def ask(graphs: Graphs, made: list[int], length: int) -> None:
    def make() -> rg.Graph:
        made.append(length)
        return chain(length)

    graphs.of(length, make)


def test_one_is_made_once(made: list[int]) -> None:
    graphs = Graphs(100)
    for _ in range(2):
        ask(graphs, made, 3)
    assert made == [3]


def test_the_one_asked_for_longest_ago_goes_first(made: list[int]) -> None:
    graphs = Graphs(150)  # a layer of these is its own weight and half as much text
    for length in (40, 41, 40, 42):
        ask(graphs, made, length)
    assert made == [40, 41, 42]
    ask(graphs, made, 40)
    assert made == [40, 41, 42]
    ask(graphs, made, 41)
    assert made == [40, 41, 42, 41]


def test_the_last_is_kept_however_large_it_is(made: list[int]) -> None:
    graphs = Graphs(50)
    for length in (3, 500, 500, 3):
        ask(graphs, made, length)
    assert made == [3, 500, 3]


def test_what_is_no_spec_is_known_to_be_none() -> None:
    graphs, asked = Graphs(10), []
    for _ in range(2):
        assert graphs.of("a", lambda: asked.append(1)) is None  # type: ignore[func-returns-value]
    assert asked == [1]
