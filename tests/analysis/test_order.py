from __future__ import annotations

from collections.abc import Mapping

from rnngraph.analysis.order import topological
from rnngraph.graph import Graph, Node, Ref


def names(reads: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The order of nodes that each read the nodes named by letters, and a cycle."""
    nodes = tuple(Node(name, "Dense", None, tuple(map(Ref, given))) for name, given in reads.items())
    order, cycle = topological(Graph("g", nodes=nodes))
    return [node.name for node in order], cycle


def test_what_is_read_comes_first() -> None:
    assert names({"a": "c", "b": "a", "c": ""}) == (["c", "a", "b"], [])


def test_the_order_of_the_list_is_kept_where_it_can_be() -> None:
    assert names({"d": "", "b": "", "c": "b", "a": "d"}) == (["d", "b", "c", "a"], [])


def test_what_is_read_from_outside_does_not_count() -> None:
    assert names({"a": "x", "b": "a"}) == (["a", "b"], [])


def test_a_cycle_is_named_and_comes_last_with_what_is_behind_it() -> None:
    order, cycle = names({"behind": "a", "a": "b", "b": "a", "free": ""})
    assert order == ["free", "behind", "a", "b"]
    assert cycle[0] == cycle[-1]
    assert set(cycle) == {"a", "b"}
