"""Regularizers: Keras 3.15's, with its defaults."""

from __future__ import annotations

from rnngraph.objects.kinds import NOT_NEGATIVE, Choice, Number
from rnngraph.objects.table import Argument, Table

KEPT = Number(low=0, single=True)

REGULARIZERS = Table(
    "regularizer",
    {
        "L1": {"l1": Argument(KEPT, 0.01)},
        "L2": {"l2": Argument(NOT_NEGATIVE, 0.01)},
        "L1L2": {"l1": Argument(NOT_NEGATIVE, 0.0), "l2": Argument(NOT_NEGATIVE, 0.0)},
        "OrthogonalRegularizer": {
            "factor": Argument(KEPT, 0.01),
            "mode": Argument(Choice(("rows", "columns")), "rows"),
        },
    },
    {"l1l2": "L1L2"},
)
