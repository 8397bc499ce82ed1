"""SARIF is what the standard's own schema accepts, and its fixes are the fixes.

The schema is Microsoft's, as the npm package @microsoft/jest-sarif 1.0.0-beta.0 has it (MIT).
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

import rnngraph as rg
from rnngraph.check import rules_by_code
from rnngraph.check.render.sarif import render
from rnngraph.check.settings import Settings
from tests.check.test_rules import ELSEWHERE, fences

SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
EVERY = Settings(select=tuple(rule.code for rule in rules_by_code().values()))
BAD = {f"specs/{rule.code}.json": fences(rule)[0] for rule in rules_by_code().values() if rule.code not in ELSEWHERE}


@pytest.fixture(scope="module")
def log() -> Any:
    found = [(path, rg.loads(text, path).check(EVERY)) for path, text in BAD.items()]
    return json.loads(render(found, BAD))


def test_every_rule_s_finding_is_valid(log: Any) -> None:
    Draft4Validator.check_schema(SCHEMA)
    assert [error.message for error in Draft4Validator(SCHEMA).iter_errors(log)] == []
    assert len(log["runs"][0]["results"]) >= len(BAD)


def test_the_schema_is_strict(log: Any) -> None:
    broken = json.loads(json.dumps(log))
    broken["runs"][0]["results"][0]["level"] = "fatal"
    assert list(Draft4Validator(SCHEMA).iter_errors(broken))


def test_a_result_names_its_rule(log: Any) -> None:
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_result_says_where(log: Any) -> None:
    for result in log["runs"][0]["results"]:
        (place,) = result["locations"]
        uri = place["physicalLocation"]["artifactLocation"]["uri"]
        region = place["physicalLocation"]["region"]
        lines = BAD[uri].split("\n")
        assert 1 <= region["startLine"] <= region["endLine"] <= len(lines)
        assert 1 <= region["startColumn"] <= len(lines[region["startLine"] - 1]) + 1


def offset(text: str, line: int, column: int) -> int:
    return sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column - 1


def said(text: str) -> Counter[str]:
    return Counter(each.code for each in rg.loads(text).check(EVERY))


def test_a_fix_made_by_another_program_is_the_fix(log: Any) -> None:
    made = 0
    for result in log["runs"][0]["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for fix in result.get("fixes", []):
            text = BAD[uri]
            (change,) = fix["artifactChanges"]
            for each in reversed(change["replacements"]):
                region = each["deletedRegion"]
                start = offset(text, region["startLine"], region["startColumn"])
                end = offset(text, region["endLine"], region["endColumn"])
                text = text[:start] + each["insertedContent"]["text"] + text[end:]
            assert said(text)[result["ruleId"]] < said(BAD[uri])[result["ruleId"]]
            made += 1
    assert made >= 20


def test_paths_are_addresses() -> None:
    found = rg.loads("{").check()
    log = json.loads(render([("/tmp/a b/c.json", found), ("ä b.json", found), ("<stdin>", found)]))
    uris = [each["location"]["uri"] for each in log["runs"][0]["artifacts"]]
    assert uris == ["file:///tmp/a%20b/c.json", "%C3%A4%20b.json", "%3Cstdin%3E"]
    assert [error.message for error in Draft4Validator(SCHEMA).iter_errors(log)] == []
