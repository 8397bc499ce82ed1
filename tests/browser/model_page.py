"""A model's page and what a reader does there."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

from tests.browser.motion import settled


class Model:
    """A model's page and what a reader does there."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server

    def open(self, name: str, query: str = "") -> Model:
        self.page.goto(f"{self.server}/model/{name}/{query}")
        self.page.wait_for_selector("html.ready")
        return self

    def layer(self, name: str) -> Locator:
        """A layer's box."""
        return self.page.locator(f'.picture [id="layer-{name}"]')

    def said(self, name: str, text: str) -> Locator:
        """The texts of a layer's box in which there is that one."""
        return self.layer(name).locator("text", has_text=text)

    def pane(self) -> str:
        return self.page.locator("#pane-layer").inner_text()

    def settled(self) -> Model:
        """Waits until the drawing has come to rest."""
        settled(self.page)
        return self

    def menu(self, name: str) -> None:
        self.page.locator("details.menu > summary", has_text=name).click()

    def address(self, part: str) -> None:
        """Waits for a part of the address."""
        self.page.wait_for_url(re.compile(re.escape(part)))
