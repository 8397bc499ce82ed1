"""The JSON API: the same objects as the command line's, for any body an answer that its description promises."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rnngraph_web import MOST_BODY, create_app
from rnngraph_web import api_shapes as shapes

from rnngraph.check import rules_by_code
from rnngraph.cli import main
from tests.web.served import MODELS, ROOT, document

API = "/api/v1"
WRONG = json.dumps(document(layers=[{"type": "LSTM", "units": 4, "unit": 1}, {"type": "Dens", "units": -1}]))


def command(*arguments: str) -> Any:
    """What a command prints, as data."""
    return json.loads(CliRunner().invoke(main, arguments).output)


def post(client: FlaskClient, path: str, body: Any) -> Any:
    answer = client.post(f"{API}/{path}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json


def text(name: str) -> str:
    return (ROOT / "specs" / f"{name}.json").read_text(encoding="utf-8")


class TestTheSameAsTheCommandLine:
    @pytest.mark.parametrize("name", ["encoder_decoder", "digits", "stacked_cells"])
    def test_analyse(self, client: FlaskClient, name: str) -> None:
        path = str(ROOT / "specs" / f"{name}.json")
        found = post(client, "analyse", {"text": text(name), "name": path})
        lines = found.pop("lines")
        # The words are those of the model's page.
        assert found.pop("cudnn") == client.get(f"/model/{name}/layers.json").json["cudnn"]
        for first, last in lines.values():
            assert text(name).splitlines()[first - 1].lstrip().startswith("{")
            assert text(name).splitlines()[last - 1].rstrip(",").endswith("}")
        assert set(lines) == {layer["name"] for layer in found["summary"]["layers"]}
        assert found == {
            "check": command("check", path, "--format", "json"),
            "summary": command("summary", path, "--format", "json"),
        }

    def test_check_of_what_is_wrong(self, client: FlaskClient, tmp_path: Path) -> None:
        (tmp_path / "wrong.json").write_text(WRONG, encoding="utf-8")
        path = str(tmp_path / "wrong.json")
        found = post(client, "check", {"text": WRONG, "name": path})
        assert found == command("check", path, "--format", "json")
        assert len(found["files"][0]["diagnostics"]) == 2

    def test_parameters(self, client: FlaskClient) -> None:
        path = str(ROOT / "specs" / "forecaster.json")
        found = post(client, "analyse", {"text": text("forecaster"), "parameters": {"units": 16}})
        assert found["summary"] == command("summary", path, "--set", "units=16", "--format", "json")

    def test_diff(self, client: FlaskClient) -> None:
        paths = [str(ROOT / "specs" / f"{name}.json") for name in ("mnist", "digits")]
        found = post(client, "diff", {"before": {"text": text("mnist")}, "after": {"text": text("digits")}})
        assert found == command("diff", *paths, "--format", "json")


class TestServedSpecs:
    def test_the_list(self, client: FlaskClient) -> None:
        found = client.get(f"{API}/specs").json
        assert sorted(each["name"] for each in found["specs"]) == MODELS
        assert found["complete"] is True

    def test_one(self, client: FlaskClient) -> None:
        found = client.get(f"{API}/spec", query_string={"name": "digits"}).json
        assert found["text"] == text("digits")
        assert len(found["digest"]) == 64

    @pytest.mark.parametrize("name", ["nothing", "../secret", "/etc/passwd", "..%2fsecret", "a\0b", "digits.json"])
    def test_none(self, client: FlaskClient, name: str) -> None:
        answer = client.get(f"{API}/spec", query_string={"name": name})
        assert (answer.status_code, answer.json["status"]) == (404, 404)

    @pytest.mark.parametrize("query", ["", "?name=", "?name=a&name=b"])
    def test_which_is_not_said(self, client: FlaskClient, query: str) -> None:
        assert client.get(f"{API}/spec{query}").status_code == 400


class TestDiagrams:
    @pytest.mark.parametrize(
        ("format", "begins"),
        [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("dot", b"digraph"), ("mmd", b"flowchart")],
    )
    def test_formats(self, client: FlaskClient, format: str, begins: bytes) -> None:
        answer = client.post(f"{API}/diagram", json={"text": text("digits"), "format": format})
        assert answer.status_code == 200
        assert begins in answer.data[:200]

    def test_layout(self, client: FlaskClient) -> None:
        found = post(client, "diagram", {"text": text("encoder_decoder"), "format": "json"})
        nodes = {each["key"]: each for each in found["nodes"]}
        assert {"source", "encoder", "decoder", "logits"} <= nodes.keys()
        assert nodes["source"]["y"] < nodes["encoder"]["y"] < nodes["logits"]["y"]
        for each in found["nodes"]:
            assert each["width"] / 2 <= each["x"] <= found["width"] - each["width"] / 2
        assert ("encoder", "decoder") in [(each["from"], each["to"]) for each in found["edges"]]

    def test_of_what_is_wrong(self, client: FlaskClient) -> None:
        assert b"<svg" in client.post(f"{API}/diagram", json={"text": WRONG}).data

    def test_too_large(self, client: FlaskClient) -> None:
        layers = [{"type": "Identity"}] * 2001
        answer = client.post(f"{API}/diagram", json={"text": json.dumps(document(layers=layers))})
        assert answer.status_code == 422
        assert "2,000" in answer.json["message"]


def test_what_is_no_json_is_not_called_so(client: FlaskClient) -> None:
    text = '{"rnngraph": 1, "parameters": -Infinity}'
    answer = client.post("/api/v1/export", json={"text": text, "to": "spec"})
    assert (answer.content_type, answer.text) == ("text/plain; charset=utf-8", text)


@pytest.mark.parametrize(("to", "part"), [("spec", b'"rnngraph": 1'), ("markdown", b"| --- |"), ("html", b"<table")])
def test_exports(client: FlaskClient, to: str, part: bytes) -> None:
    assert part in client.post(f"{API}/export", json={"text": text("digits"), "to": to}).data


def test_a_rule(client: FlaskClient) -> None:
    found = client.get(f"{API}/rule?code=rg401").json
    assert found["code"] == "RG401"
    assert found["page"].startswith("A recurrent layer")
    assert client.get(f"{API}/rule?code=RG000").json["message"] == "There is no rule 'RG000'."
    assert "Did you mean RG401 (state-count)?" in client.get(f"{API}/rule?code=state-cuont").json["message"]


def test_the_rules(client: FlaskClient) -> None:
    found = client.get(f"{API}/rules").json
    assert [rule["code"] for family in found["families"] for rule in family["rules"]] == list(rules_by_code())
    assert found == client.get("/rules/index.json").json
    assert shapes.Rules(**found).model_dump(mode="json") == found


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff", 400),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b'{"text": 1}', 422),
        (b'{"text": "{}", "other": 1}', 422),
        (b'{"text": "' + b" " * 9_000_000 + b'"}', 413),
        (b'{"text": "' + b" " * 2_100_000 + b'"}', 422),
    ],
)
def test_bodies_that_are_none(client: FlaskClient, body: bytes, status: int) -> None:
    answer = client.post(f"{API}/check", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["status"]) == (status, status)


@pytest.mark.parametrize("more", [0, 1])
def test_a_body_in_chunks_is_as_large_as_others_may_be(client: FlaskClient, more: int) -> None:
    body = b'{"text": "{}"}'.ljust(MOST_BODY - 1 + more)
    stream = {"wsgi.input": BytesIO(body + b"garbage" * more), "wsgi.input_terminated": True}
    answer = client.post("/api/v1/check", environ_overrides=stream, content_type="application/json")
    assert answer.status_code == (413 if more else 200)


def test_a_form_is_not_read(client: FlaskClient) -> None:
    """What another site can make a browser send without asking first is not answered."""
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        assert client.post(f"{API}/check", data='{"text": "{}"}', content_type=content_type).status_code == 415


APP = create_app(ROOT / "specs")
SCHEMA = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", APP)


@pytest.mark.parametrize("operation", [each.ok() for each in SCHEMA.get_all_operations()], ids=lambda each: each.label)
def test_every_answer_is_as_described(operation: Any) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        case.validate_response(case.call())

    run()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text() | st.sampled_from(MODELS).map(text).flatmap(lambda t: st.integers(0, len(t)).map(lambda at: t[:at])))
def test_any_text_is_answered(given_text: str) -> None:
    client = Flask.test_client(APP)
    body = json.dumps({"text": given_text})
    for path in ("check", "analyse"):
        answer = client.post(f"{API}/{path}", data=body, content_type="application/json")
        assert answer.status_code == 200, answer.text
        assert all(
            each["code"] for file in (answer.json.get("check") or answer.json)["files"] for each in file["diagnostics"]
        )


def test_an_integer_and_a_float_are_two_values(client: FlaskClient) -> None:
    text = SPEC_OF_A_PARAMETER
    for value, wrong in ((7.0, True), (7, False), (8, False), (8.0, True)):
        found = client.post("/api/v1/check", json={"text": text, "parameters": {"n": value}}).json
        assert any(each["severity"] == "error" for each in found["files"][0]["diagnostics"]) is wrong, value


def test_a_parameter_is_a_number_that_json_has(client: FlaskClient) -> None:
    body = json.dumps({"text": SPEC_OF_A_PARAMETER, "parameters": {"n": float("nan")}})
    assert client.post("/api/v1/check", data=body, content_type="application/json").status_code == 422


SPEC_OF_A_PARAMETER = json.dumps(
    {
        "rnngraph": 1,
        "name": "a",
        "parameters": {"n": 4},
        "inputs": [{"name": "x", "shape": [None, 3]}],
        "layers": [{"type": "LSTM", "units": "$n"}],
    }
)


def test_a_picture_that_no_page_takes_in_is_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rnngraph_web.svg.MOST_BYTES", 10)
    answer = client.post("/api/v1/diagram", json={"text": SPEC_OF_A_PARAMETER})
    assert (answer.status_code, answer.json["title"]) == (503, "No diagram")
    assert client.get("/model/digits/picture.svg").status_code == 503


BAD = [
    example
    for each in rules_by_code().values()
    for example in re.findall(r"```json\n(.*?)\n```", each.page, re.DOTALL)[:1]
]


def test_nothing_is_sent_that_is_not_described(client: FlaskClient) -> None:
    """Fields that a shape has not are lost on the way through it."""
    broken = '{"rnngraph": 1, "name": "a", "inputs": [{"name": "x", "shape": [3],}], "layers": []}'
    for given_text in (*BAD, *map(text, MODELS), broken):
        found = post(client, "analyse", {"text": given_text})
        assert shapes.Analysis(**found).model_dump(mode="json", exclude_unset=True) == found
        found = post(client, "fixes", {"text": given_text})
        assert shapes.QuickFixes(**found).model_dump(mode="json", exclude_unset=True) == found
