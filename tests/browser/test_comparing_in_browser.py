"""The page that compares, and the list of runs, as they are looked at on a desk and on a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from rnngraph_web import create_app

from tests.browser.access import violations
from tests.browser.serving import serving

pytestmark = pytest.mark.browser

SPECS = Path(__file__).parents[2] / "specs"
PAIR = "/compare/?before=encoder_decoder&after=attention_translator"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    runs = tmp_path_factory.mktemp("runs")
    for name in ("wide", "narrow", "sweep/deep"):
        epochs = [{"epoch": at, "loss": 2 / at, "accuracy": 1 - 1 / at} for at in range(1, 11)]
        record: dict[str, Any] = {"model": "digits", "data": "folder/of/data/with/a/name.npz", "params": 39178}
        (runs / name).mkdir(parents=True)
        (runs / name / "history.json").write_text(json.dumps({**record, "epochs": epochs, "seconds": 3.0}))
    with serving(create_app(SPECS, runs=runs)) as at:
        yield at


def top(place: Locator) -> float:
    box = place.bounding_box()
    assert box
    return box["y"]


def inside(place: Locator) -> bool:
    """Whether all of it is in sight."""
    box, size = place.bounding_box(), place.page.viewport_size
    assert box
    assert size
    right, bottom = box["x"] + box["width"], box["y"] + box["height"]
    return box["x"] >= 0 and box["y"] >= 0 and right <= size["width"] and bottom <= size["height"]


def test_both_pictures_are_on_the_first_screen_of_a_desk(page: Page, address: str) -> None:
    page.goto(address + PAIR)
    before, after = page.locator(".drawing svg").all()
    assert top(before) < 500
    assert abs(top(before) - top(after)) < 5
    assert top(page.locator("#differences")) < 500


def test_on_a_phone_they_stand_above_what_differs(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + PAIR)
    before, after = page.locator(".drawing svg").all()
    assert top(before) < 844
    assert top(before) < top(after) < top(page.locator("#differences"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [1440, 390])
def test_what_differs_leads_to_its_box(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address + PAIR)
    box = page.locator("#after-layer-next_word")
    page.get_by_role("link", name="next_word").click()
    assert inside(box)
    assert box.evaluate("each => getComputedStyle(each).filter") != "none"
    if width == 1440:
        expect(page.locator(".differences .added").first).to_be_in_viewport()
    page.get_by_role("link", name="encoder before", exact=True).click()
    assert inside(page.locator("#before-layer-encoder"))
    assert box.evaluate("each => getComputedStyle(each).filter") == "none"


def test_swap(page: Page, address: str) -> None:
    page.goto(address + PAIR)
    page.get_by_role("link", name="Swap").click()
    expect(page.locator("figcaption").first).to_have_text("Before: attention_translator")
    expect(page.locator("select[name=after]")).to_have_value("encoder_decoder")


def test_runs_are_compared_from_two_on(page: Page, address: str) -> None:
    page.goto(f"{address}/runs/")
    button = page.get_by_role("button", name="Compare the chosen")
    expect(button).to_be_disabled()
    page.get_by_label("Compare narrow").check()
    expect(button).to_be_disabled()
    page.get_by_label("Compare wide").check()
    expect(button).to_be_enabled()
    button.click()
    expect(page.get_by_role("heading", name="2 runs")).to_be_visible()
    # Back there, the browser has kept what was chosen.
    page.go_back()
    page.wait_for_selector("html.ready")
    chosen = page.locator("table.runs :checked").count()
    assert button.is_enabled() == (chosen >= 2)
    page.get_by_label("Compare narrow").uncheck()
    expect(button).to_be_disabled()


def test_without_javascript_the_page_says_how_many(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/runs/")
    expect(page.get_by_text("Choose two runs or more")).to_be_visible()
    expect(page.get_by_role("button", name="Compare the chosen")).to_be_enabled()
    context.close()


@pytest.mark.parametrize("width", [390, 800])
def test_nothing_of_a_run_is_cut_off_on_a_phone(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{address}/runs/")
    row = page.locator("[data-run=wide]")
    for cell in row.locator("td, th").all():
        box = cell.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert row.locator("[data-curve=loss]").evaluate("each => getComputedStyle(each, '::before').content") == '"loss"'


def test_the_measures_stand_before_the_data(page: Page, address: str) -> None:
    page.goto(f"{address}/runs/")
    heads = page.locator("table.runs thead th").all_inner_texts()
    assert heads.index("accuracy") < heads.index("Data")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", [PAIR, "/compare/?before=mnist&after=mnist", "/runs/"])
def test_is_accessible(bare: Page, address: str, path: str, width: int) -> None:
    bare.set_viewport_size({"width": width, "height": 844})
    bare.goto(address + path)
    bare.wait_for_selector("html.ready")
    assert violations(bare) == []
