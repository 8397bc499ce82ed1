"""Every error has one shape, as a page and as JSON."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rnngraph_web import pages
from rnngraph_web.contexts import ErrorPage


@pytest.mark.parametrize("address", ["/nothing", "/model/nothing/", "/model/", "/static/nothing.css", "/index.html"])
def test_nothing_there(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<h1>Nothing here</h1>" in answer.text
    assert 'href="/"' in answer.text


def test_the_same_as_json(client: FlaskClient) -> None:
    answer = client.get("/model/nothing/index.json")
    assert answer.status_code == 404
    assert answer.json.keys() == ErrorPage.__dataclass_fields__.keys()
    assert answer.json["status"] == 404
    assert client.post("/index.json").json["status"] == 405


def test_a_mistake_of_ours(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("inner words")

    monkeypatch.setattr(pages, "_gallery", fail)
    for address in ("/", "/index.json"):
        answer = app.test_client().get(address)
        assert answer.status_code == 500
        assert "Something went wrong" in answer.text
        assert "inner words" not in answer.text


def test_another_method_is_told_which_there_are(client: FlaskClient) -> None:
    answer = client.get("/api/v1/check")
    assert (answer.status_code, answer.json["message"]) == (405, "This address answers POST only.")
    assert "GET and HEAD" in client.post("/").text
