"""A real Chromium and a real server for the browser tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from model_page import Model
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]


def chromium() -> str | None:
    """The one that scripts/chromium.py found, or where it never looked, $CHROMIUM or the PATH's."""
    found = ROOT / ".venv" / "chromium-path"
    if found.exists():
        return found.read_text(encoding="utf-8") or None
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        assert os.environ.get("CI") != "true", "CI has no Chromium"
        pytest.skip("no Chromium is to be had here")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of 1440 × 900 that fails the test if the browser complains of anything."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    # What a page gives up itself, as it does with answers that nobody waits for any more, is no failure.
    opened.on(
        "requestfailed",
        lambda each: complaints.append(f"{each.url} failed") if each.failure != "net::ERR_ABORTED" else None,
    )
    yield opened
    # A test may end while a file is on its way: what comes later is the end's doing. Its server may be gone already.
    during = [*complaints]
    context.close()
    assert during == []


@pytest.fixture
def model(page: Page, server: str) -> Model:
    """The page of a model."""
    return Model(page, server)


@pytest.fixture(params=["light", "dark"])
def bare(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that lets the tests put a script of their own in."""
    context = browser.new_context(bypass_csp=True, color_scheme=request.param, viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def specs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of specs/, for tests that write into it."""
    folder = tmp_path_factory.mktemp("served") / "specs"
    shutil.copytree(ROOT / "specs", folder)
    return folder


@pytest.fixture(scope="session")
def server(specs: Path) -> Iterator[str]:
    """The address of a server of that copy."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "rnngraph", "serve", str(specs), "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)
        assert process.stdout
        process.stdout.close()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            output = process.stdout.read().decode() if process.stdout else ""
            raise AssertionError(f"the server stopped: {output}")
        try:
            urlopen(address, timeout=5).close()
            return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("the server never answered")
