"""Writing specs: whole or not at all, over nothing that another wrote, by nobody from elsewhere."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rnngraph_web import create_app, saving
from rnngraph_web.saving import HEADER, Writing

from tests.web.served import document

TEXT = json.dumps(document(description="ä, written"))
HOST = "http://127.0.0.1:8000"


@pytest.fixture
def app(folder: Path) -> Flask:
    return create_app(folder, writing=Writing("secret"))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def put(client: FlaskClient, name: str, known: str | None, text: str = TEXT, **headers: str) -> Any:
    body = {"name": name, "text": text, "digest": known}
    given = {HEADER: "secret"} | {key.replace("_", "-"): value for key, value in headers.items()}
    return client.put("/api/v1/spec", json=body, headers=given, base_url=headers.get("base", HOST))


def test_a_file_is_written(client: FlaskClient, folder: Path) -> None:
    path = folder / "digits.json"
    path.chmod(0o640)
    answer = put(client, "digits", digest(path))
    assert answer.status_code == 200
    assert path.read_text(encoding="utf-8") == TEXT
    assert answer.json == {"name": "digits", "digest": digest(path)}
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    # What was read is what may be written over.
    assert client.get("/api/v1/spec?name=digits").json["digest"] == digest(path)


def test_a_file_that_has_changed_is_not_written_over(client: FlaskClient, folder: Path) -> None:
    path = folder / "digits.json"
    before = digest(path)
    path.write_text("{}", encoding="utf-8")
    for known, why in ((before, "changed meanwhile"), (None, "a spec of that name already")):
        answer = put(client, "digits", known)
        assert answer.status_code == 409
        assert why in answer.json["message"]
    path.unlink()
    assert put(client, "digits", before).status_code == 409
    assert not path.exists()


def test_a_new_file(client: FlaskClient, folder: Path) -> None:
    (folder / "sub").mkdir()
    for name in ("mine", "sub/mine"):
        assert put(client, name, None).status_code == 200
        assert (folder / f"{name}.json").read_text(encoding="utf-8") == TEXT
    assert put(client, "mine", None).status_code == 409


def test_what_is_no_spec_is_not_written(client: FlaskClient, folder: Path) -> None:
    """It would be gone from the gallery, and from the editor. What is being written may be no JSON yet."""
    answer = put(client, "mine", None, '{"a": 1}')
    assert (answer.status_code, answer.json["message"][:18]) == (422, "A spec is an objec")
    assert not (folder / "mine.json").exists()
    text = '{"rnngraph": 1,'
    assert put(client, "mine", None, text).status_code == 200
    assert client.get("/api/v1/spec?name=mine").json["text"] == text


def test_a_file_for_reading_only_stays_as_it_is(client: FlaskClient, folder: Path) -> None:
    path = folder / "digits.json"
    before = path.read_bytes()
    path.chmod(0o444)
    answer = put(client, "digits", digest(path))
    assert (answer.status_code, answer.json["message"]) == (403, "The file is for reading only.")
    assert path.read_bytes() == before


@pytest.mark.parametrize("failing", ["open", "flock"])
def test_a_file_that_cannot_be_read_is_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(saving.os if failing == "open" else saving.fcntl, failing, refuse)
    answer = put(client, "mine", None)
    assert (answer.status_code, answer.json["message"]) == (500, "The file can't be written: Permission denied.")


def test_what_fails_leaves_everything_as_it_was(
    client: FlaskClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = {path: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(saving.os, "replace", full)
    answer = put(client, "digits", digest(folder / "digits.json"))
    assert answer.status_code == 500
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    "name",
    [
        "../secret",
        "../new",
        "/tmp/new",
        "sub/../../new",
        ".hidden",
        "a/.b",
        "no/such/folder",
        "a\0b",
        "",
        "..\\new",
        "a//b",
        "a\nb",
        "a\u2028b",
        "x" * 245,
        "é" * 120,
    ],
)
def test_nothing_outside_is_written(client: FlaskClient, folder: Path, name: str) -> None:
    before = sorted(folder.parent.rglob("*"))
    known = digest(folder.parent / "secret.json")
    for each in (None, known):
        assert put(client, name, each).status_code in (404, 422)
    assert sorted(folder.parent.rglob("*")) == before
    assert "secret" in (folder.parent / "secret.json").read_text(encoding="utf-8")


def test_links_are_not_followed_out(client: FlaskClient, folder: Path) -> None:
    (folder / "link.json").symlink_to(folder.parent / "secret.json")
    (folder / "broken.json").symlink_to(folder.parent / "none.json")
    (folder / "out").symlink_to(folder.parent)
    before = (folder.parent / "secret.json").read_bytes()
    for name in ("link", "broken", "out/secret", "out/new"):
        for known in (None, digest(folder.parent / "secret.json")):
            assert put(client, name, known).status_code == 404
    assert (folder.parent / "secret.json").read_bytes() == before
    assert not (folder.parent / "new.json").exists()
    assert not (folder.parent / "none.json").exists()


@pytest.mark.parametrize(
    "headers",
    [
        {HEADER: ""},
        {HEADER: "Secret"},
        {HEADER: "secret "[:5]},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"base": "http://evil.example:8000"},
        {"base": "http://127.0.0.1.evil.example:8000"},
    ],
)
def test_who_may_not_write(client: FlaskClient, folder: Path, headers: dict[str, str]) -> None:
    path = folder / "digits.json"
    before = path.read_bytes()
    assert put(client, "digits", digest(path), **headers).status_code == 403
    assert path.read_bytes() == before


def test_who_may(client: FlaskClient, folder: Path) -> None:
    for base in (HOST, "http://localhost:8000", "http://[::1]:8000", "http://LocalHost:8000", "http://[0:0::1]:8000"):
        answer = put(
            client,
            "digits",
            digest(folder / "digits.json"),
            Origin=base,
            base=base,
            **{"Sec-Fetch-Site": "same-origin"},
        )
        assert answer.status_code == 200


def test_off_by_default(folder: Path) -> None:
    client = create_app(folder).test_client()
    before = (folder / "digits.json").read_bytes()
    assert put(client, "digits", digest(folder / "digits.json")).status_code == 403
    assert (folder / "digits.json").read_bytes() == before
    assert 'id="save"' not in client.get("/edit/").text


def test_a_folder_that_may_not_be_written(client: FlaskClient, folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    folder.chmod(0o555)
    try:
        assert put(client, "mine", None).status_code == 500
    finally:
        folder.chmod(0o755)
