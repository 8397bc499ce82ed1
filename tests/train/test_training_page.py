"""docs/training.md has every loss, with what its targets are, and messages as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rnngraph.objects.targets import TARGETS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "training.md").read_text(encoding="utf-8")
CELLS = [row.strip("| ").split(" | ") for row in PAGE.splitlines() if row.startswith("| `")]
ROWS = [cells for cells in CELLS if len(cells) == 3]


def test_every_loss_is_in_one_row_with_those_of_its_kind() -> None:
    names = [name for losses, *_ in ROWS for name in re.findall(r"`(\w+)`", losses)]
    assert sorted(names) == sorted(TARGETS)
    for losses, shape, _ in ROWS:
        targets = {TARGETS[name] for name in re.findall(r"`(\w+)`", losses)}
        assert len({target.column for target in targets}) == 1
        if "the output's;" in shape:
            assert all(target.column for target in targets)


def test_the_message_is_so() -> None:
    np = pytest.importorskip("numpy")
    from rnngraph.train.targets import Wanted, target_mismatch

    wanted = Wanted("y", (None, 5), "SparseCategoricalCrossentropy")
    assert f"Error: {target_mismatch(wanted, np.arange(10) % 5 + 1)}\n" in PAGE
