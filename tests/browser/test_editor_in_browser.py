"""The editor in Chromium: what one types is checked, drawn, completed, mended and shared."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.access import violations
from tests.browser.editor_page import begin, copied, document, text_of, write
from tests.browser.motion import settled

pytestmark = pytest.mark.browser

SPECS = Path(__file__).parents[2] / "specs"


KEYS = """(each, texts) => {
  const { view } = each.cmTile;
  for (const insert of texts) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert } });
}"""


def test_what_is_typed_is_analysed_and_drawn(page: Page, address: str) -> None:
    begin(page, address)
    write(page, document())
    # 4 gates of 4 units over 3 features, 4 states and a bias.
    expect(page.locator("#params")).to_have_text("128")
    expect(page.locator("#cudnn")).to_have_text("eligible")
    drawing = page.locator('#drawing [data-node="reader"]')
    expect(drawing).to_be_visible()
    box = page.locator("#drawing svg").bounding_box()
    assert box
    assert box["width"] > 50
    write(page, document(activation="relu", units=5))
    expect(page.locator("#cudnn")).to_have_text("not eligible")
    expect(page.locator("#count")).to_contain_text("0 errors")


def test_an_error_is_marked_listed_and_mended(page: Page, address: str) -> None:
    begin(page, address)
    write(page, document(unit=4).replace('"units": 4,', ""))
    expect(page.locator("#problems .problem")).to_have_count(1)
    expect(page.locator(".cm-lintRange-error")).to_have_text('"unit"')
    expect(page.locator('#drawing [data-node="reader"]')).to_be_visible()
    page.locator("#problems .fix").click()
    expect(page.locator("#count")).to_have_text("Nothing is wrong")
    assert json.loads(text_of(page))["layers"][0]["units"] == 4
    page.locator("#undo").click()
    expect(page.locator("#problems .problem")).to_have_count(1)


def test_a_code_leads_to_its_rule(page: Page, address: str) -> None:
    begin(page, address)
    write(page, document(unit=4))
    listed = page.locator("#problems").get_by_role("link", name="RG110")
    with page.expect_popup() as opened:
        listed.click()
    expect(opened.value.locator("h1")).to_have_text("RG110 unknown-field")
    assert opened.value.url == f"{address}/rules/RG110/"
    page.bring_to_front()
    page.locator(".cm-lintRange-error").hover()
    expect(page.locator(".cm-tooltip .rule")).to_have_attribute("href", "/rules/RG110/")


def test_a_text_that_is_no_json_yet(page: Page, address: str) -> None:
    begin(page, address)
    write(page, "{" + document()[:-10])
    expect(page.locator("#problems .error").first).to_be_visible()
    # What was drawn last stays, and is seen to be old.
    expect(page.locator('#drawing.stale [data-node="reader"]')).to_be_visible()


def test_keys_make_no_queue_at_the_server(page: Page, address: str) -> None:
    begin(page, address)
    asked: list[str] = []

    def hold(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or "")["text"])
        if len(asked) > 1:
            route.fallback()

    page.route("**/api/v1/diagram", hold)
    page.locator(".cm-content").evaluate(KEYS, [document(units=units) for units in (5, 6, 7, 8)])
    # No answer comes to the first text: it is given up, and then the last is asked about, and none between.
    expect(page.locator("#drawing")).to_contain_text("units 8")
    assert asked == [document(units=5), document(units=8)]


def test_references_are_completed(page: Page, address: str) -> None:
    begin(page, address)
    text = document()
    end = text.rindex("}", 0, text.rindex("]"))
    write(page, text[: end + 1] + ', {"type": "Dense", "units": 2, "inputs": ')
    page.keyboard.type('"rea')
    # While another answer is waited for, what is still shown can't be picked.
    shown = page.locator(".cm-tooltip-autocomplete:not(.cm-tooltip-autocomplete-disabled)")
    option = shown.locator("li", has_text="reader.state_h")
    expect(option).to_contain_text("(None, 4)")
    option.click()
    expect(page.locator(".cm-content")).to_contain_text('"inputs": "reader.state_h"')
    page.wait_for_load_state("networkidle")


def test_a_layer_is_explained_where_the_mouse_is(page: Page, address: str) -> None:
    begin(page, address)
    page.locator(".cm-content").get_by_text('"reader"').first.hover()
    told = page.locator(".cm-tooltip .told")
    expect(told).to_contain_text("37,376 parameters")
    expect(told).to_contain_text("cuDNN: eligible")


def test_a_link_carries_the_document(sharing: Page, browser: Browser, address: str) -> None:
    begin(sharing, address)
    text = document(name="köder", description="二 𝄞")
    write(sharing, text)
    link = copied(sharing)
    assert sharing.url == f"{address}/edit/?spec=digits"
    context = browser.new_context()
    other = context.new_page()
    other.goto(link)
    expect(other.locator("#params")).to_have_text("128")
    assert text_of(other) == text
    other.evaluate("location.hash = 'text=%F0broken'")
    expect(other.locator("#said")).to_contain_text("damaged")
    assert text_of(other) == text
    other.reload()
    expect(other.locator("#said")).to_contain_text("damaged")
    context.close()


def test_a_link_keeps_its_own_draft_and_leaves_others_alone(sharing: Page, address: str) -> None:
    begin(sharing, address)
    write(sharing, document())
    expect(sharing.locator("#params")).to_have_text("128")
    link = copied(sharing)
    write(sharing, document(units=5))
    expect(sharing.locator("#params")).to_have_text("180")
    sharing.goto(link)
    expect(sharing.locator("#params")).to_have_text("128")
    expect(sharing.locator("#draft")).to_be_hidden()
    write(sharing, document(units=6))
    expect(sharing.locator("#params")).to_have_text("240")
    sharing.reload()
    expect(sharing.locator("#params")).to_have_text("240")
    expect(sharing.locator("#draft")).to_be_visible()
    begin_again = f"{address}/edit/?spec=digits"
    sharing.goto(begin_again)
    expect(sharing.locator("#params")).to_have_text("180")
    sharing.goto(f"{address}/edit/?template=translator")
    expect(sharing.locator('#drawing [data-node="decoder"]')).to_be_visible()
    expect(sharing.locator("#draft")).to_be_hidden()
    write(sharing, document(units=7))
    expect(sharing.locator("#params")).to_have_text("308")
    sharing.reload()
    expect(sharing.locator("#params")).to_have_text("308")


def test_a_draft_is_kept_and_can_be_discarded(page: Page, address: str) -> None:
    begin(page, address)
    write(page, document())
    expect(page.locator("#params")).to_have_text("128")
    page.reload()
    expect(page.locator("#params")).to_have_text("128")
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator("#params")).to_have_text("39,178")
    expect(page.locator("#draft")).to_be_hidden()


def test_of_a_text_that_was_never_drawn_no_other_model_is_shown(page: Page, address: str, folder: Path) -> None:
    (folder / "empty.json").write_text('{"rnngraph": 1, "name": "empty", "inputs": [', encoding="utf-8")
    page.goto(f"{address}/edit/?spec=empty")
    expect(page.locator("#params")).to_have_text("?")
    expect(page.locator("#drawing .error")).to_be_visible()
    expect(page.locator("#drawing.stale")).to_have_count(0)
    begin(page, address)
    write(page, "{")
    expect(page.locator("#params")).to_have_text("?")
    expect(page.locator('#drawing.stale [data-node="reader"]')).to_be_visible()
    page.reload()
    expect(page.locator("#drawing .error")).to_be_visible()
    expect(page.locator('#drawing [data-node="reader"]')).to_have_count(0)


def test_what_begins_as_typed_is_completed_first(page: Page, address: str) -> None:
    begin(page, address)
    text = document()
    end = text.rindex('"units": 4') + len('"units": 4')
    write(page, text[:end])
    page.keyboard.type(', "ret')
    options = page.locator(".cm-tooltip-autocomplete li .cm-completionLabel")
    expect(options.first).to_have_text("return_sequences")
    assert "return_attention_scores" not in options.all_inner_texts()


def test_two_tabs_on_one_draft_hear_of_each_other(page: Page, address: str) -> None:
    begin(page, address)
    other = page.context.new_page()
    begin(other, address)
    write(other, document(units=5))
    expect(page.locator("#said")).to_contain_text("Another tab writes on this too")
    write(page, document(units=6))
    expect(other.locator("#said")).to_contain_text("Another tab writes on this too")
    other.get_by_role("button", name="Show what it says there").click()
    expect(other.locator("#params")).to_have_text(f"{4 * 6 * (3 + 6 + 1):,}")
    other.locator("#undo").click()
    expect(other.locator("#params")).to_have_text(f"{4 * 5 * (3 + 5 + 1):,}")


def test_what_would_do_nothing_cannot_be_pressed(page: Page, address: str) -> None:
    begin(page, address)
    for each in ("#undo", "#redo"):
        expect(page.locator(each)).to_be_disabled()
    write(page, document())
    page.locator("#undo").click()
    expect(page.locator("#redo")).to_be_enabled()
    page.locator("#redo").click()
    expect(page.locator("#redo")).to_be_disabled()


def test_a_name_that_is_markup_is_shown_as_it_is(page: Page, address: str) -> None:
    begin(page, address)
    write(page, document(type="<img src=x onerror=alert(1)>", description="</script><script>alert(1)</script>"))
    expect(page.locator("#problems")).to_contain_text("<img src=x")
    assert page.locator("#problems img, #drawing img, #drawing script").count() == 0


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_cut_off(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    begin(page, address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for place in ("#code", "#drawing svg"):
        box = page.locator(place).bounding_box()
        assert box
        assert box["width"] > 150
        assert box["height"] > 150


def test_the_text_and_the_picture_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/edit/?spec=digits")
    expect(page.locator("#text")).to_have_value((SPECS / "digits.json").read_text(encoding="utf-8"))
    expect(page.locator("#drawing svg")).to_be_visible()
    context.close()


def test_the_picture_and_the_text_lead_to_each_other(page: Page, address: str) -> None:
    begin(page, address)
    logits = page.locator('#drawing [id="layer-logits"]')
    logits.click()
    expect(page.locator(".cm-activeLine")).to_contain_text('"name": "logits"')
    expect(logits).to_have_class(re.compile("selected"))
    page.keyboard.press("Control+Home")
    expect(logits).not_to_have_class(re.compile("selected"))


def test_the_picture_is_moved_and_keeps_its_place(page: Page, address: str) -> None:
    begin(page, address)
    page.locator("#closer").click()
    page.locator("#closer").click()
    scale = page.locator("#scale")
    expect(scale).not_to_have_text("100%")
    page.locator("#drawing").focus()
    page.keyboard.press("ArrowLeft")
    settled(page)
    seen = scale.inner_text()
    place = page.locator("#drawing .view").get_attribute("transform")
    write(page, text_of(page).replace("64", "65"))
    expect(page.locator("#drawing")).to_contain_text("units 65")
    expect(page.locator("#drawing .view")).to_have_attribute("transform", place or "")
    expect(scale).to_have_text(seen)
    page.locator("#fit").click()
    expect(scale).not_to_have_text(seen)


def test_is_accessible(bare: Page, address: str) -> None:
    begin(bare, address)
    assert violations(bare) == []
    write(bare, document(unit=4).replace('"units": 4,', ""))
    expect(bare.locator("#problems .fix")).to_be_visible()
    assert violations(bare) == []
