"""What losses expect of their targets is said for every loss."""

from __future__ import annotations

from rnngraph.objects import LOSSES
from rnngraph.objects.targets import TARGETS


def test_every_loss_has_a_target() -> None:
    assert TARGETS.keys() == LOSSES.classes.keys()
