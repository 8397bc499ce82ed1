"""What a training section says that does not fit the model, or itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rnngraph.graph import Problem

Labels = Literal["sparse", "categorical", "binary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherLabels(Problem):
    """A metric takes targets of another form (`found`) than the loss (`wanted`)."""

    loss: str
    wanted: Labels
    metric: str
    found: Labels
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnequalBatchSizes(Problem):
    """The training section's batch size is not the model's fixed one."""

    found: int
    expected: int
