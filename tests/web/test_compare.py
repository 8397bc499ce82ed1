"""The page that compares two specs."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from rnngraph import commits
from tests.web.served import write


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


@pytest.fixture
def git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Git in the folder, which becomes a repository."""
    monkeypatch.setenv("HOME", str(folder))

    def run(*command: str, stdin: str = "") -> str:
        settings = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
        called = ["git", "-C", str(folder), *settings, *command]
        return subprocess.run(called, check=True, capture_output=True, text=True, input=stdin).stdout.strip()

    run("init", "-q")
    return run


def test_with_a_git_revision(client: FlaskClient, folder: Path, git: Callable[..., str]) -> None:
    write(folder / "one.json")
    git("add", "one.json")
    git("commit", "-qm", "m")
    write(folder / "one.json", layers=[{"type": "LSTM", "name": "lstm", "units": 9}])
    found = client.get("/compare/index.json?before=one").json
    assert found["comparison"]["layers"][0]["changes"] == [{"field": "units", "before": 4, "after": 9, "default": None}]
    assert client.get("/compare/index.json?before=one&revision=HEAD").json["comparison"] == found["comparison"]
    assert "HEAD~7" in client.get("/compare/?before=one&revision=HEAD~7").text
    assert client.get("/compare/index.json?before=one&revision=--output=x").json["failure"]


def test_the_pictures_come_first_and_what_differs_leads_to_them(client: FlaskClient, folder: Path) -> None:
    write(
        folder / "one.json", layers=[{"type": "LSTM", "name": "lstm", "units": 4}, {"type": "Dropout", "name": "gone"}]
    )
    write(folder / "two.json", layers=[{"type": "LSTM", "name": "lstm", "units": 5}, {"type": "Dense", "name": "new"}])
    page = client.get("/compare/?before=one&after=two").text
    assert page.index("<figure>") < page.index('id="differences"')
    links = re.findall(r'href="#((?:before|after)[^"]+)"', page)
    assert sorted(links) == ["after-layer-lstm", "after-layer-new", "before-layer-gone", "before-layer-lstm"]
    assert all(f' id="{each}"' in page for each in links)
    assert 'href="/compare/?before=two&amp;after=one">Swap' in page


def test_a_layer_that_was_wrapped(client: FlaskClient, folder: Path) -> None:
    inner = {"type": "LSTM", "units": 8}
    write(folder / "one.json")
    write(folder / "two.json", layers=[{"type": "Bidirectional", "name": "lstm", "layer": inner}])
    page = client.get("/compare/?before=one&after=two").text
    assert "type: LSTM → Bidirectional(LSTM)" in page
    assert "layer.units: <code>4</code> → <code>8</code>" in page
    assert "<i>unset</i>" not in page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("before=one", ["Before: one at HEAD", "After: one (now)"]),
        ("before=one&after=one&revision=HEAD", ["Before: one at HEAD", "After: one (now)"]),
        ("before=one&after=digits&revision=HEAD", ["Before: one at HEAD", "After: digits"]),
        ("before=one&after=digits", ["Before: one", "After: digits"]),
    ],
)
def test_each_side_says_which_it_is(
    client: FlaskClient, folder: Path, git: Callable[..., str], query: str, titles: list[str]
) -> None:
    write(folder / "one.json")
    git("add", "one.json")
    git("commit", "-qm", "m")
    page = client.get(f"/compare/?{query}").text
    assert re.findall("<figcaption>(.*)</figcaption>", page) == titles
    assert ("no change" in page) == ("digits" not in query)
    assert ("Swap" in page) == ("revision" not in query and "after" in query)


class TestCommits:
    @pytest.fixture(autouse=True)
    def history(self, folder: Path, git: Callable[..., str]) -> None:
        for units, subject in ((1, "first"), (2, '<b>"second"</b>')):
            write(folder / "one.json", layers=[{"type": "LSTM", "name": "lstm", "units": units}])
            git("add", "one.json")
            git("commit", "-qm", f"{subject}\n\nand a body")
        write(folder / "two.json")
        git("add", "two.json")
        git("commit", "-qm", "another")

    def test_are_offered(self, client: FlaskClient, folder: Path, git: Callable[..., str]) -> None:
        found = client.get("/compare/index.json?before=one").json["commits"]
        assert [each["subject"] for each in found] == ['<b>"second"</b>', "first"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", found[0]["day"])
        page = client.get("/compare/?before=one&after=digits").text
        first = found[1]["hash"]
        assert f"/compare/?before=one&amp;after=digits&amp;revision={first}" in page
        assert "&lt;b&gt;" in page
        then = client.get(f"/compare/index.json?before=one&revision={first}").json["comparison"]
        assert then["layers"][0]["changes"][0]["before"] == 1

    def test_also_where_the_revision_is_not_there(self, client: FlaskClient) -> None:
        assert '<details class="commits" open>' in client.get("/compare/?before=one&revision=gone").text

    def test_a_name_is_no_pattern(self, folder: Path, git: Callable[..., str]) -> None:
        write(folder / "o*.json")
        assert commits(folder / "o*.json") == ()

    def test_nothing_of_the_repository_is_run(self, folder: Path, git: Callable[..., str]) -> None:
        program, proof = folder / "program", folder / "was-run"
        program.write_text(f"#!/bin/sh\ntouch '{proof}'\n", encoding="utf-8")
        program.chmod(0o755)
        for key in ("gpg.program", "core.pager", "pager.log", "core.fsmonitor", "diff.external"):
            git("config", key, str(program))
        git("config", "log.showSignature", "true")
        head = git("cat-file", "commit", "HEAD~1")
        fields, _, message = head.partition("\n\n")
        signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----"
        signed = git("hash-object", "-t", "commit", "-w", "--stdin", stdin=f"{fields}\n{signature}\n\n{message}\n")
        git("update-ref", "HEAD", signed)
        proof.unlink(missing_ok=True)
        assert [each.subject for each in commits(folder / "one.json")] == ['<b>"second"</b>', "first"]
        assert not proof.exists()

    def test_without_git(self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "")
        answer = client.get("/compare/?before=one&after=two")
        assert answer.status_code == 200
        assert 'class="commits"' not in answer.text

    def test_outside_of_a_repository(self, tmp_path: Path) -> None:
        write(tmp_path / "m.json")
        assert commits(tmp_path / "m.json") == ()


@pytest.mark.parametrize("query", ["before=nothing", "before=digits&after=nothing", "before=../secret&after=digits"])
def test_what_is_not_there(client: FlaskClient, query: str) -> None:
    assert client.get(f"/compare/?{query}").status_code == 404
