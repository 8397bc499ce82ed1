"""The editor's page as it is served; what happens in it is tested in Chromium."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import rnngraph as rg
from tests.web.served import ROOT, document, write


def text_of(page: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    return html.unescape(found.group(1))


def test_a_template_to_begin_with(client: FlaskClient) -> None:
    page = client.get("/edit/").text
    assert text_of(page) == rg.template(rg.TEMPLATES[0])
    assert "<svg" in page.split('id="drawing"')[1]
    assert text_of(client.get("/edit/?template=translator").text) == rg.template("translator")


def test_a_spec_of_the_folder(client: FlaskClient) -> None:
    page = client.get("/edit/?spec=digits").text
    assert text_of(page) == (ROOT / "specs" / "digits.json").read_text(encoding="utf-8")
    assert 'data-name="digits"' in page


def test_what_is_chosen_to_open_has_an_address_of_its_own(client: FlaskClient) -> None:
    for chosen, address in {"template:translator": "?template=translator", "spec:a/b c": "?spec=a%2Fb+c"}.items():
        answer = client.get("/edit/", query_string={"open": chosen})
        assert (answer.status_code, answer.location) == (302, address)
    page = client.get("/edit/?spec=digits").text
    assert '<option value="spec:digits" selected>' in page
    assert '<option value="template:translator">' in page


@pytest.mark.parametrize("query", ["spec=nothing", "spec=../secret", "template=nothing", "template=../classifier"])
def test_what_is_not_there(client: FlaskClient, query: str) -> None:
    assert client.get(f"/edit/?{query}").status_code == 404


def test_what_is_too_large_to_draw_may_be_drawn_once_it_is_smaller(client: FlaskClient, folder: Path) -> None:
    layers = [{"name": f"d{index}", "type": "Dense", "units": 2} for index in range(2001)]
    (folder / "large.json").write_text(json.dumps(document(layers=layers)), encoding="utf-8")
    usual, large = (client.get(f"/edit/?spec={name}") for name in ("digits", "large"))
    assert "rnngraph-diagram" not in large.text
    assert large.headers["Content-Security-Policy"] == usual.headers["Content-Security-Policy"]


def test_a_text_is_shown_as_it_is(client: FlaskClient, folder: Path) -> None:
    write(folder / "evil.json", description="</textarea><script>alert(1)</script>")
    page = client.get("/edit/?spec=evil").text
    assert "<script>alert" not in page
    assert "</textarea><script>" in text_of(page)


def test_a_spec_with_errors(client: FlaskClient, folder: Path) -> None:
    (folder / "broken.json").write_text('{"rnngraph": 1, "layers": [', encoding="utf-8")
    assert text_of(client.get("/edit/?spec=broken").text) == '{"rnngraph": 1, "layers": ['


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_what_was_never_seen_is_not_there_to_be_written_over(client: FlaskClient, folder: Path, encoding: str) -> None:
    text = json.dumps(document(description="é"), ensure_ascii=False)
    (folder / "other.json").write_bytes(text.encode(encoding))
    assert client.get("/edit/?spec=other").status_code == 404
    assert client.get("/api/v1/spec?name=other").status_code == 422
    assert client.get("/model/other/").status_code == 200
