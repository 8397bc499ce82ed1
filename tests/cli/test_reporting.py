"""Colours on a terminal, none in a pipe, and none where the user wants none."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from rnngraph.cli.reporting import FORMATS, columns, in_colour
from tests.cli.commands import BROKEN, MNIST, SPECS, run

COMMAND = [sys.executable, "-m", "rnngraph"]


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


def command(*arguments: str, stdout: int, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A command as a process, whose streams are the system's own."""
    return subprocess.run(
        [*COMMAND, *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
@pytest.mark.parametrize("name", ["summary", "diff", "check"])
def test_what_an_encoding_lacks_is_replaced(name: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "long.json"  # a long line is cut, and the mark of it is no Latin-1
    path.write_text(json.dumps(json.loads(BROKEN)), encoding="utf-8")
    arguments = {"summary": [MNIST], "diff": [MNIST, str(SPECS / "digits.json")], "check": [str(path)]}[name]
    done = command(name, *arguments, stdout=subprocess.PIPE, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (1 if name == "check" else 0, b"")
    assert done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk here")
@pytest.mark.parametrize(
    "arguments",
    [
        ["check", MNIST],
        ["summary", MNIST],
        ["diff", MNIST, MNIST],
        ["diagram", MNIST, "--format", "dot"],
        ["schema"],
        ["explain", "RG401"],
    ],
    ids=lambda each: each[0],
)
def test_a_full_disk_is_said_plainly(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = command(*arguments, stdout=full.fileno())
    assert (done.returncode, done.stderr) == (2, b"Error: can't write: No space left on device\n")


def test_a_reader_may_leave_before_the_end() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = command("schema", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_terminal_says_how_wide_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "57")
    assert (columns(Terminal()), columns(io.StringIO())) == (57, None)


def test_findings_keep_to_a_terminal(broken: str) -> None:
    ours, theirs = pty.openpty()
    done = command("check", broken, stdout=theirs, COLUMNS="40", NO_COLOR="1")
    lines = os.read(ours, 4096).decode().split("\r\n")
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 1
    assert max(len(line) for line in lines if " | " in line) <= 40
