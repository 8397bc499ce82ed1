"""Going about a model's page in Chromium: what stays in sight, what Back brings back, where the focus is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.model_page import Model

pytestmark = pytest.mark.browser


def centre(model: Model, name: str) -> tuple[float, float]:
    box = model.layer(name).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_permalink_with_an_open_panel_shows_the_same_place(model: Model) -> None:
    page = model.open("encoder_decoder").page
    model.layer("decoder").click()
    model.address("layer=decoder")
    selected = page.url
    page.locator("#closer").click()
    model.settled()
    expect(page).not_to_have_url(selected)
    model.address("at=")
    before = centre(model, "decoder")
    page.reload()
    page.wait_for_selector("html.ready")
    model.settled()
    assert centre(model, "decoder") == pytest.approx(before, abs=2)


def test_what_is_clicked_is_not_hidden_by_its_own_panel(model: Model) -> None:
    page = model.open("encoder_decoder", "?at=460,220,1.5&layout=right").page
    model.layer("logits").click()
    model.settled()
    box, panel = model.layer("logits").bounding_box(), page.locator("#panel").bounding_box()
    assert box
    assert panel
    assert box["x"] + box["width"] <= panel["x"]


def test_back_brings_back_the_layer_and_its_panel(model: Model) -> None:
    page = model.open("encoder_decoder").page
    model.layer("encoder").click()
    page.locator("#pane-layer button", has_text="Inside").click()
    expect(page.locator(".picture .cell")).to_have_count(1)
    page.locator("#close").click()
    page.go_back()
    expect(page.locator("#layer-name")).to_have_text("encoder")
    expect(model.layer("encoder")).to_have_class(re.compile("selected"))


def test_the_layout_of_the_model_outlasts_a_look_at_its_steps(model: Model) -> None:
    page = model.open("encoder_decoder", "?layout=right").page
    model.menu("View")
    page.locator("[value=unroll]").check()
    expect(page.locator("#place-name")).to_have_text("Over 4 time steps")
    assert page.locator("[value=shapes], [value=params], [value=states], [value=cudnn]").evaluate_all(
        "all => all.every(each => each.disabled)"
    )
    page.keyboard.press("Escape")
    page.locator("#back").click()
    expect(model.layer("logits")).to_be_visible()
    assert centre(model, "logits")[0] > centre(model, "source")[0] + 200
    expect(page.locator(".picture")).to_be_focused()
    model.menu("View")
    expect(page.locator("[value=shapes]")).to_be_enabled()


def test_a_button_that_changes_its_words_keeps_the_focus(model: Model) -> None:
    page = model.open("bidirectional", "?layer=lower").page
    page.locator("#pane-layer button", has_text="Hide layers inside").press("Enter")
    expect(page.locator("#pane-layer button", has_text="Show layers inside")).to_be_focused()


def test_escape_leaves_the_search_for_the_drawing(model: Model) -> None:
    page = model.open("encoder_decoder").page
    page.keyboard.press("/")
    page.keyboard.type("dec")
    page.keyboard.press("Escape")
    expect(page.locator(".picture")).to_be_focused()


def test_sizes_that_the_inputs_settle_are_not_asked_for(model: Model) -> None:
    page = model.open("document", "?layer=sentence_reader").page
    fields = page.locator("#pane-layer .cost .fields")
    expect(fields.locator("input[name=batch]")).to_be_visible()
    expect(fields).to_contain_text("Length: as the inputs say")
    fields.locator("input[name=batch]").fill("0")
    expect(fields.locator("input[name=batch]")).to_have_attribute("aria-invalid", "true")


def test_compare_begins_with_the_model(model: Model) -> None:
    page = model.open("encoder_decoder").page
    page.locator("nav a", has_text="Compare").click()
    expect(page.locator("select[name=before]")).to_have_value("encoder_decoder")


def test_a_phone_has_the_ways_to_other_pages(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = Model(context.new_page(), server).open("encoder_decoder").page
    for name in ("Editor", "Compare", "Runs"):
        expect(page.locator("nav a", has_text=name)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


WHEN_DRAWN = """new MutationObserver((_, observer) => {
  if (!document.documentElement.classList.contains("drawn")) return;
  observer.disconnect();
  window.atFirst = document.querySelector(".picture").getBoundingClientRect().toJSON();
}).observe(document, { subtree: true, attributeFilter: ["class"] })"""


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_the_drawing_appears_where_it_stays(model: Model, size: tuple[int, int]) -> None:
    model.page.set_viewport_size({"width": size[0], "height": size[1]})
    model.page.add_init_script(WHEN_DRAWN)
    page = model.open("encoder_decoder").page
    expect(page.locator("html.ready")).to_have_count(1)
    assert page.evaluate("atFirst") == page.locator(".picture").evaluate(
        "each => each.getBoundingClientRect().toJSON()"
    )
