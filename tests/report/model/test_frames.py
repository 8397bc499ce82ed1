"""Which rows and blocks stand in which block."""

from __future__ import annotations

from rnngraph.report.model.frames import Frame, frames
from tests.report.model.test_collapse import TOWERS


def told(frame: Frame) -> tuple[object, ...]:
    return (frame.number, [row.name for row in frame.rows], [told(each) for each in frame.inside])


def test_a_row_stands_in_the_innermost_block() -> None:
    assert told(frames(TOWERS)) == (
        -1,
        ["x", "sum", "reader"],
        [
            (0, ["tower/a"], [(1, ["tower/in/b"], [])]),
            (2, ["tower_2/a"], [(3, ["tower_2/in/b"], [])]),
        ],
    )
