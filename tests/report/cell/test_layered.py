"""The layered layout: ranks, few crossings, straight lanes, no overlaps, whatever the graph."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngraph.report.cell.layered import GAP, Layering, ranked

SIZE = (30.0, 20.0)


def laid(edges: list[tuple[str, str]], keys: list[str], **more: object) -> dict[str, tuple[float, float]]:
    ranks = ranked(keys, edges, set())
    layering = Layering(dict.fromkeys(keys, SIZE), edges, ranks, [10.0] * len(edges), **more)  # type: ignore[arg-type]
    return dict(layering.places().boxes)


def test_a_rank_is_the_longest_way_there() -> None:
    edges = [("a", "b"), ("b", "c"), ("a", "c"), ("c", "end"), ("a", "stop")]
    ranks = ranked(["end", "c", "b", "a", "stop"], edges, {"end", "stop"})
    assert ranks == {"a": 0, "b": 1, "c": 2, "end": 3, "stop": 3}


def test_lines_that_need_not_cross_do_not() -> None:
    at = laid([("a", "y"), ("b", "x")], ["a", "b", "x", "y"])
    assert (at["a"][1] < at["b"][1]) == (at["y"][1] < at["x"][1])


def test_a_lane_is_straight_and_first() -> None:
    edges = [("s", "m"), ("m", "t"), ("x", "p"), ("p", "m"), ("x", "q"), ("q", "t"), ("s", "q")]
    lanes: dict[str | int, int] = {"s": 0, "m": 0, "t": 0, 0: 0, 1: 0}
    at = laid(edges, ["x", "s", "p", "q", "m", "t"], lanes=lanes)
    assert at["s"][1] == at["m"][1] == at["t"][1]
    assert at["s"][1] < min(at[other][1] for other in ("x", "p", "q"))


def test_a_long_line_keeps_to_one_track() -> None:
    edges = [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")]
    keys = ["a", "b", "c", "d"]
    layering = Layering(dict.fromkeys(keys, SIZE), edges, ranked(keys, edges, set()), [10.0] * 4)
    bends = layering.places().bends[3]
    assert len(bends) == 2
    assert bends[0][1] == pytest.approx(bends[1][1], abs=1)


@given(
    st.integers(2, 14).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=30))
    )
)
def test_boxes_of_a_rank_stand_apart_and_edges_go_on(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    count, pairs = drawn
    keys = [str(index) for index in range(count)]
    edges = [(str(a), str(b)) for a, b in pairs if a < b]
    at = laid(edges, keys)
    for source, target in edges:
        assert at[source][0] < at[target][0]
    for one, other in itertools.combinations(keys, 2):
        if at[one][0] == at[other][0]:
            assert abs(at[one][1] - at[other][1]) >= SIZE[1] + GAP - 1e-6
