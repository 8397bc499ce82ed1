"""Trainings and comparisons in Chromium: what moves while one looks, and what is there without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect
from rnngraph_web import create_app

from rnngraph.runs import Progress
from tests.browser.access import violations
from tests.browser.serving import serving

pytestmark = pytest.mark.browser

SPECS = Path(__file__).parents[2] / "specs"
SPEC = (SPECS / "digits.json").read_text(encoding="utf-8")
START: dict[str, Any] = {"model": "digits", "data": "digits", "params": 39178, "settings": {"epochs": 3}, "spec": SPEC}


@pytest.fixture(scope="module")
def trainings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    for name, units in (("wide", 64), ("narrow", 16)):
        epochs = [{"epoch": at, "loss": 2 / at, "val_loss": 2.5 / at} for at in range(1, 11)]
        (folder / name).mkdir()
        record = {**START, "epochs": epochs, "seconds": 3.0}
        (folder / name / "history.json").write_text(json.dumps(record), encoding="utf-8")
        text = SPEC.replace('"units": 64', f'"units": {units}')
        (folder / name / "spec.json").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def address(trainings: Path) -> Iterator[str]:
    with serving(create_app(SPECS, runs=trainings)) as at:
        yield at


def colours(place: Locator) -> set[tuple[int, ...]]:
    """The colours of what is to be seen there."""
    image = Image.open(BytesIO(place.screenshot())).convert("RGB")
    return {colour for _, colour in image.getcolors(2**24) or ()}  # type: ignore[misc]


def test_a_training_is_watched(page: Page, address: str, trainings: Path) -> None:
    with Progress(trainings / "live", START) as progress:
        progress.epoch(1, {"loss": 2.0, "val_loss": 2.25})
        page.goto(f"{address}/runs/show?name=live")
        expect(page.locator(".status")).to_have_text("running")
        expect(page.locator("[data-epochs]")).to_have_text("1 / 3")
        expect(page.locator(".numbers tbody tr")).to_have_count(1)
        progress.epoch(2, {"loss": 1.5, "val_loss": 1.75})
        expect(page.locator("[data-epochs]")).to_have_text("2 / 3")
        expect(page.locator(".numbers tbody tr").nth(1)).to_contain_text("1.75")
        progress.batch(3, 7, 10, {"loss": 1.25})
        expect(page.locator("[data-at]")).to_have_text("epoch 3, batch 7 of 10, loss 1.25")
    expect(page.locator(".status")).to_have_text("stopped")


def test_the_list_follows(page: Page, address: str, trainings: Path) -> None:
    page.goto(f"{address}/runs/")
    with Progress(trainings / "new", START) as progress:
        row = page.locator("[data-run=new]")
        expect(row.locator(".status")).to_have_text("running")
        progress.epoch(1, {"loss": 2.0})
        expect(row.locator("[data-curve=loss]")).to_have_text("2")


def test_runs_side_by_side(page: Page, address: str) -> None:
    page.goto(f"{address}/runs/")
    page.get_by_label("Compare narrow").check()
    page.get_by_label("Compare wide").check()
    page.get_by_role("button", name="Compare the chosen").click()
    expect(page.get_by_role("heading", name="2 runs")).to_be_visible()
    # The first run to come draws a plot of its own: epochs, and training and validation of each run.
    expect(page.locator("[data-curve=loss] .u-legend .u-series")).to_have_count(5)
    # A line for each run in its own colour, on a ground without any.
    assert {(37, 99, 235), (217, 119, 6)} <= colours(page.locator("[data-curve=loss]"))
    expect(page.locator(".differences")).to_contain_text("layer.units")


def test_numbers_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/runs/show?name=wide")
    expect(page.locator(".numbers tbody tr")).to_have_count(10)
    expect(page.locator(".curves figure")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_two_specs_compared(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/compare/")
    page.locator("select[name=before]").select_option("mnist")
    page.locator("select[name=after]").select_option("digits")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".differences")).to_contain_text("Bidirectional")
    for side in page.locator(".drawing").all():
        assert len(colours(side)) > 10
        box, drawing = side.bounding_box(), side.locator("svg").bounding_box()
        assert box
        assert drawing
        assert drawing["width"] <= box["width"] + 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#after-layer-reader path").first.evaluate(
        "each => getComputedStyle(each).stroke"
    ) == page.evaluate("getComputedStyle(document.querySelector('.differences .changed')).borderLeftColor")


@pytest.mark.parametrize(
    "path",
    [
        "/runs/",
        "/runs/show?name=wide",
        "/runs/show?name=wide&name=narrow",
        "/compare/",
        "/compare/?before=mnist&after=digits",
    ],
)
def test_is_accessible(bare: Page, address: str, path: str) -> None:
    answer = bare.goto(address + path)
    assert answer
    assert answer.ok
    bare.wait_for_selector("html.ready")
    assert violations(bare) == []


HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_page_that_nobody_looks_at_does_not_listen(page: Page, address: str, trainings: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/events" in request.url else None)
    done = page.locator("[data-epochs]")
    with Progress(trainings / "unseen", START) as progress:
        page.goto(f"{address}/runs/show?name=unseen")
        expect(page.locator(".status")).to_have_text("running")
        page.evaluate(HIDE, True)
        progress.epoch(1, {"loss": 2.0, "val_loss": 2.25})
        page.wait_for_timeout(1500)
        expect(done).to_have_text("0 / 3")
        assert len(asked) == 1
        page.evaluate(HIDE, False)
        expect(done).to_have_text("1 / 3")
        assert len(asked) == 2


def test_a_server_without_room_is_asked_again(browser: Browser, address: str, trainings: Path) -> None:
    context = browser.new_context()
    page = context.new_page()  # a console that tells of the refusal is as it should be
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > 1:
            route.fallback()
        else:
            route.fulfill(status=503)

    page.route("**/runs/events?*", refuse)
    with Progress(trainings / "late", START) as progress:
        with page.expect_response(lambda answer: answer.status == 503):
            page.goto(f"{address}/runs/show?name=late")
        progress.epoch(1, {"loss": 2.0, "val_loss": 2.25})
        expect(page.locator("[data-epochs]")).to_have_text("1 / 3")
    assert len(asked) == 2
    context.close()
