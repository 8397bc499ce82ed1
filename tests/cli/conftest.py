"""A spec with two errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import BROKEN


@pytest.fixture
def broken(tmp_path: Path) -> str:
    path = tmp_path / "broken.json"
    path.write_text(BROKEN, encoding="utf-8")
    return str(path)
