"""The summary as JSON."""

from __future__ import annotations

import json
from typing import Any

from rnngraph.report.model.rows import Row
from rnngraph.report.model.view import View


def render(view: View, *, width: int | None = None, colour: bool = False) -> str:
    """The object that `rnngraph summary --format json` prints."""
    return json.dumps(as_dict(view), indent=2, ensure_ascii=False)


def as_dict(view: View) -> dict[str, Any]:
    """The object; its totals are null where errors leave them unknown."""
    known = view.total is not None
    return {
        "name": view.name,
        "total_params": view.total,
        "trainable_params": view.trainable_params if known else None,
        "non_trainable_params": view.non_trainable_params if known else None,
        "size_bytes": view.size if known else None,
        "layers": [_row_dict(row) for row in view.rows],
    }


def _row_dict(row: Row) -> dict[str, Any]:
    shapes = [None if shape is None else list(shape) for shape in row.shapes]
    weights = [
        {"name": each.name, "shape": list(each.shape), "params": each.params, "trainable": each.trainable}
        for each in row.weights
    ]
    verdict = row.cudnn
    return {
        "name": row.name,
        "type": row.type,
        "params": row.params,
        "output_shape": shapes[0] if len(shapes) == 1 else shapes,
        "connected_to": list(row.connected_to),
        "weights": weights,
        "cudnn": verdict and {"eligible": verdict.eligible, "reasons": [reason.text for reason in verdict.reasons]},
        **({"shares": row.shares} if row.shares else {}),
        **({"call": dict(row.call)} if row.call else {}),
    }
