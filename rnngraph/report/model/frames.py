"""The nested frames of a picture: the rows and the blocks in each block."""

from __future__ import annotations

from dataclasses import dataclass, field

from rnngraph.report.model.rows import Cluster, Row
from rnngraph.report.model.view import View


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A block with the rows that are directly in it, and the frames of the blocks inside, both in order.

    `number` counts the blocks of the view from 0. The outermost frame has no block.
    """

    block: Cluster | None = None
    number: int = -1
    rows: list[Row] = field(default_factory=list)
    inside: list[Frame] = field(default_factory=list)


def frames(view: View) -> Frame:
    """The outermost frame. Takes time linear in the view, because a repeated block has many copies."""
    whole = Frame()
    by_name: dict[str | None, Frame] = {None: whole}
    around: dict[str, Frame] = {}
    # A block is listed before those inside it, so the innermost block of a row overwrites the others.
    for number, block in enumerate(view.blocks):
        frame = by_name[block.name] = Frame(block, number)
        by_name[block.parent].inside.append(frame)
        around.update(dict.fromkeys(block.rows, frame))
    for row in view.rows:
        around.get(row.name, whole).rows.append(row)
    return whole
