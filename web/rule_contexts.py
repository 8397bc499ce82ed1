"""What the pages of rules show, as plain data."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rnngraph import loads, rule_families

if TYPE_CHECKING:
    from rnngraph.check import Rule

EXAMPLE = re.compile(r"^(?P<label>(?:Bad|Good)[^\n]*):\n\n```(?P<language>\w+)\n(?P<source>.*?)\n```", re.M | re.S)
"""An example in the text of a rule."""


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule in the list; `summary` is the first sentence of its text, in Markdown."""

    code: str
    name: str
    severity: str
    optional: bool
    summary: str


@dataclass(frozen=True, slots=True)
class Family:
    """The rules whose codes begin with `code`, in order."""

    code: str
    title: str
    rules: tuple[RuleEntry, ...]


@dataclass(frozen=True, slots=True)
class RulesPage:
    """All rules by family."""

    families: tuple[Family, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A bad or a good example of a rule; `language` is `json`, `python` or `text`.

    `diagnostics` are those of the rule, as `rnngraph check --format json` prints them. `edit_url` opens the example in
    the editor; None if it is not a spec.
    """

    label: str
    language: str
    source: str
    diagnostics: tuple[dict[str, Any], ...]
    edit_url: str | None


@dataclass(frozen=True, slots=True)
class RulePage:
    """A rule. `summary` is the first sentence of its text and `text` the paragraphs after it, all in Markdown.

    `family` is the beginning of the code, and `title` the title of the rules that have it.
    """

    code: str
    name: str
    severity: str
    optional: bool
    family: str
    title: str
    summary: str
    text: tuple[str, ...]
    examples: tuple[Example, ...]


def rules_page() -> RulesPage:
    """The list of all rules."""
    families = (Family(each.code, each.title, tuple(map(_entry, each.rules))) for each in rule_families())
    return RulesPage(tuple(families))


def rule_page(rule: Rule, edit_url: Callable[[str], str]) -> RulePage:
    """The page of a rule; `edit_url` returns the address that opens a text in the editor."""
    family = next(each for each in rule_families() if rule in each.rules)
    summary, *text = EXAMPLE.sub("", rule.page).strip().split("\n\n")
    return RulePage(
        rule.code,
        rule.name,
        rule.severity,
        rule.optional,
        family.code,
        family.title,
        summary,
        tuple(filter(None, map(str.strip, text))),
        tuple(_example(rule, edit_url, **found.groupdict()) for found in EXAMPLE.finditer(rule.page)),
    )


def _entry(rule: Rule) -> RuleEntry:
    return RuleEntry(rule.code, rule.name, rule.severity, rule.optional, rule.page.partition("\n")[0])


def _example(rule: Rule, edit_url: Callable[[str], str], label: str, language: str, source: str) -> Example:
    found = () if language == "python" else loads(source).diagnostics
    diagnostics = tuple(each.as_dict() for each in found if each.code == rule.code)
    # A text that is not JSON describes a spec in words, unless the rule applies to it as it is.
    is_spec = language == "json" or bool(diagnostics)
    return Example(label, language, source, diagnostics, edit_url(source) if is_spec else None)
