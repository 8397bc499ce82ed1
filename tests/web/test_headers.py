"""What the browser is told: load and run nothing from elsewhere, and ask again."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rnngraph_web import create_app

from tests.web.served import write

EVERYTHING = (
    "/rules/",
    "/rules/RG401/",
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


@pytest.mark.parametrize("address", EVERYTHING[:5])
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


@pytest.mark.parametrize("address", EVERYTHING[:9])
def test_head_is_get_without_a_body(client: FlaskClient, address: str) -> None:
    got, head = client.get(address), client.head(address)
    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(got.data))


@pytest.mark.parametrize("address", EVERYTHING[:10])
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, address: str) -> None:
    first = client.get(address, buffered=True)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "address", ["/", "/model/digits/", "/model/digits/layers.json", "/static/base.css", "/api/v1/schema.json"]
)
def test_text_is_sent_packed_to_those_who_take_it_so(client: FlaskClient, address: str) -> None:
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert "Content-Encoding" not in client.get(address, headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_pictures_are_packed_already(client: FlaskClient) -> None:
    answer = client.get("/model/digits/diagram.png", headers={"Accept-Encoding": "gzip"})
    assert answer.data.startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["nothing.css", "../server.py", "%2e%2e/server.py", "build", ""])
def test_of_files_there_are_those_of_the_front_end(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_a_redirect_leads_to_the_server_that_was_asked(client: FlaskClient) -> None:
    answer = client.get("/model/digits?collapse=all", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/model/digits/?collapse=all")


def test_hosts_may_be_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNNGRAPH_HOSTS", "models.example,.own.example")
    client = create_app(folder).test_client()
    known = ("models.example", "a.own.example", "own.example:8000", "MODELS.Example")
    unknown = ("evil.example", "xown.example", "models.example.evil", "[::1]", "a b", "")
    for status, names in ((200, known), (400, unknown)):
        assert {client.get("/", headers={"Host": host}).status_code for host in names} == {status}
    refused = client.get("/api/v1/specs", headers={"Host": "evil.example"})
    assert (refused.status_code, refused.json["message"]) == (400, "This server is not known by that name.")


def test_what_has_changed_is(client: FlaskClient, folder: Path) -> None:
    first = client.get("/model/digits/")
    write(folder / "digits.json")
    assert client.get("/model/digits/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
