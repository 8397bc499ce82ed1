"""What npm and IPython, which these tests start, need of the machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True, scope="session")
def writable_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder of their own to keep things in, for a user who has no home that can be written."""
    if not os.access(Path.home(), os.W_OK):
        os.environ["HOME"] = str(tmp_path_factory.mktemp("home"))
