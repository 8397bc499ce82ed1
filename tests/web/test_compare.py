"""The page that compares two specs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from served import write


def test_what_to_choose_from(client: FlaskClient) -> None:
    page = client.get("/compare/").text
    assert "<option>digits</option>" in page
    assert 'id="differences"' not in page


def test_two_specs(client: FlaskClient) -> None:
    page = client.get("/compare/?before=mnist&after=digits").text
    assert "Bidirectional" in page
    assert page.count("<svg") == 3  # the mark of the app, and both diagrams
    found = client.get("/compare/index.json?before=mnist&after=digits").json
    assert {each["name"]: each["kind"] for each in found["comparison"]["layers"]}["reader"] == "changed"


def test_the_boxes_that_differ_are_marked(client: FlaskClient, folder: Path) -> None:
    layers = [{"type": "LSTM", "name": "lstm", "units": 5}, {"type": "Dense", "name": "new", "units": 1}]
    write(folder / "one.json")
    write(folder / "two.json", layers=layers)
    page = client.get("/compare/?before=one&after=two").text
    marked = re.findall(r'id="((?:before|after)-layer-\w+)" class="[^"]* (is-\w+)"', page)
    assert sorted(marked) == [
        ("after-layer-lstm", "is-changed"),
        ("after-layer-new", "is-added"),
        ("before-layer-lstm", "is-changed"),
    ]
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_with_a_git_revision(client: FlaskClient, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    settings = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    write(folder / "one.json")
    for command in (["init", "-q"], ["add", "one.json"], [*settings, "commit", "-qm", "m"]):
        subprocess.run(["git", "-C", str(folder), *command], check=True)
    write(folder / "one.json", layers=[{"type": "LSTM", "name": "lstm", "units": 9}])
    found = client.get("/compare/index.json?before=one").json
    assert found["comparison"]["layers"][0]["changes"] == [{"field": "units", "before": 4, "after": 9, "default": None}]
    assert client.get("/compare/index.json?before=one&revision=HEAD").json["comparison"] == found["comparison"]
    assert "HEAD~7" in client.get("/compare/?before=one&revision=HEAD~7").text
    assert client.get("/compare/index.json?before=one&revision=--output=x").json["failure"]


@pytest.mark.parametrize("query", ["before=nothing", "before=digits&after=nothing", "before=../secret&after=digits"])
def test_what_is_not_there(client: FlaskClient, query: str) -> None:
    assert client.get(f"/compare/?{query}").status_code == 404
