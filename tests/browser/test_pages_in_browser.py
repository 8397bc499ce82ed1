"""The pages in Chromium: every model, at a desk and on a phone, by day and by night, without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request, Response

from tests.browser.complaints import complaints_of
from tests.browser.serving import placed

pytestmark = pytest.mark.browser

SPECS = Path(__file__).parents[2] / "specs"
MODELS = sorted(
    name.removesuffix(".json") for name in json.loads((SPECS / "manifest.json").read_text(encoding="utf-8"))
)
LOOKS = Path(__file__).with_name("looks.js").read_text(encoding="utf-8")
SHOWN = ("document", "stylesheet", "image", "font")
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def plain(browser: Browser, server: str, size: str, scheme: str) -> Iterator[Page]:
    """A page without JavaScript; the test fails if the browser complains, asks in vain or for what it can't show."""
    phone = size == "phone"
    context = browser.new_context(
        base_url=server,
        viewport=SIZES[size],
        color_scheme=scheme,
        is_mobile=phone,
        has_touch=phone,
        java_script_enabled=False,
    )
    page = context.new_page()
    complaints = strict_complaints(page, server)
    yield page
    during = [*complaints]
    context.close()
    assert during == []


def strict_complaints(page: Page, server: str) -> list[str]:
    """What the browser complains of, asks for in vain, or can't show."""
    complaints = complaints_of(page)

    def answered(response: Response) -> None:
        if response.status >= 400 or not response.url.startswith(server):
            complaints.append(f"{response.status} {response.url}")

    def asked(request: Request) -> None:
        if request.resource_type not in SHOWN and not request.url.endswith("/icon.svg"):
            complaints.append(f"{request.url} is asked for, and only scripts could use it")

    page.on("request", asked)
    page.on("response", answered)
    return complaints


def look(page: Page, question: str) -> Any:
    return page.evaluate(f"({LOOKS}).{question}()")


def ink(picture: bytes) -> float:
    """The share of pixels that are not of the commonest colour."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    counts = sorted(count for count, _ in image.getcolors(image.width * image.height))
    return 1 - counts[-1] / sum(counts)


def brightness(picture: bytes) -> float:
    """Of the commonest colour, from 0 to 1."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    _, colour = max(image.getcolors(image.width * image.height))
    return sum(colour) / 765


def fits(page: Page, scheme: str) -> None:
    """What is true of every page: no sideways scrolling, texts that can be read, the reader's scheme."""
    # The viewport that was asked for: the browser's own grows on a phone where something is too wide.
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert look(page, "tooWide") == []
    assert look(page, "faint") == []
    assert (brightness(page.screenshot()) < 0.5) == (scheme == "dark")
    assert page.locator("h1").count() == 1


SOME = ("attention_translator", "bidirectional", "encoder_decoder", "stacked_cells")
"""Models that are looked at on every kind of screen; the others at a desk by day."""
EVERYWHERE = [(size, scheme, name) for size in SIZES for scheme in ("light", "dark") for name in SOME]
AT_A_DESK = [("desktop", "light", name) for name in MODELS if name not in SOME]


@pytest.mark.parametrize(("size", "scheme", "name"), EVERYWHERE + AT_A_DESK)
def test_a_model(plain: Page, size: str, scheme: str, name: str) -> None:
    plain.goto(f"/model/{name}/")
    fits(plain, scheme)
    diagram = plain.locator("svg.rnngraph-diagram")
    assert diagram.is_visible()
    assert look(plain, "cutOff") == []
    drawn = plain.locator(".diagram figure").screenshot()
    assert ink(drawn) > 0.03
    assert (brightness(drawn) < 0.5) == (scheme == "dark")
    assert diagram.get_attribute("aria-label") == f"Diagram of {name}"
    if size == "desktop":
        # All the guide's models are seen whole, without scrolling to any side.
        hidden = "each => [each.scrollWidth - each.clientWidth, each.scrollHeight - each.clientHeight]"
        assert plain.locator(".diagram .picture").evaluate(hidden) == [0, 0]


