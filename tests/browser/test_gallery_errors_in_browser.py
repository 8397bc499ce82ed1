"""The card of a spec with many errors."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from rnngraph_web import create_app

from tests.browser.serving import serving

pytestmark = pytest.mark.browser

LONG = "a_name_that_fills_a_line_of_a_card_and_some_more_and_a_bit"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("specs")
    layers = [{"name": f"{LONG}{at}", "type": "LSTM", "unitz": 4} for at in range(6)]
    document = {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [None, 3]}], "layers": layers}
    (folder / "bad.json").write_text(json.dumps(document), encoding="utf-8")
    with serving(create_app(folder)) as at:
        yield at


@pytest.mark.parametrize("width", [1440, 390])
def test_how_many_more_there_are_is_always_to_be_seen(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    picture, more = page.locator(".problems"), page.locator(".problems .more")
    expect(more).to_contain_text("more error")
    around, box = picture.bounding_box(), more.bounding_box()
    assert around
    assert box
    assert box["y"] + box["height"] <= around["y"] + around["height"]
    # What is cut ends at the end of a line, with a mark.
    for problem in page.locator(".problems li:not(.more)").all():
        lines = problem.evaluate("each => each.clientHeight / parseFloat(getComputedStyle(each).lineHeight)")
        assert lines == pytest.approx(3, abs=0.05)
