"""What is in sight on a model's page in Chromium: at first, after another drawing, in windows of any size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.large import chain
from tests.browser.model_page import Model
from tests.browser.serving import placed

pytestmark = pytest.mark.browser

DESK, TABLET, PHONE, LYING = (1440, 900), (1024, 700), (390, 844), (844, 390)
ERRORS: dict[str, Any] = {
    "rnngraph": 1,
    "name": "errors",
    "inputs": [{"name": "x", "shape": [None, 8]}],
    "layers": [
        {"name": "a", "type": "LSTM", "unitz": 4, "return_sequences": True},
        {"name": "b", "type": "GRU", "units": 3},
        {"name": "c", "type": "Dense", "units": "lots"},
        {"name": "d", "type": "Dense", "units": 2, "inputs": "nowhere"},
    ],
}


@pytest.fixture(scope="module", autouse=True)
def _models(specs: Path) -> Iterator[None]:
    """A thread of sixty layers, one of a thousand, thirty layers side by side, and a model with errors."""
    names = [f"l{index}" for index in range(30)]
    wide = {
        **chain(0),
        "layers": [
            *({"name": name, "type": "Dense", "units": 4, "inputs": "x"} for name in names),
            {"name": "cat", "type": "Concatenate", "inputs": names},
        ],
    }
    with (
        placed(specs, "sixty", chain(60)),
        placed(specs, "thread", chain(1000)),
        placed(specs, "wide", wide),
        placed(specs, "wrong", ERRORS),
    ):
        yield


def sized(model: Model, size: tuple[int, int]) -> Model:
    model.page.set_viewport_size({"width": size[0], "height": size[1]})
    return model


def scale(model: Model) -> int:
    return int(model.settled().page.locator("#scale").inner_text().removesuffix("%"))


def centre(model: Model, name: str) -> tuple[float, float]:
    box = model.settled().layer(name).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def find(model: Model, name: str) -> None:
    model.page.locator("#find").fill(name)
    model.page.keyboard.press("Enter")
    expect(model.layer(name)).to_be_focused()


def seen(model: Model, name: str) -> bool:
    """Whether a layer's box is in the room that the drawing has, all of it."""
    room, box = model.settled().page.locator(".picture").bounding_box(), model.layer(name).bounding_box()
    assert room
    assert box
    return (
        room["x"] <= box["x"]
        and box["x"] + box["width"] <= room["x"] + room["width"]
        and room["y"] <= box["y"]
        and box["y"] + box["height"] <= room["y"] + room["height"]
    )


