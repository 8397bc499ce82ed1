"""What has not changed is not made again; what has changed, or failed, is."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from rnngraph_web.kept import Answers
from rnngraph_web.render import DrawingError

from tests.web.served import write


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The name of every graph that is laid out from here on."""
    from rnngraph import Graph

    seen: list[str] = []
    diagram = Graph.diagram

    def noted(graph: Graph, *given: object, **named: object) -> bytes:
        seen.append(graph.name)
        return diagram(graph, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Graph, "diagram", noted)
    return seen


def test_a_page_is_made_once(client: FlaskClient, drawings: list[str]) -> None:
    first, again = (client.get("/model/digits/") for _ in range(2))
    assert (first.data, list(first.headers)) == (again.data, list(again.headers))
    assert drawings == ["digits"]


def test_another_view_is_another_answer(client: FlaskClient, drawings: list[str]) -> None:
    pages = {client.get(f"/model/digits/{query}").data for query in ("", "?hide=shapes", "", "?hide=shapes")}
    assert len(pages) == len(drawings) == 2


@pytest.mark.parametrize("path", ["/", "/model/digits/", "/rules/", "/rules/RG401/"])
def test_links_of_a_page_have_the_prefix_of_its_request(client: FlaskClient, path: str) -> None:
    for prefix in ("", "/models", ""):
        page = client.get(path, environ_overrides={"SCRIPT_NAME": prefix}).text
        assert f'href="{prefix}/static/base.css"' in page


def test_a_changed_file_is_answered_anew(client: FlaskClient, folder: Path) -> None:
    before = client.get("/model/digits/").data, client.get("/").data
    write(folder / "digits.json")
    after = client.get("/model/digits/").data, client.get("/").data
    assert before[0] != after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize("path", ["/", "/model/digits/", "/rules/", "/rules/RG401/"])
def test_a_bundle_built_later_is_used(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("rnngraph_web.BUILD", tmp_path)
    assert "build/app.js" not in client.get(path).text
    (tmp_path / "app.js").touch()
    assert "build/app.js" in client.get(path).text


def test_a_failure_is_not_kept(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise DrawingError("it took too long")

    with monkeypatch.context() as patch:
        patch.setattr("rnngraph_web.pages.drawn", fail)
        failed = client.get("/model/digits/")
    assert "it took too long" in failed.text
    assert failed.headers["Cache-Control"] == "no-store"
    assert "ETag" not in failed.headers
    assert "it took too long" not in client.get("/model/digits/").text


def test_no_more_is_kept_than_there_is_room_for(app: Flask) -> None:
    answers, made = Answers(most_bytes=11_000), []

    def ask(content: str) -> None:
        with app.test_request_context("/"):
            answers.of(content, lambda: made.append(content) or Response("x" * 3000))  # type: ignore[func-returns-value]

    for content in "abab":
        ask(content)
    assert made == ["a", "b"]
    ask("c")  # the third has no room beside two: a, asked for longest ago, goes
    ask("b")
    ask("a")
    assert made == ["a", "b", "c", "a"]


def test_long_addresses_count(client: FlaskClient, app: Flask) -> None:
    kept = app.extensions["rnngraph.answers"] = Answers(1_000_000)
    for index in range(100):
        client.get(f"/model/digits/layers.json?{index}{'x' * 50_000}")
    assert len(kept.kept) < 20
