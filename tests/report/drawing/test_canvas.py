"""Pictures at places of our own: Graphviz leaves them where they are."""

from __future__ import annotations

import json

import pytest

from rnngraph.report.drawing.canvas import Box, Line, dot_of, panel, rounded, straight
from rnngraph.report.drawing.draw import draw
from rnngraph.report.drawing.svg_attributes import svg_attributes


def boxes() -> list[Box]:
    return [
        Box(key, x, y, 40, 20, panel(40, 20, "line", "card", key), svg_attributes(f"id-{key}", "", "box"))
        for key, x, y in (("a", 50.0, 70.0), ("b", 250.0, 170.0))
    ]


def test_what_is_drawn_stands_where_it_was_put_from_the_upper_left_corner() -> None:
    corners = rounded((70, 70), (150, 70), (150, 170), (230, 170))
    line = Line("a", "b", corners, svg_attributes("line", "", "data"))
    drawn = json.loads(draw(dot_of("x", boxes(), [line], ["A to B."]), "json"))
    middles = [each[at] for each in drawn["nodes"] for at in ("x", "y")]
    assert middles == pytest.approx([20, 10, 220, 110], abs=0.1)
    assert (drawn["width"], drawn["height"]) == pytest.approx((240, 120), abs=0.1)
    (edge,) = drawn["edges"]
    assert [*edge["points"][0], *edge["end"]] == pytest.approx([40, 10, 200, 110], abs=0.1)


def test_a_line_that_goes_beyond_the_boxes_is_in_the_picture() -> None:
    around = rounded((30, 70), (10, 70), (10, 200), (250, 200), (250, 180))
    drawn = json.loads(
        draw(dot_of("x", boxes(), [Line("a", "b", around, svg_attributes("line", "", "data"))], []), "json")
    )
    xs, ys = zip(*drawn["edges"][0]["points"], strict=True)
    assert min(xs) >= -0.1
    assert max(ys) <= drawn["height"] + 0.1
    assert drawn["nodes"][0]["x"] == pytest.approx(40, abs=1.5)


def test_words_and_ids_are_in_the_svg() -> None:
    svg = draw(dot_of("x", boxes(), [], ["A stands by itself."]), "svg").decode()
    assert "<desc>A stands by itself.</desc>" in svg
    assert 'id="id-a"' in svg


@pytest.mark.parametrize("corners", [[(0, 0), (9, 0)], [(0, 0), (9, 0), (9, 9)], [(0, 0), (1, 0), (1, 0), (5, 5)]])
def test_ways_are_whole_curves_from_start_to_end(corners: list[tuple[float, float]]) -> None:
    for points in (straight(*corners), rounded(*corners)):
        assert len(points) % 3 == 1
        assert (points[0], points[-1]) == (corners[0], corners[-1])
