"""Every rule's page is its test: the bad example gives exactly its code, the good one nothing."""

from __future__ import annotations

import re

import pytest

from rnngraph.analysis import analyse
from rnngraph.check import Diagnostic, Rule, check, rules_by_code
from rnngraph.check.settings import Settings
from rnngraph.documents.load import from_text

RULES = tuple(rules_by_code().values())
ELSEWHERE = {
    "RG102": "its example is bytes: tests/documents/test_read.py",
    "RG109": "its example is binary: tests/cli/test_unreadable.py",
    "RG103": "its example is large: tests/documents/test_read.py",
    "RG104": "its example is deep: tests/documents/test_read.py",
    "RG124": "its example is a file: tests/keras/test_files.py",
    "RG132": "its example is Python: tests/documents/test_parameters.py",
    "RG213": "its example is Python: tests/test_model.py",
    "RG214": "its example is large: tests/documents/test_load.py",
    "RG215": "its example is large: tests/hostile/test_confined.py",
    "RG232": "its example is large: tests/documents/test_blocks.py",
}


def findings(text: str, rule: Rule) -> list[Diagnostic]:
    """What is said of a text where the rule is asked for too, if it is optional."""
    return check(analyse(from_text(text)), Settings(select=("RG", rule.code)))


def fences(rule: Rule) -> list[str]:
    return re.findall(r"```\w+\n(.*?)\n```", rule.page, re.DOTALL)


JSON_BAD = [rule for rule in RULES if rule.code not in ELSEWHERE]
JSON_GOOD = [rule for rule in RULES if "```python" not in rule.page]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
class TestPage:
    def test_has_a_page(self, rule: Rule) -> None:
        first = rule.page.split("\n", maxsplit=1)[0]
        assert first.endswith(".")
        assert len(first.split()) > 3
        assert [word in rule.page for word in ("\nBad", "\nGood:")] == [True, True]
        assert len(fences(rule)) == 2


@pytest.mark.parametrize("rule", JSON_BAD, ids=lambda rule: rule.code)
class TestBadExample:
    def test_gives_its_code_alone(self, rule: Rule) -> None:
        assert {each.code for each in findings(fences(rule)[0], rule)} == {rule.code}

    def test_is_placed(self, rule: Rule) -> None:
        text = fences(rule)[0]
        found = findings(text, rule)[0]
        assert found.severity == rule.severity
        assert found.line and found.column and found.end_line and found.end_column
        line = text.splitlines()[found.line - 1]
        assert 1 <= found.column <= len(line) + 1


@pytest.mark.parametrize("rule", JSON_GOOD, ids=lambda rule: rule.code)
def test_the_good_example_is_clean(rule: Rule) -> None:
    assert findings(fences(rule)[1], rule) == []
