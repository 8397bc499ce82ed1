"""A real Chromium and a real server for the browser tests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from rnngraph_web import create_app
from rnngraph_web.saving import Writing

from tests.browser.complaints import complaints_of
from tests.browser.model_page import Model
from tests.browser.serving import serving

ROOT = Path(__file__).resolve().parents[2]
# A machine with other work to do needs seconds for what is seen at once elsewhere: a test fails of what never comes.
expect.set_options(timeout=25_000)


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
    """A page of 1440 × 900 where nothing glides; it fails the test if the browser complains of anything."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    opened = context.new_page()
    complaints = complaints_of(opened)
    yield opened
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
    command = [sys.executable, "-m", "rnngraph", "serve", str(specs), "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    try:
        yield _address(process.stdout)
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


def _address(output: IO[str]) -> str:
    """What the server says once it listens."""
    said = ""
    for line in output:
        said += line
        found = re.search(r"http://\S+?(?=/? )", line)
        if found:
            return found.group()
    raise AssertionError(f"the server stopped: {said}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one spec, for the editor."""
    shutil.copy(ROOT / "specs" / "digits.json", tmp_path / "digits.json")
    return tmp_path


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """The address of a server of that folder, where whoever has the token `secret` may save."""
    with serving(create_app(folder, writing=Writing("secret"))) as at:
        yield at


@pytest.fixture
def sharing(page: Page) -> Page:
    """A page that may copy."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


@pytest.fixture
def conflicting(browser: Browser) -> Iterator[Page]:
    """A page whose console may complain, as it does of a conflict."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
