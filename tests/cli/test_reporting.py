"""Colours on a terminal, none in a pipe, and none where the user wants none."""

from __future__ import annotations

import io
import json

import pytest

from rnngraph.cli.reporting import FORMATS, in_colour
from tests.cli.commands import BROKEN, run


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_a_terminal_has_colours_and_a_pipe_has_none() -> None:
    assert in_colour(Terminal())
    assert not in_colour(io.StringIO())


@pytest.mark.parametrize(("name", "value", "coloured"), [("NO_COLOR", "1", False), ("NO_COLOR", "", True)])
def test_no_color_is_heeded(monkeypatch: pytest.MonkeyPatch, name: str, value: str, coloured: bool) -> None:
    monkeypatch.setenv(name, value)
    assert in_colour(Terminal()) is coloured


def test_a_dumb_terminal_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert not in_colour(Terminal())


@pytest.mark.parametrize("format", FORMATS)
def test_no_format_has_control_characters_in_a_pipe(format: str) -> None:
    assert "\x1b" not in run("check", "--format", format, "-", input=BROKEN).output


def test_sarif_is_printed() -> None:
    log = json.loads(run("check", "--format", "sarif", "-", input=BROKEN).output)
    assert [each["ruleId"] for each in log["runs"][0]["results"]] == ["RG401", "RG117"]


def test_settings_that_can_not_be_end_with_2() -> None:
    result = run("check", "--select", "RG999", "-", input=BROKEN)
    assert result.exit_code == 2
    assert "--select" in result.output
