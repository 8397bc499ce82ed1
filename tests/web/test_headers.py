"""What the browser is told: load and run nothing from elsewhere, and ask again."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from served import write

EVERYTHING = (
    "/",
    "/index.json",
    "/model/digits/",
    "/model/digits/index.json",
    "/model/digits/diagram.svg",
    "/model/digits/diagram.png",
    "/model/digits/picture.svg",
    "/static/base.css",
    "/nothing",
)


def policy(answer) -> dict[str, list[str]]:
    rules = (rule.split() for rule in answer.headers["Content-Security-Policy"].split("; "))
    return {name: sources for name, *sources in rules}


@pytest.mark.parametrize("address", EVERYTHING)
def test_every_answer_is_locked_down(client: FlaskClient, address: str) -> None:
    answer = client.get(address, buffered=True)
    rules = policy(answer)
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == rules["connect-src"] == ["'self'"]
    assert rules["frame-ancestors"] == rules["base-uri"] == ["'none'"]
    assert rules["form-action"] == ["'self'"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("address", ["/model/digits/", "/model/digits/picture.svg"])
def test_the_diagrams_own_style_is_allowed_by_its_hash(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy(answer)["style-src"] == ["'self'", f"'sha256-{digest}'"]


@pytest.mark.parametrize("address", EVERYTHING[:3])
def test_a_page_has_nothing_from_elsewhere(client: FlaskClient, address: str) -> None:
    text = client.get(address).text
    assert re.findall(r"(?:src|href)=\"(?![/#])", text) == []
    assert " style=" not in text
    assert not re.search(r"\son\w+=", text)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("address", ["/", "/index.json", "/model/digits/", "/model/digits/diagram.svg"])
def test_only_get_and_head_are_answered(client: FlaskClient, method: str, address: str) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize("address", EVERYTHING[:7])
def test_head_is_get_without_a_body(client: FlaskClient, address: str) -> None:
    got, head = client.get(address), client.head(address)
    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(got.data))


@pytest.mark.parametrize("address", EVERYTHING[:8])
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, address: str) -> None:
    first = client.get(address, buffered=True)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")


def test_what_has_changed_is(client: FlaskClient, folder: Path) -> None:
    first = client.get("/model/digits/")
    write(folder / "digits.json")
    assert client.get("/model/digits/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
