"""The font of the pages: served by the app, loaded, and narrow enough for the boxes of pictures."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.test_diagram_in_browser import COLLISIONS

pytestmark = pytest.mark.browser
LOADED = """async () => {
  await document.fonts.ready;
  return [...document.fonts].filter((each) => each.status === "loaded").map((each) => each.family);
}"""


@pytest.mark.parametrize("name", ["hierarchical_attention", "sentence_similarity", "mnist"])
def test_a_page_brings_its_font(page: Page, server: str, name: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server.rstrip('/')}/model/{name}/")
    assert set(page.evaluate(LOADED)) <= {"Inter Variable", '"Inter Variable"'}
    assert page.evaluate(LOADED)
    assert all(each.startswith((server, "blob:", "data:")) for each in asked)
    assert page.evaluate("getComputedStyle(document.querySelector('.diagram text')).fontFamily").startswith('"Inter')
    assert page.evaluate(COLLISIONS) == []
