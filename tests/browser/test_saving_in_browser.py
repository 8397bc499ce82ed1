"""Saving from the editor in Chromium: by whom, in which order, and over what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editor_page import begin, copied, document, may_save, text_of, write
from tests.browser.holding import holding

pytestmark = pytest.mark.browser


def test_saving(conflicting: Page, address: str, folder: Path) -> None:
    page = conflicting
    may_save(page, address)
    begin(page, address)
    write(page, document())
    expect(page.locator("#params")).to_have_text("128")
    page.keyboard.press("Control+s")
    expect(page.locator("#said")).to_have_text("Saved as digits.json.")
    assert (folder / "digits.json").read_text(encoding="utf-8") == document()
    (folder / "digits.json").write_text(document(units=9), encoding="utf-8")
    write(page, document(units=5))
    page.locator("#save").click()
    expect(page.locator("#said")).to_contain_text("changed meanwhile")
    assert (folder / "digits.json").read_text(encoding="utf-8") == document(units=9)
    page.get_by_role("button", name="Write over it").click()
    expect(page.locator("#said")).to_have_text("Saved as digits.json.")
    assert (folder / "digits.json").read_text(encoding="utf-8") == document(units=5)
    (folder / "digits.json").write_text(document(units=6), encoding="utf-8")
    write(page, document(units=7))
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="Show what the file says").click()
    expect(page.locator("#params")).to_have_text("240")
    page.locator("#undo").click()
    expect(page.locator("#params")).to_have_text("308")
    page.locator("#name").fill("copy")
    page.keyboard.press("Control+s")
    expect(page.locator("h1")).to_have_text("copy")
    assert page.title() == "copy · rnngraph"
    page.locator("#name").fill("digits")
    page.locator("#save").click()
    expect(page.locator("#said")).to_contain_text("a spec of that name already")


def test_a_draft_of_an_older_file_is_not_saved_over_a_newer_one(conflicting: Page, address: str, folder: Path) -> None:
    page = conflicting
    may_save(page, address)
    begin(page, address)
    write(page, document())
    expect(page.locator("#params")).to_have_text("128")
    (folder / "digits.json").write_text(document(units=9), encoding="utf-8")
    page.reload()
    expect(page.locator("#draft")).to_contain_text("the file has changed")
    page.locator("#save").click()
    expect(page.locator("#said")).to_contain_text("changed meanwhile")
    assert (folder / "digits.json").read_text(encoding="utf-8") == document(units=9)


SPEC = "**/api/v1/spec"


def test_saves_come_one_after_another(page: Page, address: str, folder: Path) -> None:
    may_save(page, address)
    begin(page, address)
    sent = holding(page, SPEC)
    write(page, document())
    page.keyboard.down("Control")
    with page.expect_request(SPEC):
        page.keyboard.down("s")
    page.keyboard.down("s")  # as a key that is held says it again
    page.keyboard.up("s")
    page.keyboard.up("Control")
    write(page, document(units=5))
    page.locator("#save").click()
    page.locator("#save").click()
    expect(page.locator("#params")).to_have_text("180")
    assert len(sent) == 1
    with page.expect_request(SPEC):
        sent[0].fallback()
    expect(page.locator("#said")).to_have_text("Saved as digits.json.")
    assert (folder / "digits.json").read_text(encoding="utf-8") == document()
    # Meanwhile there is a draft, of the file as it is now.
    write(page, document(units=6))
    expect(page.locator("#params")).to_have_text("240")
    with page.expect_response(SPEC) as answer:
        sent[1].fallback()
    answer.value.finished()
    expect(page.locator("#said")).to_have_text("Saved as digits.json.")
    assert (folder / "digits.json").read_text(encoding="utf-8") == document(units=5)
    assert len(sent) == 2


def test_what_is_typed_during_a_save_is_a_draft(page: Page, address: str) -> None:
    may_save(page, address)
    begin(page, address)
    sent = holding(page, SPEC)
    write(page, document())
    with page.expect_request(SPEC):
        page.keyboard.press("Control+s")
    write(page, document(units=5))
    expect(page.locator("#params")).to_have_text("180")
    sent[0].fallback()
    expect(page.locator("#said")).to_have_text("Saved as digits.json.")
    page.reload()
    expect(page.locator("#draft")).to_contain_text("Your draft is shown.")
    expect(page.locator("#params")).to_have_text("180")


@pytest.mark.parametrize("choice", ["Show what the file says", "Write over it"])
def test_a_file_that_has_gone_is_saved_anew(conflicting: Page, address: str, folder: Path, choice: str) -> None:
    page = conflicting
    may_save(page, address)
    begin(page, address)
    write(page, document())
    (folder / "digits.json").unlink()
    page.locator("#save").click()
    expect(page.locator("#said")).to_contain_text("no longer there")
    page.get_by_role("button", name=choice).click()
    expect(page.locator("#said")).to_contain_text("There is no spec of that name any more")
    page.get_by_role("button", name="Save it anew").click()
    expect(page.locator("#said")).to_have_text("Saved as digits.json.")
    assert (folder / "digits.json").read_text(encoding="utf-8") == document()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_keeps_its_lines_and_how_they_end(conflicting: Page, address: str, folder: Path, end: str) -> None:
    page = conflicting
    params, said, path = page.locator("#params"), page.locator("#said"), folder / "digits.json"

    def in_file(text: str) -> bytes:
        return text.replace("\n", end).encode()

    may_save(page, address)
    path.write_bytes(in_file("\n" + document()))
    page.goto(f"{address}/edit/?spec=digits")
    expect(params).to_have_text("128")
    assert text_of(page) == "\n" + document()
    write(page, document(units=5))
    page.locator("#save").click()
    expect(said).to_have_text("Saved as digits.json.")
    assert path.read_bytes() == in_file(document(units=5))
    path.write_bytes(in_file(document(units=6)))
    write(page, document(units=7))
    page.locator("#save").click()
    page.get_by_role("button", name="Show what the file says").click()
    expect(params).to_have_text("240")
    # What the file says is no draft.
    page.reload()
    expect(params).to_have_text("240")
    expect(page.locator("#draft")).to_be_hidden()
    # What is written over a file ends as it did.
    page.goto(f"{address}/edit/?template=translator")
    write(page, document(units=9))
    page.locator("#name").fill("digits")
    page.locator("#save").click()
    page.get_by_role("button", name="Write over it").click()
    expect(said).to_have_text("Saved as digits.json.")
    assert path.read_bytes() == in_file(document(units=9))


def test_without_the_token_saving_is_not_offered(page: Page, address: str) -> None:
    begin(page, address)
    expect(page.locator("#save")).to_be_disabled()
    expect(page.locator("#how")).to_be_visible()
    page.keyboard.press("Control+s")
    may_save(page, address)
    expect(page.locator("#save")).to_be_enabled()
    expect(page.locator("#how")).to_be_hidden()
    # Whoever has come by it once has it in every tab.
    other = page.context.new_page()
    begin(other, address)
    expect(other.locator("#save")).to_be_enabled()


def test_the_token_may_come_while_the_editor_is_open(page: Page, address: str) -> None:
    begin(page, address)
    other = page.context.new_page()
    begin(other, address)
    page.goto(f"{page.url}#token=secret")
    for each in (page, other):
        expect(each.locator("#save")).to_be_enabled()
    assert "secret" not in page.url


def test_what_a_file_says_is_that_file_from_then_on(conflicting: Page, address: str) -> None:
    page = conflicting
    may_save(page, address)
    page.locator("#name").fill("digits.json")
    page.locator("#save").click()
    page.get_by_role("button", name="Show what the file says").click()
    expect(page.locator("h1")).to_have_text("digits")
    expect(page.locator("#params")).to_have_text("39,178")
    assert page.url == f"{address}/edit/?spec=digits"


def test_a_link_with_a_document_may_bring_the_token_too(sharing: Page, address: str, folder: Path) -> None:
    begin(sharing, address)
    write(sharing, document())
    link = copied(sharing)
    sharing.goto(link.replace("#", "#token=secret&"))
    expect(sharing.locator("#params")).to_have_text("128")
    assert sharing.url == link
    sharing.locator("#name").fill("mine")
    sharing.locator("#save").click()
    expect(sharing.locator("#said")).to_have_text("Saved as mine.json.")
    assert (folder / "mine.json").read_text(encoding="utf-8") == document()


def test_a_template_and_a_new_file(page: Page, address: str, folder: Path) -> None:
    page.goto(f"{address}/edit/?template=translator#token=secret")
    expect(page.locator('#drawing [data-node="decoder"]')).to_be_visible()
    page.locator("#name").fill("mine")
    page.locator("#save").click()
    expect(page.locator("#said")).to_have_text("Saved as mine.json.")
    assert json.loads((folder / "mine.json").read_text(encoding="utf-8"))["name"] == "translator"
