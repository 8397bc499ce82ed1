"""The cost of a layout: too expensive graphs are refused, expensive ones laid out faster."""

from __future__ import annotations

import pytest

from rnngraph.report.drawing.layout_cost import QUICK, layout_arguments, ranks_crossed


def all_to_all(count: int) -> list[tuple[str, str]]:
    return [(f"n{a}", f"n{b}") for b in range(count) for a in range(b)]


def test_a_chain_crosses_nothing() -> None:
    assert ranks_crossed([(f"n{at}", f"n{at + 1}") for at in range(1000)]) == 0


@pytest.mark.parametrize("count", [2, 3, 10, 30])
def test_all_to_all_crosses_as_many_as_there_are_triples(count: int) -> None:
    assert ranks_crossed(all_to_all(count)) == count * (count - 1) * (count - 2) // 6


def test_what_is_easy_is_drawn_with_care() -> None:
    assert layout_arguments(all_to_all(10)) == ""
    assert layout_arguments([]) == ""


def test_what_is_hard_is_drawn_quickly() -> None:
    assert layout_arguments(all_to_all(20)) == QUICK


def test_a_circle_is_drawn() -> None:
    assert layout_arguments([("a", "b"), ("b", "a")]) == QUICK


def test_what_would_take_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="more than can be drawn"):
        layout_arguments(all_to_all(60))
