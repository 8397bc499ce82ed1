"""Only specs, and only those inside the folder, whatever a path says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rnngraph_web import create_app, specs
from rnngraph_web.specs import Folder

import rnngraph as rg
from rnngraph.layers import plugins
from tests.web.served import MODELS, write


def names(folder: Path) -> list[str]:
    return [spec.name for spec in Folder(folder).specs()[0]]


def test_the_specs_by_name_and_no_other_json(folder: Path) -> None:
    (folder / "package.json").write_text('{"name": "x"}', encoding="utf-8")
    (folder / "list.json").write_text("[]", encoding="utf-8")
    (folder / "notes.txt").write_text('{"rnngraph": 1}', encoding="utf-8")
    assert names(folder) == MODELS
    assert Folder(folder).read("manifest") is None
    assert Folder(folder).read("package") is None


def test_sub_folders_follow(folder: Path) -> None:
    (folder / "a" / "b").mkdir(parents=True)
    write(folder / "a" / "first.json")
    write(folder / "a" / "b" / "second.json")
    assert names(folder) == [*MODELS, "a/first", "a/b/second"]


def test_hidden_files_and_folders_are_left_alone(folder: Path) -> None:
    (folder / ".git").mkdir()
    write(folder / ".git" / "inside.json")
    write(folder / ".hidden.json")
    assert names(folder) == MODELS
    assert Folder(folder).read(".git/inside") is None
    assert Folder(folder).read(".hidden") is None


def test_a_folder_or_a_pipe_called_like_a_spec(folder: Path) -> None:
    (folder / "folder.json").mkdir()
    os.mkfifo(folder / "pipe.json")
    assert names(folder) == MODELS
    assert Folder(folder).read("folder") is None
    assert Folder(folder).read("pipe") is None


def test_links(folder: Path) -> None:
    write(folder.parent / "outside.json")
    (folder / "out.json").symlink_to(folder.parent / "outside.json")
    (folder / "out").symlink_to(folder.parent)
    (folder / "dangling.json").symlink_to(folder / "nowhere.json")
    (folder / "circle.json").symlink_to(folder / "circle.json")
    (folder / "inside.json").symlink_to(folder / "digits.json")
    assert names(folder) == sorted([*MODELS, "inside"])
    for name in ("out", "out/secret", "dangling", "circle"):
        assert Folder(folder).read(name) is None


def test_a_file_exchanged_for_a_link_at_the_last_moment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = folder / "exchanged.json"
    link.symlink_to(folder.parent / "secret.json")
    monkeypatch.setattr(Folder, "file", lambda *_: link)
    spec = Folder(folder).read("exchanged")
    assert spec
    assert spec.graph is None


def test_a_served_folder_may_itself_be_a_link(folder: Path) -> None:
    (folder.parent / "link").symlink_to(folder)
    assert names(folder.parent / "link") == MODELS


TRAVERSALS = (
    "../secret",
    "../../secret",
    "x/../../secret",
    "./../secret",
    "..%2fsecret",
    "..%2Fsecret",
    "%2e%2e/secret",
    "%2e%2e%2fsecret",
    "%252e%252e%252fsecret",
    "..%5csecret",
    "..\\secret",
    "....//secret",
    "..;/secret",
    "digits/../../secret",
    "digits.json/../../secret",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "//etc/passwd",
    "file:///etc/passwd",
    "secret%00",
    "digits%00",
    "..%00/secret",
    "%c0%ae%c0%ae/secret",
    "~/secret",
    "a" * 5000,
    "a/" * 3000 + "a",
)


@pytest.mark.parametrize("path", TRAVERSALS)
@pytest.mark.parametrize("page", ["", "index.json", "diagram.svg", "spec.json", "picture.svg"])
def test_no_path_leads_out(client: FlaskClient, path: str, page: str) -> None:
    answer = client.get(f"/model/{path}/{page}", follow_redirects=True)
    assert answer.status_code == 404
    assert b"root:" not in answer.data


@pytest.mark.parametrize(
    "path", ["../secret", "/etc/passwd", "", ".", "..", "digits/", "/digits", "a//b", "x\0", "\ud800"]
)
def test_no_name_leads_out(folder: Path, path: str) -> None:
    assert Folder(folder).read(path) is None


def test_an_absolute_path_to_a_spec_inside_is_no_name(folder: Path) -> None:
    assert Folder(folder).read(str(folder / "digits")) is None


def test_listing_ends_somewhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(specs, "MOST_SPECS", 3)
    found, complete = Folder(folder).specs()
    assert ([spec.name for spec in found], complete) == (MODELS[:3], False)
    assert "there are more" in create_app(folder).test_client().get("/").text
    monkeypatch.setattr(specs, "MOST_SPECS", len(MODELS))
    assert Folder(folder).specs()[1]
    monkeypatch.setattr(specs, "MOST_ENTRIES", 3)
    assert Folder(folder).specs() == ([], False)


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="nowhere"):
        create_app(tmp_path / "nowhere")


def test_the_folder_comes_from_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNNGRAPH_DIR", str(folder))
    assert create_app().test_client().get("/model/digits/").status_code == 200
    monkeypatch.delenv("RNNGRAPH_DIR")
    monkeypatch.chdir(folder.parent)
    assert create_app().test_client().get("/model/digits/").status_code == 200


@pytest.mark.parametrize("name", [b"a\xff.json", b"a\rb.json", b"a\nb.json", "a\u2028b.json".encode()])
def test_a_name_that_no_address_can_carry_is_left_out(folder: Path, name: bytes) -> None:
    try:
        os.link(folder / "digits.json", os.fsencode(folder) + b"/" + name)
    except OSError:
        pytest.skip("no such name here")
    assert names(folder) == MODELS
    assert Folder(folder).read(os.fsdecode(name).removesuffix(".json")) is None
    assert create_app(folder).test_client().get("/").status_code == 200


def test_names_in_any_script_are_served(folder: Path) -> None:
    write(folder / "日本 é.json")
    assert "日本 é" in names(folder)
    assert create_app(folder).test_client().get("/model/日本 é/index.json").status_code == 200


def test_apps_share_no_graphs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An app that is made after a plugin came into use reads a spec with the plugin's cells anew."""
    layer = {"name": "cells", "type": "RNN", "cell": {"type": "AppCell", "units": 4}}
    write(folder / "cells.json", layers=[layer])
    text = (folder / "cells.json").read_text(encoding="utf-8")
    cell = rg.cell(
        "AppCell",
        parameters=["units"],
        inputs={"x": ["i"]},
        states={"h": ["units"]},
        weights={"kernel": {"shape": ["i", "units"]}},
        step={"h": "h + x @ kernel"},
        outputs=["h"],
    )

    def errors() -> list[str]:
        client = create_app(folder).test_client()
        page = client.get("/model/cells/index.json").get_json()
        checked = client.post("/api/v1/check", json={"text": text}).get_json()["files"][0]
        found = page["diagnostics"] + checked["diagnostics"]
        return [each["code"] for each in found if each["severity"] == "error"]

    assert errors() == ["RG117", "RG117"]
    monkeypatch.setitem(plugins.REGISTERED, "AppCell", cell)
    assert errors() == []
