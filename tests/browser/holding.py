"""Requests that a test holds back."""

from __future__ import annotations

from playwright.sync_api import Page, Route


def holding(page: Page, address: str) -> list[Route]:
    """The requests to an address, as they come; none is answered until the test lets it go."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(address, hold)
    return held
