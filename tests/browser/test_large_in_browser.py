"""Large models in Chromium: seen as blocks, or as parts, that open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.large import chain, large
from tests.browser.model_page import Model
from tests.browser.serving import placed

pytestmark = pytest.mark.browser


@pytest.fixture
def thousand(specs: Path) -> Iterator[None]:
    with placed(specs, "thousand", large(250)):
        yield


@pytest.mark.usefixtures("thousand")
def test_a_thousand_layers_are_seen_as_blocks_that_open(model: Model, specs: Path) -> None:
    page = model.open("thousand").page
    assert "?collapse=" in page.url
    expect(page.locator(".picture g.layer")).to_have_count(2)  # the input, and one box for all copies
    model.layer("tower").click()
    expect(page.locator("#pane-layer h2")).to_have_text("tower")
    assert "block tower, 1 of 250" in model.pane()
    page.locator("#pane-layer button", has_text="lstm").click()
    expect(page.locator("#layer-name")).to_have_text("tower/lstm")
    assert "units\n16" in model.pane()
    page.locator("#find").fill("tower_7/lstm")
    page.keyboard.press("Enter")
    expect(page.locator("#layer-name")).to_have_text("tower_7/lstm")


@pytest.fixture
def towers(specs: Path) -> Iterator[None]:
    with placed(specs, "towers", large(3)):
        yield


@pytest.mark.usefixtures("towers")
def test_a_block_closes_and_opens(model: Model) -> None:
    page = model.open("towers").page
    expect(page.locator(".picture g.layer")).to_have_count(13)
    page.locator('.picture [id="block-tower_2"]').locator("text").first.click()
    expect(page.locator("#pane-layer h2")).to_have_text("tower_2")
    model.layer("tower_2/lstm").click()
    page.locator("#pane-layer button", has_text="tower_2").first.click()
    page.locator("#pane-layer button", has_text="Draw as one box").click()
    expect(page.locator(".picture g.layer")).to_have_count(2)
    model.address("collapse=")
    page.locator("#find").fill("tower_3/lstm")
    page.keyboard.press("Enter")
    expect(model.layer("tower_3/lstm")).to_be_visible()


@pytest.mark.usefixtures("towers")
def test_what_is_gone_to_is_shown_by_a_later_drawing_too(model: Model) -> None:
    page = model.open("towers", "?collapse=tower").page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)
        if len(held) > 1:
            route.fallback()

    page.route("**/picture.svg*", hold)
    with page.expect_request("**/picture.svg*"):
        page.locator("#find").fill("tower_3/lstm")
        page.keyboard.press("Enter")
    model.menu("View")
    page.get_by_role("checkbox", name="Shapes").uncheck()
    expect(model.layer("tower_3/lstm")).to_be_focused()


@pytest.fixture
def flat(specs: Path) -> Iterator[None]:
    with placed(specs, "flat", chain(500)):
        yield


@pytest.mark.usefixtures("flat")
def test_a_large_model_without_blocks_is_seen_in_parts_that_open(model: Model) -> None:
    page = model.open("flat").page
    expect(page.locator(".picture g.layer")).to_have_count(21)  # the input, and twenty parts of 25 layers
    expect(model.said("part-3", "dense_50 to dense_74")).to_be_visible()
    model.layer("part-3").click()
    page.locator("#pane-layer button", has_text="Show the layers").click()
    expect(page.locator(".picture g.layer")).to_have_count(45)
    page.locator("#find").fill("dense_333")
    page.keyboard.press("Enter")
    expect(page.locator("#layer-name")).to_have_text("dense_333")
    expect(model.layer("dense_333")).to_be_visible()
    expect(model.layer("part-14")).to_have_count(0)


@pytest.mark.usefixtures("flat")
def test_a_thread_is_first_seen_from_its_beginning(model: Model) -> None:
    model.page.set_viewport_size({"width": 1440, "height": 500})
    page = model.open("flat").page
    scale = page.locator("#scale")
    expect(scale).to_have_text("70%")
    expect(model.layer("x")).to_be_in_viewport(ratio=1)
    expect(model.layer("part-20")).not_to_be_in_viewport()
    page.locator("#fit").click()
    expect(model.layer("part-20")).to_be_in_viewport(ratio=1)


@pytest.mark.usefixtures("flat")
def test_its_thumbnail_has_its_parts(page: Page, server: str) -> None:
    page.goto(server)
    expect(page.locator(".card", has_text="flat.json").locator("img")).to_be_visible()


def test_a_large_model_that_was_opened_stays_open(model: Model, specs: Path) -> None:
    with placed(specs, "many", chain(210)):
        page = model.open("many").page
        expect(model.layer("dense_3")).to_have_count(0)
        model.menu("View")
        page.locator("#unfold-all").click()
        expect(model.layer("dense_3")).to_have_count(1)
        model.address("open=all")
        page.reload()
        page.wait_for_selector("html.ready")
        expect(model.layer("dense_3")).to_have_count(1)
