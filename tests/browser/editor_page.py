"""The editor's page and what a writer does there."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

PASTE = """(each, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  each.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def text_of(page: Page) -> str:
    """The whole document, and not only the lines that are drawn."""
    return str(page.locator(".cm-content").evaluate("each => each.cmTile.view.state.doc.toString()"))


def write(page: Page, text: str) -> None:
    """Puts a text in place of the document, as a paste does."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.locator(".cm-content").evaluate(PASTE, text)


def begin(page: Page, address: str) -> None:
    with page.expect_response("**/api/v1/diagram") as drawn:
        page.goto(f"{address}/edit/?spec=digits")
    expect(page.locator("#params")).to_have_text("39,178")
    drawn.value.finished()


def may_save(page: Page, address: str) -> None:
    """Comes by the link that the server prints."""
    page.goto(f"{address}/edit/#token=secret")
    expect(page.locator("#count")).to_have_text("Nothing is wrong")
    assert "secret" not in page.url


def document(**layer: object) -> str:
    layers = [{"name": "reader", "type": "LSTM", "units": 4} | layer]
    tree = {"rnngraph": 1, "name": "small", "inputs": [{"name": "x", "shape": [None, 3]}], "layers": layers}
    return json.dumps(tree, indent=2, ensure_ascii=False)


def copied(page: Page) -> str:
    """The link that the button copies."""
    page.locator("#share").click()
    expect(page.locator("#said")).to_contain_text("The link is copied")
    return str(page.evaluate("navigator.clipboard.readText()"))
