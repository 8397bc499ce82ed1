"""Finds or installs a Chromium for the browser tests, and leaves its path in .venv/chromium-path.

Tried in order: $CHROMIUM, one on the machine, Debian's package where it may be installed, Playwright's own download.
With none to be had the file is left empty, and the exit status is 1 under CI=true.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".venv" / "chromium-path"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PLAYWRIGHT = [sys.executable, "-m", "playwright"]


def quiet(*command: str) -> bool:
    """Whether a command, which says nothing, succeeds."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def apt(*packages: str) -> bool:
    """Whether Debian packages could be installed."""
    return subprocess.run(["sh", ROOT / "scripts" / "apt.sh", *packages], check=False).returncode == 0


def driver() -> bool:
    """Whether Playwright itself runs: its node needs a library that a bare Debian lacks."""
    return quiet(*PLAYWRIGHT, "--version") or (apt("libatomic1") and quiet(*PLAYWRIGHT, "--version"))


def works(path: str) -> bool:
    """Whether Playwright can drive it: Ubuntu's package, for one, is a stub that only points to a snap."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=arguments)
            page = browser.new_page()
            page.set_content("<title>works</title>")
            return page.title() == "works"
    except Error:
        return False


def candidates() -> Iterator[str | None]:
    """Paths to try, each found or installed only when those before it did not work."""
    if KEPT.exists():
        yield KEPT.read_text(encoding="utf-8")
    yield from map(shutil.which, NAMES)
    if apt("chromium", "fonts-dejavu-core"):
        yield shutil.which("chromium")
    print("downloading Playwright's Chromium", flush=True)
    quiet(*PLAYWRIGHT, "install", "chromium")
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    yield path
    # Its libraries, where the system lacks them.
    if os.geteuid() == 0 and quiet(*PLAYWRIGHT, "install-deps", "chromium"):
        yield path


def main() -> int:
    """Writes the path; the exit status says whether the tests can go on."""
    named = os.environ.get("CHROMIUM", "")
    tried = [shutil.which(named) or named] if named else candidates()
    path = next((each for each in tried if each and works(each)), "") if driver() else ""
    if named and not path:
        print(f"CHROMIUM: {named} is no browser that Playwright can drive", file=sys.stderr)
        return 1
    KEPT.write_text(path, encoding="utf-8")
    if path:
        return 0
    needed = os.environ.get("CI") == "true"
    print("no Chromium is to be had here" + ("" if needed else ": the browser tests are skipped"), file=sys.stderr)
    return int(needed)


if __name__ == "__main__":
    sys.exit(main())
