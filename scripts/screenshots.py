"""Takes the pictures of the web app in docs/, in the Chromium that the tests drive.

python scripts/screenshots.py
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SIZE = {"width": 1200, "height": 720}


def model(page: Page, address: str) -> None:
    """A model's page, a layer chosen."""
    page.goto(f"{address}model/encoder_decoder/")
    page.locator('.picture [id="layer-encoder"]').click()
    page.locator("#pane-layer .cost").wait_for()


def editor(page: Page, address: str) -> None:
    """The editor, with a fault in what is written."""
    page.goto(f"{address}edit/?spec=encoder_decoder")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(800)
    content = page.locator(".cm-content")
    content.get_by_text('"decoder"').first.click()
    content.evaluate(MISTAKE)
    page.locator("#problems .fix").first.wait_for()


MISTAKE = """(each) => {
  const { view } = each.cmTile;
  const text = view.state.doc.toString();
  const from = text.indexOf('"units"', text.indexOf('"decoder"'));
  view.dispatch({ changes: { from, to: from + 7, insert: '"unit"' } });
}"""
PICTURES = {"model_page": model, "editor": editor}


def main() -> None:
    """Serves specs/, and takes a picture of each page."""
    script = f"from rnngraph_web import serve; serve({str(ROOT / 'specs')!r}, port=0)"
    server = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        said = re.search(r"http://\S+", server.stdout.readline() if server.stdout else "")
        if said is None:
            sys.exit("the server did not start")
        with sync_playwright() as playwright:
            path = (ROOT / ".venv" / "chromium-path").read_text(encoding="utf-8")
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=path, args=arguments)
            for name, prepare in PICTURES.items():
                page = browser.new_page(viewport=SIZE, device_scale_factor=1.5)
                prepare(page, said[0])
                page.mouse.move(SIZE["width"] / 2, SIZE["height"] - 5)
                page.wait_for_timeout(800)
                page.screenshot(path=ROOT / "docs" / f"{name}.png")
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
