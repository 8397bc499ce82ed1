"""Reachability over names."""

from __future__ import annotations

from rnngraph.graph import Graph, Input, Node, Output, Ref
from rnngraph.graph.reachability import dependencies_of_outputs, owners, reached


def test_weights_are_owned_by_the_end_of_a_chain() -> None:
    assert owners({"b": "a", "d": "c", "c": "b", "x": "gone"}) == {"b": "a", "c": "a", "d": "a", "x": "gone"}


def test_in_a_circle_the_owner_is_one_that_shares() -> None:
    assert owners({"tail": "a", "a": "b", "b": "a", "own": "own"}) == {
        **dict.fromkeys(("tail", "a", "b"), "a"),
        "own": "own",
    }


def test_a_long_chain_is_followed_once() -> None:
    count = 20_000
    found = owners({str(each): str(each - 1) for each in range(1, count)})
    assert set(found.values()) == {"0"}


def test_what_is_reached_ends_in_circles_too() -> None:
    steps = {"a": ["b", "c"], "c": ["a"], "d": ["a"]}
    assert reached(["a", "z"], steps) == {"a", "b", "c", "z"}
    assert reached([], steps) == set()


def test_outputs_depend_on_what_is_read_through_inputs_states_and_masks() -> None:
    nodes = (
        Node("encoder", "LSTM", None, inputs=(Ref("x"),)),
        Node("decoder", "LSTM", None, inputs=(Ref("y"),), initial_state=(Ref("encoder", "state_h"),), mask=Ref("kept")),
        Node("aside", "Dense", None, inputs=(Ref("z"),)),
    )
    inputs = tuple(Input(name, (None, 4)) for name in ("x", "y", "z", "kept"))
    graph = Graph("m", inputs, nodes, (Output("decoder", Ref("decoder")),))
    assert dependencies_of_outputs(graph) == {"x", "y", "kept", "encoder", "decoder"}
    assert dependencies_of_outputs(Graph("m", inputs, nodes)) == frozenset()
