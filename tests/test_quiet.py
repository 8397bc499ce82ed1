"""C libraries write nothing to the user's terminal, and what others write arrives."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rnngraph.quiet import quiet_stderr

DRAWING = "import rnngraph as rg; rg.Sequential('g', [rg.Input('x', (3,)), rg.Dense(2)]).diagram()"
BROKEN_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig><no-such/>'


def test_c_code_is_silenced_and_python_after_it_is_not(capfd: pytest.CaptureFixture[str]) -> None:
    os.write(2, b"before ")
    with quiet_stderr():
        os.write(2, b"inside ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_standard_error_is_restored_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError), quiet_stderr():
        raise KeyError
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"


def test_threads_leave_standard_error_as_it_was(capfd: pytest.CaptureFixture[str]) -> None:
    def enter() -> None:
        for _ in range(50):
            with quiet_stderr():
                os.write(2, b"inside")

    threads = [threading.Thread(target=enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"


def test_a_picture_is_drawn_without_the_warnings_of_fontconfig(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(BROKEN_FONTS, encoding="utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    script = f"import pygraphviz; pygraphviz.AGraph('digraph {{a}}').draw(format='svg', prog='dot'); {DRAWING}"
    noisy = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert "Fontconfig" in noisy.stderr
    done = subprocess.run([sys.executable, "-c", DRAWING], capture_output=True, text=True, check=True, env=environment)
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="closes descriptors as a Unix shell does")
def test_a_picture_is_drawn_without_a_standard_error() -> None:
    command = ["sh", "-c", f'{sys.executable} -c "{DRAWING}" 2>&-']
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.keras
def test_a_model_is_compiled_without_the_messages_of_tensorflow() -> None:
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    for script, noisy in (("import tensorflow", True), (DRAWING.replace("diagram()", "compile()"), False)):
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        assert bool(done.stderr) == noisy
