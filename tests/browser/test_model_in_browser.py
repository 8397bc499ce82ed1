"""A model's page as an application, in Chromium: all that can be done there, by mouse, by touch and by keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

import rnngraph as rg
from tests.browser.access import violations
from tests.browser.holding import holding
from tests.browser.model_page import Model
from tests.browser.serving import placed

pytestmark = pytest.mark.browser

SPECS = Path(__file__).parents[2] / "specs"

BOX = "document.querySelector('.picture > svg .view').getBoundingClientRect()"


@pytest.fixture
def tolerant(browser: Browser, server: str) -> Iterator[Model]:
    """A page on which a request may fail."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield Model(context.new_page(), server)
    context.close()


def place(page: Page) -> dict[str, float]:
    """Where the drawing is on the page."""
    found: dict[str, float] = page.evaluate(f"{BOX}.toJSON()")
    return found


def seen(picture: bytes) -> float:
    """The share of pixels that are not of the commonest colour."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    counts = sorted(count for count, _ in image.getcolors(image.width * image.height))
    return 1 - counts[-1] / sum(counts)


class TestTheDrawing:
    def test_fills_the_page_and_is_not_cut_off(self, model: Model) -> None:
        model.open("attention_translator")
        room = model.page.locator(".picture").bounding_box()
        drawn = place(model.page)
        assert room
        assert (room["width"], room["height"]) >= (1400, 800)
        assert room["x"] <= drawn["left"] < drawn["right"] <= room["x"] + room["width"]
        assert room["y"] <= drawn["top"] < drawn["bottom"] <= room["y"] + room["height"]
        assert drawn["height"] > 0.8 * room["height"]
        assert seen(model.page.locator(".picture").screenshot()) > 0.03
        assert model.page.evaluate("document.documentElement.scrollHeight <= innerHeight")

    def test_is_moved_by_drag_and_wheel_and_zoomed_by_buttons_and_keys(self, model: Model) -> None:
        # Other tests do without the gliding.
        model.page.emulate_media(reduced_motion="no-preference")
        page = model.open("encoder_decoder").settled().page
        start = place(page)
        page.mouse.move(200, 700)
        page.mouse.down()
        page.mouse.move(300, 650, steps=4)
        page.mouse.up()
        model.address("at=")
        moved = place(page)
        assert (round(moved["x"] - start["x"]), round(moved["y"] - start["y"])) == (100, -50)
        page.mouse.wheel(0, 80)
        model.settled()
        assert round(place(page)["y"] - moved["y"]) == -80
        page.locator("#closer").click()
        model.settled()
        assert place(page)["width"] == pytest.approx(1.3 * start["width"], rel=0.01)
        page.locator("#fit").click()
        model.settled()
        assert place(page)["x"] == pytest.approx(start["x"], abs=1)
        expect(page).not_to_have_url(re.compile("at="))
        page.locator(".picture").focus()
        page.keyboard.press("-")
        model.settled()
        assert place(page)["width"] == pytest.approx(start["width"] / 1.3, rel=0.01)
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("0")
        model.settled()
        assert place(page)["x"] == pytest.approx(start["x"], abs=1)

    def test_hovering_lights_up_what_depends_and_what_is_depended_on(self, model: Model) -> None:
        model.open("attention_translator").layer("start").hover()
        model.page.wait_for_selector("svg.tracing")
        lit = {each.get_attribute("data-node") for each in model.page.locator(".node.lit").all()}
        assert {"source", "source_embedding", "encoder", "start", "decoder", "next_word"} <= lit
        assert not {"target", "target_embedding"} & lit
        model.page.mouse.move(5, 890)
        expect(model.page.locator("svg.tracing")).to_have_count(0)

    def test_a_drawing_that_moves_under_the_mouse_is_not_pointed_at(self, model: Model) -> None:
        model.page.emulate_media(reduced_motion="no-preference")
        encoder = model.open("attention_translator").settled().layer("encoder")
        before = encoder.bounding_box()
        encoder.click()
        expect(model.page.locator("#pane-layer .cost dd").first).to_have_text(re.compile(r"\d"))
        model.settled()
        assert encoder.bounding_box() != before
        # Within this time another box would be lit up.
        model.page.wait_for_timeout(200)
        expect(encoder).to_have_class(re.compile(r"\blit\b"))


class TestALayer:
    def test_is_selected_by_click_and_told_of_in_full(self, model: Model) -> None:
        model.open("encoder_decoder").layer("decoder").click()
        expect(model.page.locator("#pane-layer .cost dd").first).to_have_text(re.compile(r"\d"))
        pane = model.pane()
        for text in (
            "units\n64",
            "encoder.state_h",
            "starts a state",
            "(None, None, 64)",
            "recurrent_kernel",
            "(64, 256)",
            "33,024",
            "eligible",
            "26 at their defaults",
            '"initial_state": "encoder"',
        ):
            assert text in pane
        assert model.layer("decoder").get_attribute("aria-pressed") == "true"

    def test_costs_what_the_graph_says_at_the_readers_batch_and_length(self, model: Model) -> None:
        page = model.open("encoder_decoder", "?layer=encoder").page
        page.locator(".cost input[name=batch]").fill("8")
        page.locator(".cost input[name=length]").fill("20")
        step = 2 * 4 * 64 * 128
        expect(page.locator(".cost dl")).to_contain_text(f"{step:,}")
        expect(page.locator(".cost dl")).to_contain_text(f"{20 * step / 1e6:.2f} million")
        kept = 8 * 20 * 7 * 64 * 4 / 1024
        expect(page.locator(".cost dl")).to_contain_text(f"{kept:.0f} KiB")

    def test_an_answer_that_comes_late_is_none(self, model: Model) -> None:
        held = holding(model.page, "**/cost.json?batch=8&*")
        page = model.open("encoder_decoder", "?layer=encoder").page
        batch, numbers = page.locator(".cost input[name=batch]"), page.locator(".cost dl")
        with page.expect_request("**/cost.json?batch=8&*"):
            batch.fill("8")
        batch.fill("2")
        kept = f"{2 * 100 * 7 * 64 * 4 / 1024:.0f} KiB"
        expect(numbers).to_contain_text(kept)
        with page.expect_response("**/cost.json?batch=8&*") as late:
            held[0].fallback()
        late.value.finished()
        page.wait_for_timeout(100)
        expect(numbers).to_contain_text(kept)

    def test_says_why_cudnn_cannot_take_it(self, model: Model) -> None:
        model.open("gru_simple_rnn").layer("simple_rnn").click()
        assert "not eligible" in model.pane()
        assert "SimpleRNN has no cuDNN kernel" in model.pane()

    def test_leads_to_what_it_reads_and_to_its_lines(self, model: Model) -> None:
        page = model.open("encoder_decoder", "?layer=decoder").page
        page.locator("#pane-layer button", has_text="encoder.state_h").click()
        expect(page.locator("#layer-name")).to_have_text("encoder")
        page.locator(".excerpt button").click()
        chosen = page.locator(".source .line.chosen")
        assert '"name": "encoder"' in chosen.inner_text()
        expect(chosen).to_be_in_viewport()

    def test_is_found_by_its_name(self, model: Model) -> None:
        page = model.open("attention_translator").page
        page.keyboard.press("/")
        page.keyboard.type("emb")
        options = page.locator("#found [role=option]")
        expect(options).to_have_count(2)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("#layer-name")).to_have_text("target_embedding")
        expect(model.layer("target_embedding")).to_be_in_viewport()
        model.layer("decoder").click()
        page.locator("#find").press("Enter")
        expect(page.locator("#layer-name")).to_have_text("decoder")

    def test_is_reached_by_keys_alone(self, model: Model) -> None:
        page = model.open("encoder_decoder").page
        model.layer("source").focus()
        focus = "document.activeElement.dataset.node"
        for key, name in {
            "ArrowDown": "source_embedding",
            "ArrowRight": "target_embedding",
            "ArrowUp": "target",
        }.items():
            page.keyboard.press(key)
            assert page.evaluate(focus) == name
        page.keyboard.press("Enter")
        expect(page.locator("#layer-name")).to_have_text("target")
        page.keyboard.press("Escape")
        expect(page.locator("#panel")).to_be_hidden()
        assert page.evaluate(focus) == "target"
        # One stop for the whole drawing: Tab goes on to the buttons below it.
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "farther"


CALLS = {
    "rnngraph": 1,
    "name": "calls",
    "inputs": [{"name": "x", "shape": [5, 4]}, {"name": "keep", "shape": [5], "dtype": "bool"}],
    "layers": [
        {"name": "noise", "type": "Dropout", "rate": 0.5, "inputs": "x", "training": True},
        {"name": "reader", "type": "LSTM", "units": 4, "mask": "keep", "training": False},
    ],
}


def test_the_arguments_of_a_call_have_a_section(model: Model, specs: Path) -> None:
    with placed(specs, "calls", CALLS):
        page = model.open("calls").page
        expect(model.said("noise", "training true")).to_have_count(1)
        model.layer("reader").click()
        call = page.locator("#pane-layer section", has=page.locator("h3", has_text="Call"))
        expect(call.locator("dt")).to_have_text(["training", "mask"])
        expect(call.locator("dd")).to_have_text(["false", "keep"])
        page.locator("#tab-summary").click()
        expect(page.locator("#pane-summary .call")).to_have_text(["training true", "training false, mask keep"])


class TestTheView:
    def test_layers_inside_are_hidden_and_shown(self, model: Model) -> None:
        page = model.open("bidirectional", "?layer=lower").page
        page.locator("#pane-layer button", has_text="Hide layers inside").click()
        expect(model.said("lower", "→ forward")).to_have_count(0)
        expect(model.said("upper", "→ forward")).to_have_count(1)
        model.address("collapse=lower")
        model.menu("View")
        page.locator("#fold-all").click()
        expect(model.said("upper", "→ forward")).to_have_count(0)
        page.locator("#unfold-all").click()
        expect(model.said("lower", "→ forward")).to_have_count(1)

    def test_toggles_and_layout(self, model: Model) -> None:
        page = model.open("encoder_decoder").page
        model.menu("View")
        page.get_by_role("checkbox", name="Shapes").uncheck()
        expect(model.said("encoder", "(None, 64)")).to_have_count(0)
        page.get_by_role("checkbox", name="Parameters").uncheck()
        expect(model.said("encoder", "params")).to_have_count(0)
        page.get_by_role("checkbox", name="State links").uncheck()
        expect(page.locator(".edge.state")).to_be_hidden()
        fill = "getComputedStyle(document.querySelector('.layer.cudnn > path')).fill"
        before = page.evaluate(fill)
        page.get_by_role("checkbox", name="cuDNN in colour").check()
        assert page.evaluate(fill) != before
        tall = place(page)
        page.get_by_role("radio", name="Left to right").check()
        # The address changes at once, the drawing when it has come.
        expect(page.locator(".picture[aria-busy]")).to_have_count(0)
        model.address("layout=right")
        wide = place(page)
        assert wide["width"] / wide["height"] > 1.5 * tall["width"] / tall["height"]

    def test_the_address_keeps_it(self, model: Model) -> None:
        query = "?layout=right&hide=params&without=states&colour=cudnn&layer=encoder&at=200,150,1.5"
        page = model.open("encoder_decoder", query).page
        expect(page.locator("#layer-name")).to_have_text("encoder")
        expect(page.locator("#scale")).to_have_text("150%")
        expect(page.locator(".edge.state")).to_be_hidden()
        expect(model.said("encoder", "params")).to_have_count(0)
        model.menu("View")
        assert page.get_by_role("radio", name="Left to right").is_checked()
        assert not page.get_by_role("checkbox", name="Parameters").is_checked()
        assert page.get_by_role("checkbox", name="cuDNN in colour").is_checked()

    def test_inside_a_cell_and_back(self, model: Model) -> None:
        page = model.open("encoder_decoder", "?layer=encoder").page
        page.locator("#pane-layer button", has_text="Inside").click()
        expect(page.locator(".picture svg")).to_contain_text("one time step")
        expect(page.locator("#place-name")).to_have_text("Inside encoder")
        assert seen(page.locator(".picture").screenshot()) > 0.02
        page.go_back()
        expect(model.layer("encoder")).to_be_visible()
        page.go_forward()
        page.locator("#back").click()
        expect(model.layer("encoder")).to_be_visible()

    def test_over_time(self, model: Model) -> None:
        page = model.open("encoder_decoder").page
        model.menu("View")
        page.get_by_role("checkbox", name="Unrolled").check()
        expect(page.locator('.node[id^="at-encoder-"]')).to_have_count(4)
        page.get_by_label("Time steps").fill("3")
        page.get_by_label("Time steps").press("Tab")
        expect(page.locator('.node[id^="at-encoder-"]')).to_have_count(3)
        page.locator('.node[id^="at-encoder-"]').nth(1).click()
        expect(page.locator("#layer-name")).to_have_text("encoder")

    def test_a_view_that_is_not_there_is_said(self, tolerant: Model) -> None:
        page = tolerant.open("encoder_decoder").page
        page.evaluate("history.pushState(null, '', '?inside=nothing'); dispatchEvent(new PopStateEvent('popstate'))")
        expect(page.locator(".failure")).to_contain_text("there is no layer")


class TestTakingAway:
    def test_the_svg_is_what_is_seen(self, model: Model, tmp_path: Path) -> None:
        page = model.open("encoder_decoder", "?without=states&colour=cudnn").page
        page.emulate_media(color_scheme="dark")
        model.menu("Export")
        with page.expect_download() as download:
            page.locator("#save-svg").click()
        assert download.value.suggested_filename == "encoder_decoder.svg"
        download.value.save_as(tmp_path / "seen.svg")
        root = ElementTree.parse(tmp_path / "seen.svg").getroot()
        texts = {each.text for each in root.iter("{http://www.w3.org/2000/svg}text")}
        assert "encoder" in texts
        kinds = {each.get("class", "") for each in root.iter("{http://www.w3.org/2000/svg}g")}
        assert "edge data" in kinds
        assert "edge state" not in kinds
        assert "style" not in {each.tag.split("}")[1] for each in root.iter()}
        ink = page.evaluate("getComputedStyle(document.querySelector('.layer text')).fill")
        assert ink in {each.get("fill") for each in root.iter("{http://www.w3.org/2000/svg}text")}

    def test_the_png_is_a_picture_of_it(self, model: Model, tmp_path: Path) -> None:
        page = model.open("encoder_decoder").page
        model.menu("Export")
        with page.expect_download() as download:
            page.locator("#save-png").click()
        download.value.save_as(tmp_path / "seen.png")
        picture = (tmp_path / "seen.png").read_bytes()
        width, height = Image.open(BytesIO(picture)).size
        assert width > 800
        assert height > 800
        assert seen(picture) > 0.03

    def test_other_files_have_the_same_view(self, model: Model) -> None:
        page = model.open("encoder_decoder", "?layout=right").page
        model.menu("Export")
        with page.expect_download() as download:
            page.locator("details.menu a", has_text="DOT").click()
        assert "rankdir=LR" in Path(download.value.path()).read_text(encoding="utf-8")


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Model]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    yield Model(context.new_page(), server)
    context.close()


class TestOnAPhone:
    def test_the_drawing_is_first_as_large_as_its_room(self, phone: Model) -> None:
        page = phone.open("encoder_decoder").page
        at_first = place(page)
        scale = page.locator("#scale").inner_text()
        page.locator("#fit").tap()
        phone.settled()
        expect(page.locator("#scale")).to_have_text(scale)
        assert place(page) == pytest.approx(at_first, abs=1)

    def test_a_tap_opens_the_panel_below_the_drawing(self, phone: Model) -> None:
        page = phone.open("encoder_decoder").page
        phone.layer("encoder").tap()
        expect(page.locator("#layer-name")).to_have_text("encoder")
        room, panel = page.locator(".picture").bounding_box(), page.locator("#panel").bounding_box()
        assert room
        assert panel
        assert room["y"] + room["height"] <= panel["y"] + 1
        tapped = phone.settled().layer("encoder").bounding_box()
        assert tapped
        assert room["y"] <= tapped["y"]
        assert tapped["y"] + tapped["height"] <= panel["y"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert seen(page.locator(".picture").screenshot()) > 0.03


BROKEN = {
    "rnngraph": 1,
    "name": "</script><script>document.title = 'owned'</script>",
    "inputs": [{"name": "x", "shape": [None, 3]}],
    "layers": [
        {"type": "LSTM", "units": 4, "name": "lstm", "inputs": "x", "description": "<img src=x onerror=alert(1)>"},
        {"type": "Dense", "unit": 4, "name": "dense", "inputs": "lstm"},
    ],
}


@pytest.fixture
def broken(specs: Path) -> Iterator[None]:
    with placed(specs, "broken", BROKEN):
        yield


@pytest.mark.usefixtures("broken")
class TestAWrongModel:
    def test_shows_its_problems_and_leads_to_their_lines(self, model: Model) -> None:
        page = model.open("broken").page
        assert 'did you mean "units"' in page.locator("#pane-summary").inner_text()
        page.locator("#pane-summary .problem", has_text="units").get_by_text("line").click()
        assert '"unit": 4' in page.locator(".source .line.chosen").inner_text()
        model.layer("dense").click()
        assert 'did you mean "units"' in model.pane()
        page.locator("#pane-layer .problem").get_by_role("link", name="RG110").click()
        page.wait_for_url("**/rules/RG110/")

    def test_no_text_of_it_is_markup(self, model: Model) -> None:
        page = model.open("broken").page
        model.layer("lstm").click()
        assert "<img src=x onerror=alert(1)>" in model.pane()
        assert page.locator("#panel img").count() == 0
        assert "owned" not in page.title().split("·")[0].replace("document.title = 'owned'", "")


def test_is_accessible(bare: Page, server: str) -> None:
    model = Model(bare, server)
    page = model.open("attention_translator").page
    assert violations(page) == []
    model.layer("encoder").click()
    expect(page.locator("#pane-layer .cost dd").first).to_have_text(re.compile(r"\d"))
    page.mouse.move(5, 890)
    expect(page.locator("svg.tracing")).to_have_count(0)
    assert violations(page) == []
    page.locator("#tab-summary").click()
    model.menu("View")
    assert violations(page) == []
    page.locator("#tab-source").click()
    assert violations(page) == []


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("query", ["?tab=summary", "?layer=dense"])
def test_a_wrong_model_is_accessible(bare: Page, server: str, query: str) -> None:
    page = Model(bare, server).open("broken", query).page
    expect(page.locator(".pane:not([hidden]) .problem").first).to_be_visible()
    assert violations(page) == []


def test_a_plain_page_is_accessible(browser: Browser, server: str) -> None:
    for address in ("/model/encoder_decoder/?inside=encoder", "/model/encoder_decoder/?unrolled=3", "/nothing"):
        context = browser.new_context(bypass_csp=True)
        page = context.new_page()
        page.goto(server + address)
        page.wait_for_selector("html.ready")
        assert violations(page) == []
        context.close()


def test_every_layer_of_a_large_model_can_be_reached(model: Model) -> None:
    page = model.open("residual_translator").page
    names = [row.name for row in rg.load(SPECS / "residual_translator.json").view.rows]
    for name in names[:: max(1, len(names) // 8)]:
        page.locator("#find").fill(name)
        page.keyboard.press("Enter")
        expect(page.locator("#layer-name")).to_have_text(name)
