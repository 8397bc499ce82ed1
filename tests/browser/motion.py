"""Drawings that move."""

from __future__ import annotations

from playwright.sync_api import Page

FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
# d3 keeps the transitions of an element there, from the one that is asked for to the end of the last.
RESTING = "() => [...document.querySelectorAll('.canvas > svg')].every(each => !each.__transition)"


def settled(page: Page) -> None:
    """Waits until all drawings have come to rest, in the room that they have now."""
    page.evaluate(FRAMES)
    page.wait_for_function(RESTING)
