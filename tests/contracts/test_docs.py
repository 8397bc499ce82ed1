"""The generated docs are what the code would write today."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from rnngraph.check import rules_by_code

ROOT = Path(__file__).resolve().parents[2]


def generator():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("docs_generator", ROOT / "scripts/docs.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return generator().made()


@pytest.mark.parametrize("page", ["layers.md", "rules.md", "cli.md", "spec.md", "cells.md"])
def test_the_page_is_not_stale(page: str, made: dict[str, str]) -> None:
    path = ROOT / "docs" / page
    assert path.exists(), "run `make docs`"
    assert path.read_text(encoding="utf-8") == made[page], f"docs/{page} is stale: run `make docs`"


def test_every_rule_has_its_page_and_no_page_is_stale(made: dict[str, str]) -> None:
    pages = {f"rules/{path.name}": path.read_text(encoding="utf-8") for path in (ROOT / "docs/rules").iterdir()}
    assert pages == {name: text for name, text in made.items() if name.startswith("rules/")}, "run `make docs`"


def test_every_family_has_its_table(made: dict[str, str]) -> None:
    assert all(f"](rules/{rule.code}.md)" in made["rules.md"] for rule in rules_by_code().values())
