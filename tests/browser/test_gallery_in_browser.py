"""The gallery as an application: search, tags, order, keys, and an address that keeps them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

import rnngraph as rg
from tests.browser.access import violations

pytestmark = pytest.mark.browser

SPECS = Path(__file__).parents[2] / "specs"


@pytest.fixture
def gallery(page: Page, server: str) -> Page:
    """The gallery, ready."""
    page.goto(server)
    page.wait_for_selector("html.ready")
    return page


def shown(page: Page) -> list[str]:
    return [each.inner_text() for each in page.locator(".card:visible h2").all()]


def test_search_is_instant_and_looks_at_names_types_tags_and_words(gallery: Page) -> None:
    everything = shown(gallery)
    gallery.locator("#search").fill("additive BIDIRECTIONAL")
    assert "attention_translator" in shown(gallery)
    assert len(shown(gallery)) < len(everything)
    assert gallery.locator("#count").inner_text() == f"{len(shown(gallery))} of {len(everything)}"
    gallery.locator("#search").fill("no model is called this")
    assert shown(gallery) == []
    assert gallery.locator("#none").is_visible()
    gallery.locator("#search").press("Escape")
    assert shown(gallery) == everything


def test_tags_narrow_what_is_shown(gallery: Page) -> None:
    gallery.locator(".tags button", has_text="encoder-decoder").click()
    gallery.locator(".tags button", has_text="attention").click()
    wanted = {"encoder-decoder", "attention"}
    named = {name for name in shown(gallery) if wanted <= set(rg.load(SPECS / f"{name}.json").tags)}
    assert named == set(shown(gallery)) != set()


def test_the_order_is_the_readers(gallery: Page) -> None:
    gallery.locator("#order").select_option("params")
    found = [rg.load(SPECS / f"{name}.json").params for name in shown(gallery)]
    assert found == sorted(found, reverse=True)
    gallery.locator("#order").select_option("name")
    # As people sort, which is not as code points do.
    assert shown(gallery) == gallery.evaluate("names => names.sort(new Intl.Collator().compare)", shown(gallery))


def test_the_address_keeps_what_is_shown(gallery: Page) -> None:
    gallery.locator("#search").fill("lstm")
    gallery.locator(".tags button", has_text="stateful").click()
    gallery.locator("#order").select_option("layers")
    before = shown(gallery)
    gallery.goto(gallery.url)
    gallery.wait_for_selector("html.ready")
    assert shown(gallery) == before
    assert gallery.locator("#search").input_value() == "lstm"


def test_all_by_keyboard(gallery: Page) -> None:
    gallery.keyboard.press("/")
    gallery.keyboard.type("bidirectional")
    gallery.keyboard.press("ArrowDown")
    focus = "document.activeElement.textContent"
    first, second, *_ = shown(gallery)
    assert gallery.evaluate(focus) == first
    gallery.keyboard.press("ArrowRight")
    assert gallery.evaluate(focus) == second
    gallery.keyboard.press("ArrowDown")
    below = gallery.evaluate(focus)
    assert below in shown(gallery)[2:]
    gallery.keyboard.press("ArrowUp")
    assert gallery.evaluate(focus) == second
    gallery.keyboard.press("Enter")
    gallery.wait_for_url(f"**/model/{second}/")


def test_enter_in_the_search_opens_the_first(gallery: Page) -> None:
    gallery.locator("#search").fill("tagger")
    gallery.locator("#search").press("Enter")
    gallery.wait_for_url("**/model/tagger/")


def test_is_accessible(bare: Page, server: str) -> None:
    bare.goto(server)
    bare.wait_for_selector("html.ready")
    assert violations(bare) == []
