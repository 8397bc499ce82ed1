"""The pages of the rules: what they show, and that both their forms have the same."""

from __future__ import annotations

import json
import re
import zlib
from base64 import urlsafe_b64decode
from dataclasses import asdict, fields
from html import unescape
from typing import Any

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from rnngraph_web.rule_contexts import RulePage, RulesPage

import rnngraph as rg

RULES = [rule for family in rg.rule_families() for rule in family.rules]


def page(client: FlaskClient, code: str) -> Any:
    return client.get(f"/rules/{code}/index.json").json


def text_of(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def test_the_list_has_every_rule(client: FlaskClient) -> None:
    families = client.get("/rules/index.json").json["families"]
    assert [(each["code"], each["title"]) for each in families] == [
        (family.code, family.title) for family in rg.rule_families()
    ]
    entries = [rule for family in families for rule in family["rules"]]
    assert [(each["code"], each["name"], each["severity"], each["optional"]) for each in entries] == [
        (rule.code, rule.name, rule.severity, rule.optional) for rule in RULES
    ]
    shown = client.get("/rules/").text
    for each in entries:
        assert f'href="/rules/{each["code"]}/"' in shown
        assert each["summary"].replace("`", "") in text_of(shown)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_has_the_whole_text_of_its_rule(client: FlaskClient, rule: Any) -> None:
    found = page(client, rule.code)
    examples = [f"{each['label']}:\n\n```{each['language']}\n{each['source']}\n```" for each in found["examples"]]
    assert "\n\n".join([found["summary"], *found["text"], *examples]) == rule.page
    assert [each["label"].split()[0] for each in found["examples"]] == ["Bad", "Good"]
    shown = text_of(client.get(f"/rules/{rule.code}/").text)
    for part in (found["summary"], *found["text"]):
        assert part.replace("`", "") in shown
    for each in found["examples"]:
        assert each["source"] in shown


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_text_has_no_markdown_but_code(client: FlaskClient, rule: Any) -> None:
    found = page(client, rule.code)
    for part in (found["summary"], *found["text"]):
        assert part.count("`") % 2 == 0
        assert not re.search(r"\*|\]\(|^\s*[-#>|] |``", re.sub("`[^`]+`", "", part), re.MULTILINE), part


def test_a_bad_example_shows_what_check_reports(client: FlaskClient) -> None:
    bad, good = page(client, "RG401")["examples"]
    (found,) = bad["diagnostics"]
    assert (found["code"], found["layer"], found["line"]) == ("RG401", "decoder", 5)
    assert good["diagnostics"] == []
    shown = client.get("/rules/RG401/").text
    assert found["message"] in text_of(shown)
    assert found["fix"]["title"] in text_of(shown)
    assert '<span class="line error" id="example-1-L5">' in shown
    assert '<span class="string error">&#34;encoder&#34;</span>' in shown


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.optional], ids=lambda rule: rule.code)
def test_what_is_marked_is_of_the_rule(client: FlaskClient, rule: Any) -> None:
    bad, good = page(client, rule.code)["examples"]
    assert {each["code"] for each in bad["diagnostics"]} == ({rule.code} if bad["edit_url"] else set())
    assert good["diagnostics"] == []


def test_an_optional_rule_says_how_to_turn_it_on(client: FlaskClient) -> None:
    assert "--select RG,RG602" in client.get("/rules/RG602/").text
    assert "--ignore RG401" in client.get("/rules/RG401/").text


@pytest.mark.parametrize("code", ["RG101", "RG102", "RG401"])
def test_an_example_opens_in_the_editor(client: FlaskClient, code: str) -> None:
    good = page(client, code)["examples"][1]
    path, _, carried = good["edit_url"].partition("#text=")
    assert path == "/edit/"
    packed = urlsafe_b64decode(carried + "=" * (-len(carried) % 4))
    assert zlib.decompress(packed, wbits=-zlib.MAX_WBITS).decode() == good["source"]
    assert f'href="{good["edit_url"]}"' in client.get(f"/rules/{code}/").text


@pytest.mark.parametrize(("code", "opens"), [("RG101", True), ("RG103", False), ("RG124", False), ("RG213", False)])
def test_an_example_that_is_not_a_spec_does_not(client: FlaskClient, code: str, opens: bool) -> None:
    assert (page(client, code)["examples"][0]["edit_url"] is not None) == opens


@pytest.mark.parametrize("name", ["rg401", "state-count", "State-Count"])
@pytest.mark.parametrize("end", ["", "index.json"])
def test_a_name_redirects_to_the_code(client: FlaskClient, name: str, end: str) -> None:
    answer = client.get(f"/rules/{name}/{end}", environ_overrides={"SCRIPT_NAME": "/models"})
    assert (answer.status_code, answer.location) == (308, f"/models/rules/RG401/{end}")
    assert client.get("/rules/RG401").location == "/rules/RG401/"


def test_an_unknown_code_is_told_the_nearest(client: FlaskClient) -> None:
    answer = client.get("/rules/RG410/")
    assert answer.status_code == 404
    near = rg.nearest_rule("RG410")
    assert near is not None
    said = f"There is no rule 'RG410'. Did you mean {near.code} ({near.name})?"
    assert said in unescape(answer.text)
    assert '<a href="/rules/">All rules</a>' in answer.text
    twin = client.get("/rules/RG410/index.json")
    assert (twin.status_code, twin.json["message"]) == (404, said)


def test_a_code_that_resembles_none(client: FlaskClient) -> None:
    assert client.get("/rules/RG000/index.json").json["message"] == "There is no rule 'RG000'."
    assert len(client.get(f"/rules/{'x' * 5000}/index.json").json["message"]) < 100
    assert "<script>" not in client.get("/rules/<script>alert(1)<%2Fscript>/").text


@pytest.mark.parametrize(("address", "kind"), [("/rules/", RulesPage), ("/rules/RG401/", RulePage)])
def test_the_template_and_the_twin_get_the_context(app: Flask, address: str, kind: Any) -> None:
    seen: list[dict[str, Any]] = []

    def note(sender: Flask, template: Any, context: dict[str, Any], **_: Any) -> None:
        seen.append(context)

    with template_rendered.connected_to(note, app):
        app.test_client().get(address)
    names = {field.name for field in fields(kind)}
    assert seen[0].keys() - {"g", "request", "session"} == names
    context = kind(**{name: seen[0][name] for name in names})
    assert app.test_client().get(f"{address}index.json").json == json.loads(json.dumps(asdict(context)))


def test_every_page_leads_to_the_rules(client: FlaskClient) -> None:
    for address in ("/", "/model/digits/", "/rules/RG401/"):
        assert '<a href="/rules/">Rules</a>' in client.get(address).text
