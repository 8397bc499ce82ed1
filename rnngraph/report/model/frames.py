"""The frames of a picture, one in the other: which rows and which blocks stand in each block."""

from __future__ import annotations

from dataclasses import dataclass, field

from rnngraph.report.model.rows import Cluster, Row
from rnngraph.report.model.view import View


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A block with the rows that stand in it and in no block inside it, and the blocks inside; both in order.

    `number` counts all blocks of the view from 0. What stands around all of them is a frame too, of no block.
    """

    block: Cluster | None = None
    number: int = -1
    rows: list[Row] = field(default_factory=list)
    inside: list[Frame] = field(default_factory=list)


def frames(view: View) -> Frame:
    """The outermost frame, in time linear in the view: blocks are many where one is repeated."""
    whole = Frame()
    by_name: dict[str | None, Frame] = {None: whole}
    around: dict[str, Frame] = {}
    # A block stands before those inside it, so that the innermost has the last word.
    for number, block in enumerate(view.blocks):
        frame = by_name[block.name] = Frame(block, number)
        by_name[block.parent].inside.append(frame)
        around.update(dict.fromkeys(block.rows, frame))
    for row in view.rows:
        around.get(row.name, whole).rows.append(row)
    return whole
