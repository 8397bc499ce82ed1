"""The rules in a browser: the filter, the way to an example in the editor."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

import rnngraph as rg
from tests.browser.access import violations
from tests.browser.editor_page import text_of

pytestmark = pytest.mark.browser

RULES = [rule for family in rg.rule_families() for rule in family.rules]


@pytest.fixture
def rules(page: Page, server: str) -> Page:
    """The list, ready."""
    page.goto(f"{server}/rules/")
    page.wait_for_selector("html.ready")
    return page


def shown(page: Page) -> list[str]:
    return [each.inner_text() for each in page.locator(".rule:visible .code").all()]


def test_the_filter_matches_codes_names_families_severities_and_sentences(rules: Page) -> None:
    search = rules.locator("#search")
    search.fill("rg40")
    assert shown(rules) == [rule.code for rule in RULES if rule.code.startswith("RG40")]
    assert rules.locator("#count").inner_text() == f"{len(shown(rules))} of {len(RULES)}"
    assert [each.inner_text() for each in rules.locator(".family:visible h2").all()] == ["RG4 States and recurrence"]
    assert rules.locator(".families a:visible").count() == 1
    search.fill("STATE-count")
    assert shown(rules) == ["RG401"]
    search.fill("cudnn warning")
    by_word = [rule.code for rule in RULES if rule.code.startswith("RG6") and rule.severity == "warning"]
    assert set(by_word) <= set(shown(rules))
    search.fill("no rule is called this")
    assert shown(rules) == []
    assert rules.locator("#none").is_visible()
    search.press("Escape")
    assert shown(rules) == [rule.code for rule in RULES]


def test_the_filter_asks_the_server_for_nothing(rules: Page) -> None:
    requests: list[str] = []
    rules.on("request", lambda request: requests.append(request.url))
    rules.locator("#search").fill("mask")
    assert shown(rules)
    assert [url for url in requests if not url.endswith("/icon.svg")] == []


def test_the_address_keeps_the_words(rules: Page) -> None:
    rules.locator("#search").fill("mask shape")
    before = shown(rules)
    rules.goto(rules.url)
    rules.wait_for_selector("html.ready")
    assert shown(rules) == before
    assert rules.locator("#search").input_value() == "mask shape"


def test_all_by_keyboard(rules: Page) -> None:
    rules.keyboard.press("/")
    rules.keyboard.type("state-count")
    rules.keyboard.press("Enter")
    rules.wait_for_url("**/rules/RG401/")


def test_an_example_opens_in_the_editor(page: Page, server: str) -> None:
    page.goto(f"{server}/rules/RG401/")
    page.wait_for_selector("html.ready")
    page.get_by_text("Open in the editor").first.click()
    expect(page.locator("#problems")).to_contain_text("RG401")
    assert json.loads(text_of(page))["name"] == "bad"


@pytest.mark.parametrize("path", ["", "?q=mask", "RG401/", "RG132/", "RG499/"])
def test_is_accessible(bare: Page, server: str, path: str) -> None:
    bare.goto(f"{server}/rules/{path}")
    bare.wait_for_selector("html.ready")
    assert violations(bare) == []