class TestAtFirst:
    @pytest.mark.parametrize(
        ("name", "layer", "size"),
        [
            ("sixty", "dense_50", DESK),
            ("sixty", "dense_30", PHONE),
            ("encoder_decoder", "encoder", (720, 450)),
        ],
    )
    def test_a_layer_of_the_address_is_in_sight(
        self, model: Model, name: str, layer: str, size: tuple[int, int]
    ) -> None:
        sized(model, size).open(name, f"?layer={layer}")
        expect(model.page.locator("#layer-name")).to_have_text(layer)
        assert seen(model, layer)
        assert scale(model) >= 70
        assert "at=" not in model.page.url

    def test_a_layer_that_is_hidden_is_so_by_what_is_in_sight(self, model: Model) -> None:
        model.open("thread", "?collapse=all&layer=dense_777")
        expect(model.page.locator("#layer-name")).to_have_text("dense_777")
        assert seen(model, "part-32")

    @pytest.mark.parametrize("name", ["residual_translator", "attention_translator", "encoder_decoder"])
    def test_it_can_be_read_and_is_no_smaller_in_a_larger_window(self, model: Model, name: str) -> None:
        scales = [scale(sized(model, size).open(name)) for size in (PHONE, LYING, TABLET, DESK)]
        assert min(scales) >= 70
        assert scales[1:] == sorted(scales[1:])
        assert seen(model, "source")

    def test_what_is_wide_begins_in_the_middle_where_its_input_is(self, model: Model) -> None:
        model.open("wide")
        assert centre(model, "x")[0] == pytest.approx(720, abs=40)
        assert seen(model, "cat")
        model.open("wide", "?layout=right")
        assert seen(model, "x")
        assert centre(model, "x")[1] == pytest.approx(475, abs=40)

    @pytest.mark.parametrize("at", ["0,0,0", "1e9,1e9,1", "-1e9,5,0.0001", "1,1,1e9"])
    def test_an_address_written_by_hand_shows_something(self, model: Model, at: str) -> None:
        model.open("encoder_decoder", f"?at={at}")
        assert 25 <= scale(model) <= 600
        across, down = model.page.evaluate(
            """() => {
              const [room, drawn] = [".picture", ".picture .view"].map((each) => document.querySelector(each))
                .map((each) => each.getBoundingClientRect());
              return [Math.min(room.right, drawn.right) - Math.max(room.left, drawn.left),
                Math.min(room.bottom, drawn.bottom) - Math.max(room.top, drawn.top)];
            }"""
        )
        assert across > 100
        assert down > 100

    def test_a_cell_is_drawn_as_large_as_its_room_allows(self, model: Model) -> None:
        page = model.open("encoder_decoder", "?layer=encoder").page
        page.locator("#pane-layer button", has_text="Inside").click()
        expect(page.locator(".picture .cell")).to_have_count(1)
        assert scale(model) >= 85
        page.locator("#back").click()
        expect(model.layer("encoder")).to_be_visible()
        assert "layout" not in page.url


class TestAnotherDrawing:
    def test_what_is_selected_stays_where_it_is(self, model: Model) -> None:
        page = model.open("sixty").page
        find(model, "dense_50")
        before, size = centre(model, "dense_50"), scale(model)
        model.menu("View")
        page.get_by_role("checkbox", name="Shapes").uncheck()
        expect(model.said("dense_50", "(None, 4)")).to_have_count(0)
        assert centre(model, "dense_50") == pytest.approx(before, abs=2)
        page.get_by_role("radio", name="Left to right").check()
        expect(page.locator(".picture[aria-busy]")).to_have_count(0)
        assert centre(model, "dense_50") == pytest.approx(before, abs=2)
        assert scale(model) == size

    def test_what_is_in_the_middle_stays_where_nothing_is_selected(self, model: Model) -> None:
        page = model.open("sixty", "?at=90,3000,1").page
        heights = {f"dense_{index}": centre(model, f"dense_{index}")[1] for index in range(20, 40)}
        middle = min(heights, key=lambda name: abs(heights[name] - 475))
        before = centre(model, middle)
        model.menu("View")
        page.get_by_role("checkbox", name="Parameters").uncheck()
        expect(model.said(middle, "params")).to_have_count(0)
        assert centre(model, middle) == pytest.approx(before, abs=2)

    def test_what_opens_and_closes_takes_the_place_of_what_was_there(self, model: Model) -> None:
        page = model.open("thread", "?collapse=all").page
        find(model, "dense_777")
        before = centre(model, "dense_777")
        model.menu("View")
        page.locator("#unfold-all").click()
        expect(model.layer("dense_3")).to_have_count(1)
        assert centre(model, "dense_777") == pytest.approx(before, abs=2)
        page.locator("#fold-all").click()
        expect(model.layer("dense_3")).to_have_count(0)
        assert centre(model, "part-32") == pytest.approx(before, abs=2)

    def test_all_of_a_thread_is_as_much_as_can_be_seen(self, model: Model) -> None:
        page = model.open("thread", "?open=all&layer=dense_777").page
        expect(page.locator("#layer-name")).to_have_text("dense_777")
        page.locator("#fit").click()
        assert scale(model) == 10
        assert seen(model, "dense_777")
        page.locator("#close").click()
        assert seen(model, "x")

    def test_of_a_part_nothing_opens(self, model: Model) -> None:
        page = model.open("bidirectional", "?layer=lower&unrolled=3").page
        fold = page.locator("[data-fold]")
        expect(page.locator("#pane-layer [data-fold]")).to_be_disabled()
        assert fold.evaluate_all("all => all.length > 2 && all.every(each => each.disabled)")
        page.locator("#back").click()
        expect(page.locator("#pane-layer [data-fold]")).to_be_enabled()
        assert fold.evaluate_all("all => all.every(each => !each.disabled)")