def test_the_gallery(plain: Page, scheme: str) -> None:
    plain.goto("/")
    fits(plain, scheme)
    cards = plain.locator(".card")
    assert cards.count() == len(MODELS)
    for card in cards.all():
        card.scroll_into_view_if_needed()
        image = card.locator("img")
        image.evaluate("each => each.decode()")
        assert image.evaluate("each => each.naturalWidth") > 50
        drawn = image.screenshot()
        assert ink(drawn) > 0.03
        assert (brightness(drawn) < 0.5) == (scheme == "dark")
    plain.locator(".card", has_text="encoder_decoder.json").click()
    plain.wait_for_url("**/model/encoder_decoder/")


def test_the_rules(plain: Page, scheme: str) -> None:
    plain.goto("/rules/")
    fits(plain, scheme)
    assert plain.locator("#search").is_hidden()
    plain.locator(".families").get_by_text("RG4").click()
    assert plain.locator("h2:target").inner_text() == "RG4 States and recurrence"
    plain.get_by_role("link", name="RG401").click()
    plain.wait_for_url("**/rules/RG401/")
    fits(plain, scheme)
    # Only a script can open the text that an address carries.
    assert plain.get_by_text("Open in the editor").first.is_hidden()
    plain.get_by_text("All rules").click()
    plain.wait_for_url("**/rules/")


BROKEN = {
    "rnngraph": 1,
    "name": "a_name_that_is_as_long_as_a_name_may_be_and_has_no_place_to_wrap",
    "description": "<script>document.title = 'owned'</script>",
    "inputs": [{"name": "x", "shape": [None, 3]}],
    "layers": [
        {"type": "LSTM", "unit": 4, "name": "another_name_as_long_as_a_name_may_be_without_a_place_to_wrap_it"},
        {"type": "Dense", "units": 4, "inputs": "no_such_layer"},
    ],
}


@pytest.fixture
def broken(specs: Path) -> Iterator[None]:
    with placed(specs, "broken", BROKEN):
        yield


@pytest.mark.usefixtures("broken")
def test_a_broken_model(plain: Page, scheme: str) -> None:
    plain.goto("/")
    fits(plain, scheme)
    card = plain.locator(".card.broken")
    assert 'did you mean "units"' in card.inner_text()
    card.click()
    plain.wait_for_url("**/model/broken/")
    fits(plain, scheme)
    assert plain.title() == f"{BROKEN['name']} · rnngraph"
    assert look(plain, "cutOff") == []
    assert plain.locator(".problem .code a").first.get_attribute("href") == "/rules/RG110/"
    plain.locator(".problem .aside a").first.click()
    line = plain.locator(".line:target")
    assert '"unit": 4' in line.inner_text()
    box = line.bounding_box()
    assert box
    assert 0 <= box["y"] < 900


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_nothing_there(plain: Page, server: str) -> None:
    page = plain.context.new_page()
    complaints = strict_complaints(page, server)
    page.goto(f"{server}/model/nothing/")
    assert page.locator("h1").inner_text() == "Nothing here"
    page.get_by_text("All models").click()
    page.wait_for_url(f"{server}/")
    # That there is nothing, and nothing else.
    assert [each for each in complaints if "404" not in each] == []


def test_all_by_keyboard(page: Page, server: str) -> None:
    page.goto(server)
    page.wait_for_selector("html.ready")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to content"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("aria-label") == "Search models"
    page.keyboard.press("ArrowDown")
    card = page.locator(":focus")
    assert card.inner_text() == MODELS[0]
    outline = card.evaluate("each => getComputedStyle(each, '::after').outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server}/model/{MODELS[0]}/")


def test_on_paper(page: Page, server: str) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 720, "height": 1000})
    page.goto(f"{server}/model/encoder_decoder/")
    page.wait_for_selector("html.ready")
    assert page.locator(".summary").is_visible()
    assert page.locator("pre.source").is_visible()
    assert page.locator("h1").is_visible()
    assert brightness(page.screenshot()) == 1
    assert page.locator(".downloads").first.is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert look(page, "cutOff") == []
    assert look(page, "faint") == []
