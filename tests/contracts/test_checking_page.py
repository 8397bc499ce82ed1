"""What docs/checking.md shows is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from rnngraph.check.settings import settings_of
from rnngraph.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/checking.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_its_settings_are_settings() -> None:
    (text,) = blocks("toml")
    assert settings_of(tomllib.loads(text)["tool"]["rnngraph"]).require_cudnn


@pytest.mark.parametrize("line", re.findall(r"rnngraph (check specs.*?) *#", PAGE))
def test_its_commands_are_commands(line: str) -> None:
    arguments = [str(ROOT / "specs" / "mnist.json") if each == "specs" else each for each in line.split()]
    assert CliRunner().invoke(main, arguments).exit_code == 0


def test_its_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / link).exists(), link