class TestTheTools:
    @pytest.mark.parametrize("size", [LYING, (720, 450), (320, 480)])
    def test_all_of_a_menu_can_be_reached(self, model: Model, size: tuple[int, int]) -> None:
        page = sized(model, size).open("bidirectional").page
        model.menu("View")
        menu = page.locator("#view").bounding_box()
        assert menu
        assert menu["y"] + menu["height"] <= size[1]
        page.locator("#unfold-all").click()

    @pytest.mark.parametrize("size", [DESK, (1100, 700), TABLET, LYING, (720, 450)])
    def test_the_title_is_whole_and_so_is_each_fact_that_is_seen(self, model: Model, size: tuple[int, int]) -> None:
        page = sized(model, size).open("residual_translator").page
        assert page.locator(".top h1").evaluate("each => each.scrollWidth <= each.clientWidth")
        facts = page.locator(".top .facts").evaluate(
            """each => {
              const room = each.getBoundingClientRect();
              return [...each.children].map((fact) => fact.getBoundingClientRect())
                .filter((fact) => fact.width && fact.top < room.bottom - 4)
                .map((fact) => fact.right <= room.right + 1);
            }"""
        )
        assert all(facts)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


class TestAWrongModel:
    def test_leads_into_the_editor(self, model: Model) -> None:
        page = model.open("wrong").page
        problem = page.locator("#pane-summary .problem", has_text="unitz")
        expect(problem.get_by_role("link", name="Mend it in the editor")).to_have_attribute("href", "/edit/?spec=wrong")
        model.layer("a").click()
        page.locator("#pane-layer").get_by_role("link", name="Mend it in the editor").click()
        expect(page).to_have_url(f"{model.server}/edit/?spec=wrong")

    def test_says_what_is_grey(self, model: Model) -> None:
        grey = model.open("wrong").layer("b")
        expect(grey).to_have_attribute("aria-label", "b GRU ↻ h units 3 ? ? params, no output depends on it")
        expect(grey.locator("title")).to_contain_text("No output depends on this layer.")
        grey.click()
        assert "No output depends on this layer." in model.pane()
        model.layer("d").click()
        assert "No output depends" not in model.pane()


def test_what_is_fitted_is_so_again_on_reload(model: Model) -> None:
    page = sized(model, DESK).open("sixty").page
    first = scale(model)
    page.locator("#fit").click()
    fitted = scale(model)
    assert fitted < first
    model.address("at=")
    page.reload()
    page.wait_for_selector("html.ready")
    assert scale(model) == fitted


def test_back_brings_the_place_back_too(model: Model) -> None:
    page = sized(model, DESK).open("wrong", "?tab=summary").page
    before = centre(model.settled(), "a")
    page.locator("#panel a", has_text="line").first.click()
    model.address("#L")
    page.keyboard.press("Escape")
    page.locator("#closer").click()
    model.address("at=")
    page.go_back()
    model.settled()
    assert centre(model, "a") == pytest.approx(before, abs=1)


def test_a_line_is_left_with_the_source(model: Model) -> None:
    page = sized(model, DESK).open("wrong", "?tab=summary#L11").page
    model.address("tab=source")
    model.layer("b").click()
    model.address("layer=b")
    assert "#" not in page.url
    page.reload()
    page.wait_for_selector("html.ready")
    expect(page.locator("#tab-layer")).to_have_attribute("aria-selected", "true")
