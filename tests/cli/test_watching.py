"""`rnngraph check --watch`, as a user runs it: again after a save, gone after Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import BROKEN, run

PATIENCE = 60  # seconds, for a machine that is busy; the lines come in a tenth of one


# A shell's background jobs ignore SIGINT, and so would what they start.
LISTENING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", f"{LISTENING}; from rnngraph.cli import main; main()"]
    command += ["check", "--watch", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)


@pytest.fixture
def watcher(broken: str) -> Iterator[subprocess.Popen[str]]:
    process = start(broken)
    limit = threading.Timer(PATIENCE, process.kill)
    limit.start()
    yield process
    limit.cancel()
    process.kill()
    process.communicate()


def until(process: subprocess.Popen[str], text: str) -> list[str]:
    assert process.stdout
    lines: list[str] = []
    while not lines or text not in lines[-1]:
        line = process.stdout.readline()
        assert line, f"ended before {text!r}: {lines}"
        lines.append(line)
    return lines


def test_checks_again_after_a_save_and_ends_on_ctrl_c(watcher: subprocess.Popen[str], broken: str) -> None:
    first = until(watcher, "watching")
    assert any("RG401" in line for line in first)
    # As editors save: another file takes its place.
    new = Path(broken).with_suffix(".new")
    new.write_text(BROKEN.replace('"encoder"},\n', '"encoder.state_h"},\n'), encoding="utf-8")
    new.replace(broken)
    second = until(watcher, "watching")
    assert any("RG117" in line for line in second)
    assert not any("RG401" in line for line in second)
    watcher.send_signal(signal.SIGINT)
    rest, _ = watcher.communicate(timeout=PATIENCE)
    assert (watcher.returncode, "Traceback" in rest) == (0, False)


def test_only_files_can_be_watched() -> None:
    assert run("check", "--watch", "-").exit_code == 2
    assert run("check", "--watch", "nowhere.json").exit_code == 2
