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
    subprocess.run(["sh", ROOT / "scripts" / "apt.sh", "chromium", "fonts-dejavu-core"], check=False)
    yield shutil.which("chromium")
    playwrights = [sys.executable, "-m", "playwright"]
    print("downloading Playwright's Chromium", flush=True)
    subprocess.run([*playwrights, "install", "chromium"], capture_output=True, check=False)
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    yield path
    # What it links against, where the system lacks that.
    if os.geteuid() == 0:
        subprocess.run([*playwrights, "install-deps", "chromium"], capture_output=True, check=False)
        yield path


def main() -> int:
    """Writes the path; the exit status says whether the tests can go on."""
    named = os.environ.get("CHROMIUM", "")
    named = shutil.which(named) or named
    if named and not works(named):
        print(f"CHROMIUM: {named} is no browser that Playwright can drive", file=sys.stderr)
        return 1
    path = named or next((each for each in candidates() if each and works(each)), "")
    KEPT.write_text(path, encoding="utf-8")
    if path:
        return 0
    print("no Chromium is to be had here: the browser tests are skipped", file=sys.stderr)
    return int(os.environ.get("CI") == "true")


if __name__ == "__main__":
    sys.exit(main())
