"""The gallery and the model page: what they say, and that both their forms say the same."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from rnngraph_web.contexts import ErrorPage, GalleryPage, ModelPage

import rnngraph as rg
from tests.web.served import MANIFEST, MODELS, ROOT, document, write

SUPPORT = {frozenset({True}): "eligible", frozenset({False}): "not eligible"}


def support(name: str) -> str:
    return SUPPORT.get(frozenset(MANIFEST[f"{name}.json"]["cudnn"].values()), "partly eligible")


def test_the_gallery_shows_every_spec(client: FlaskClient) -> None:
    cards = {card["name"]: card for card in client.get("/index.json").json["cards"]}
    assert sorted(cards) == MODELS
    for name, card in cards.items():
        wanted = MANIFEST[f"{name}.json"]
        assert (card["params"], card["layers"], card["cudnn"]) == (
            wanted["total"],
            len(rg.load(ROOT / "specs" / f"{name}.json").data.nodes),
            support(name),
        )
        assert card["errors"] == 0
        assert client.get(card["url"]).status_code == 200
        assert client.get(card["thumbnail_url"]).mimetype == "image/svg+xml"


def test_the_gallery_as_people_see_it(client: FlaskClient) -> None:
    page = client.get("/").text
    for name in MODELS:
        assert f'<a href="/model/{name}/">{name}</a>' in page
        assert f"{MANIFEST[f'{name}.json']['total']:,}" in page
        assert f'alt="Diagram of {name}"' in page
    assert "The guide's first model" in unescape(page)
    assert "partly eligible" in page


@pytest.mark.parametrize("name", MODELS)
def test_a_model_page(client: FlaskClient, name: str) -> None:
    page = client.get(f"/model/{name}/index.json").json
    wanted = MANIFEST[f"{name}.json"]
    assert (page["params"], page["non_trainable_params"]) == (wanted["total"], wanted["non_trainable"])
    assert [row["params"] for row in page["layers"] if row["params"]] == wanted["params"]
    assert {row["name"]: row["cudnn"]["eligible"] for row in page["layers"] if row["cudnn"]} == wanted["cudnn"]
    text = client.get(f"/model/{name}/").text
    assert f"<h1>{name}</h1>" in text
    assert 'class="rnngraph-diagram"' in text
    for row in page["layers"]:
        assert f'id="layer-{row["name"]}"' in text
        for weight in row["weights"]:
            assert weight["name"] in text
        for reason in row["cudnn"]["reasons"] if row["cudnn"] else ():
            assert reason in unescape(text)


@pytest.mark.parametrize(
    ("address", "kind"), [("/", GalleryPage), ("/model/digits/", ModelPage), ("/model/nothing/", ErrorPage)]
)
def test_a_template_gets_its_context_and_nothing_else(app: Flask, address: str, kind: type) -> None:
    seen: list[dict[str, Any]] = []

    def note(sender: Flask, template: Any, context: dict[str, Any], **_: Any) -> None:
        seen.append(context)

    with template_rendered.connected_to(note, app):
        app.test_client().get(address)
    given = seen[0].keys() - {"g", "request", "session"}
    assert given == {field.name for field in fields(kind)}


@pytest.mark.parametrize(("address", "twin"), [("/", "/index.json"), ("/model/digits/", "/model/digits/index.json")])
def test_the_twin_is_the_context(app: Flask, address: str, twin: str) -> None:
    seen: list[dict[str, Any]] = []

    def note(sender: Flask, template: Any, context: dict[str, Any], **_: Any) -> None:
        seen.append(context)

    with template_rendered.connected_to(note, app):
        app.test_client().get(address)
    kind = GalleryPage if address == "/" else ModelPage
    page = kind(**{field.name: seen[0][field.name] for field in fields(kind)})
    with app.app_context():
        assert app.test_client().get(twin).json == app.json.loads(app.json.dumps(asdict(page)))


def test_a_spec_in_a_sub_folder(client: FlaskClient, folder: Path) -> None:
    (folder / "more" / "deep").mkdir(parents=True)
    write(folder / "more" / "deep" / "inner.json")
    assert '<a href="/model/more/deep/inner/">small</a>' in client.get("/").text
    assert client.get("/model/more/deep/inner/").status_code == 200
    assert client.get("/model/more/deep/inner").location == "/model/more/deep/inner/"


def test_a_changed_file_shows_on_reload(client: FlaskClient, folder: Path) -> None:
    write(folder / "changing.json")
    before = client.get("/model/changing/index.json").json
    write(folder / "changing.json", layers=[{"type": "GRU", "name": "gru", "units": 4}])
    after = client.get("/model/changing/index.json").json
    assert (before["layers"][1]["type"], after["layers"][1]["type"]) == ("LSTM", "GRU")
    assert "GRU" in client.get("/model/changing/").text
    (folder / "changing.json").unlink()
    assert client.get("/model/changing/").status_code == 404


def test_the_arguments_of_a_call_are_shown(client: FlaskClient, folder: Path) -> None:
    layers = [
        {"name": "noise", "type": "Dropout", "rate": 0.5, "training": True},
        {"name": "attend", "type": "Attention", "inputs": ["noise", "noise"], "use_causal_mask": True},
        {"name": "reader", "type": "LSTM", "units": 4, "training": False},
    ]
    write(folder / "calls.json", layers=layers)
    rows = client.get("/model/calls/index.json").json["layers"]
    assert {row["name"]: {each["name"]: each["value"] for each in row["call"]} for row in rows} == {
        "x": {},
        "noise": {"training": True},
        "attend": {"use_causal_mask": True},
        "reader": {"training": False},
    }
    text = client.get("/model/calls/").text
    for words in ("training true", "use_causal_mask", "training false"):
        assert f'<span class="type call">{words}</span>' in text


def test_warnings_are_counted_at_the_top(client: FlaskClient, folder: Path) -> None:
    layers = [{"type": "Dense", "units": 4}, {"type": "Masking"}, {"type": "GRU", "units": 4}]
    spec = {"rnngraph": 1, "name": "late", "inputs": [{"name": "x", "shape": [3, 4]}], "layers": layers}
    (folder / "late.json").write_text(json.dumps(spec), encoding="utf-8")
    assert '<dt>Warnings</dt><dd class="warning">1</dd>' in client.get("/model/late/").text
    (folder / "late.json").write_text(json.dumps({**spec, "layers": layers[:1]}), encoding="utf-8")
    assert "<dt>Warnings</dt>" not in client.get("/model/late/").text


def test_a_choice_between_fixes_is_shown(client: FlaskClient, folder: Path) -> None:
    layers: list[dict[str, Any]] = [
        {"type": "LSTM", "units": 4},
        {"type": "LSTM", "units": 4, "return_sequences": True},
    ]
    spec = {"rnngraph": 1, "name": "broken", "inputs": [{"name": "x", "shape": [3, 4]}], "layers": layers}
    (folder / "broken.json").write_text(json.dumps(spec), encoding="utf-8")
    text = client.get("/model/broken/").text
    assert "Fix: set return_sequences to true on lstm; or repeat the last step of lstm 3 times" in text


def test_an_error_leads_to_its_line(client: FlaskClient, folder: Path) -> None:
    layers = '"layers": [{"type": "LSTM", "unit": 4}]'
    source = f'{{"rnngraph": 1, "name": "broken",\n "inputs": [{{"name": "x", "shape": [3, 4]}}],\n {layers}}}'
    (folder / "broken.json").write_text(source, encoding="utf-8")
    page = client.get("/model/broken/index.json").json
    unknown = next(each for each in page["diagnostics"] if each["field"] == "unit")
    assert (unknown["line"], unknown["severity"]) == (3, "error")
    text = client.get("/model/broken/").text
    assert '<a href="#L3">line 3, column' in text
    assert f'<a href="/rules/{unknown["code"]}/">{unknown["code"]}</a>' in text
    assert '<span class="line error" id="L3">' in text
    assert '<span class="key error">&#34;unit&#34;</span>' in text
    card = next(card for card in client.get("/index.json").json["cards"] if card["name"] == "broken")
    assert card["errors"] == len(page["diagnostics"])
    assert card["thumbnail_url"] is None
    assert card["problems"][0] in unescape(client.get("/").text)


def test_very_many_problems_and_lines_are_not_all_shown(client: FlaskClient, folder: Path) -> None:
    layers = [{"type": "LSTM", "unit": 4} for _ in range(2000)]
    (folder / "many.json").write_text(json.dumps(document(layers=layers), indent=1), encoding="utf-8")
    found = client.get("/model/many/index.json").json["diagnostics"]
    text = client.get("/model/many/?collapse=all").text
    assert text.count('<li class="problem ') == 500
    assert f"and {len(found) - 500:,} more problems" in text
    assert "These are the first 5,000 lines" in text


HOSTILE = "<script>alert(1)</script>\"'&{{ 7777 * 7777 }}"


def test_no_text_of_a_spec_is_markup(client: FlaskClient, folder: Path) -> None:
    hostile = {"name": HOSTILE, "type": HOSTILE, HOSTILE: HOSTILE}
    layers = [hostile, {"type": "LSTM", "units": 4, "name": "lstm", "description": HOSTILE, "inputs": HOSTILE}]
    write(folder / "hostile.json", name=HOSTILE, description=HOSTILE, layers=layers, outputs={HOSTILE: HOSTILE})
    for address in ("/", "/model/hostile/"):
        text = client.get(address).text
        assert "<script>" not in text
        assert "alert(1)" in text
        assert "60481729" not in text


def test_half_a_surrogate_pair_is_shown_as_a_question_mark(client: FlaskClient, folder: Path) -> None:
    write(folder / "half.json", name="half", description="\ud800")
    for address in ("/", "/index.json", "/model/half/", "/model/half/index.json", "/model/half/summary.md"):
        assert client.get(address).status_code == 200


BROKEN = {
    "bad_json": b'{"rnngraph": 1,\n "name": "oops"\n "inputs": []}',
    "not_utf8": b'\xff\xfe{"rnngraph"',
    "utf16": '{"rnngraph": 1}'.encode("utf-16"),
    "huge": b" " * (2 * 2**20 + 1),
    "deep": b'{"rnngraph": ' + b"[" * 100_000,
    "long_number": b'{"rnngraph": ' + b"1" * 10_000 + b"}",
    "nothing_in_it": b'{"rnngraph": 1}',
    "odd_values": b'{"rnngraph": {}, "name": [], "inputs": "x", "layers": {"a": 1}, "outputs": 3}',
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_breaks_no_page(client: FlaskClient, folder: Path, name: str) -> None:
    (folder / f"{name}.json").write_bytes(BROKEN[name])
    gallery = client.get("/")
    assert gallery.status_code == 200
    assert f"/model/{name}/" in gallery.text
    assert "/model/digits/" in gallery.text
    page = client.get(f"/model/{name}/index.json").json
    errors = [each for each in page["diagnostics"] if each["severity"] == "error"]
    said = page["failure"] or errors[0]["message"]
    text = unescape(client.get(f"/model/{name}/").text)
    assert said in text
    assert "Traceback" not in text


@pytest.mark.parametrize("content", [b"", b'{\n // settings\n "editor.tabSize": 2,\n}', b'{"a": 1}', b"["])
def test_what_does_not_speak_of_rnngraph_is_left_out(client: FlaskClient, folder: Path, content: bytes) -> None:
    (folder / "other.json").write_bytes(content)
    assert "/model/other/" not in client.get("/").text
    assert client.get("/model/other/").status_code == 404


def test_a_file_that_cannot_be_read(client: FlaskClient, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("rnngraph_web.specs._read", denied)
    assert "Permission denied" in client.get("/").text
    assert "Permission denied" in client.get("/model/digits/").text
    assert client.get("/model/digits/diagram.svg").status_code == 404


def test_an_empty_folder(tmp_path: Path) -> None:
    from rnngraph_web import create_app

    (tmp_path / "new").mkdir()
    text = create_app(tmp_path / "new").test_client().get("/").text
    assert "<h1>new</h1>" in text
    assert "There are no specs here yet" in text
