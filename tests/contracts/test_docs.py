"""The generated docs are what the code would write today."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def generator():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("docs_generator", ROOT / "scripts/docs.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["layers.md", "rules.md", "cli.md", "spec.md"])
def test_the_page_is_not_stale(page: str) -> None:
    path = ROOT / "docs" / page
    assert path.exists(), "run `make docs`"
    assert path.read_text(encoding="utf-8") == generator().made()[page], f"docs/{page} is stale: run `make docs`"
