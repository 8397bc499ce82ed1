"""Constraints on weights: Keras 3.15's, with its defaults."""

from __future__ import annotations

from rnngraph.objects.kinds import INTEGERS, NUMBER
from rnngraph.objects.table import Argument, Table

AXIS = {"axis": Argument(INTEGERS, 0)}

CONSTRAINTS = Table(
    "constraint",
    {
        "MaxNorm": {"max_value": Argument(NUMBER, 2), **AXIS},
        "MinMaxNorm": {
            "min_value": Argument(NUMBER, 0.0),
            "max_value": Argument(NUMBER, 1.0),
            "rate": Argument(NUMBER, 1.0),
            **AXIS,
        },
        "NonNeg": {},
        "UnitNorm": AXIS,
    },
)
