"""Each download: its type, its name, its content."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rnngraph_web.downloads import FILES

import rnngraph
from tests.web.served import write

WANTED = {
    "diagram.svg": ("image/svg+xml", "digits.svg", b"<svg"),
    "diagram.pdf": ("application/pdf", "digits.pdf", b"%PDF-"),
    "diagram.png": ("image/png", "digits.png", b"\x89PNG\r\n\x1a\n"),
    "diagram.dot": ("text/vnd.graphviz", "digits.dot", b"digraph"),
    "diagram.mmd": ("text/vnd.mermaid", "digits.mmd", b"flowchart"),
    "summary.md": ("text/markdown", "digits.md", b"# digits"),
    "summary.json": ("application/json", "digits.summary.json", b'"total_params": 39178'),
    "spec.json": ("application/json", "digits.json", b'"rnngraph": 1'),
}


@pytest.mark.parametrize("file", FILES)
def test_a_download(client: FlaskClient, file: str) -> None:
    media_type, name, content = WANTED[file]
    answer = client.get(f"/model/digits/{file}")
    assert answer.mimetype == media_type
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert content in answer.data


def test_the_page_offers_each(client: FlaskClient) -> None:
    page = client.get("/model/digits/index.json").json
    assert [each["url"] for each in page["downloads"]] == [f"/model/digits/{file}" for file in FILES]
    text = client.get("/model/digits/").text
    for each in page["downloads"]:
        assert f'href="{each["url"]}"' in text


def test_what_comes_is_what_the_library_gives(client: FlaskClient, folder: Path) -> None:
    graph = rnngraph.load(folder / "digits.json")
    assert client.get("/model/digits/diagram.dot").data == graph.diagram(format="dot")
    assert client.get("/model/digits/diagram.mmd").data == graph.diagram(format="mmd")
    assert client.get("/model/digits/summary.json").json == json.loads(graph.summary("json"))
    assert client.get("/model/digits/summary.md").text == f"{graph.summary('markdown')}\n"
    assert client.get("/model/digits/spec.json").data == (folder / "digits.json").read_bytes()


def test_a_name_that_a_header_must_encode(client: FlaskClient, folder: Path) -> None:
    write(folder / 'réseau "ü".json')
    answer = client.get("/model/r%C3%A9seau%20%22%C3%BC%22/diagram.dot")
    assert answer.status_code == 200
    assert "filename*=UTF-8''r%C3%A9seau%20%22%C3%BC%22.dot" in answer.headers["Content-Disposition"]


def test_other_files_are_not_there(client: FlaskClient) -> None:
    assert client.get("/model/digits/diagram.exe", follow_redirects=True).status_code == 404
    assert client.get("/model/nothing/diagram.svg").status_code == 404
