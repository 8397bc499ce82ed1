"""The rules, by the family of problems that they speak of, by code, by problem. A code never gets a second meaning."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from rnngraph.check.diagnostic import Diagnostic
from rnngraph.check.rule import Rule
from rnngraph.graph import Problem
from rnngraph.problems.kinds import FAMILIES
from rnngraph.problems.nearest import nearest

SEARCHING = ("reach", "starts", "masks", "cudnn", "cells", "performance", "training", "fitting", "style")
"""The families with rules that search a graph for problems; the others load when a problem of theirs was found."""


@cache
def family(name: str) -> tuple[Rule, ...]:
    """The rules of a family, a module in `rnngraph.check.rules`."""
    rules: tuple[Rule, ...] = import_module(f"rnngraph.check.rules.{name}").FAMILY
    return rules


@cache
def _rules_by_kind(name: str) -> dict[type[Problem], Rule]:
    return {rule.kind: rule for rule in family(name)}


def rule_for(problem: Problem) -> Rule:
    """The rule that speaks of a problem: the module of its class and that of the rule have one name."""
    return _rules_by_kind(type(problem).__module__.rpartition(".")[2])[type(problem)]


@cache
def searching_rules() -> tuple[Rule, ...]:
    """The rules that search a graph for problems."""
    return tuple(rule for name in SEARCHING for rule in family(name) if rule.find)


@cache
def rules_by_code() -> dict[str, Rule]:
    """Every rule by its code, in order."""
    rules = (rule for name in FAMILIES for rule in family(name))
    return {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code)}


def find_rule(code: str) -> Rule | None:
    """The rule with a code, in capitals or not, or with a name such as `state-count`; None if there is none."""
    rules = rules_by_code()
    return rules.get(code.upper()) or next((rule for rule in rules.values() if rule.name == code.lower()), None)


def explain(rule: str | Diagnostic) -> str:
    """A rule's page by its code or name, as `rnngraph explain` prints it; a list of rules for the start of a code, RG4.

    A diagnostic is explained by its own rule.

    Raises:
        ValueError: there is no such rule.
    """
    rule = rule if isinstance(rule, str) else rule.code
    found = find_rule(rule)
    if found:
        return f"{_heading(found)}\n\n{found.page}"
    rules = rules_by_code()
    beginning = [each for code, each in rules.items() if code.startswith(rule.upper())]
    if beginning:
        return "\n".join(map(_heading, beginning))
    near = nearest(rule, [*rules, *(each.name for each in rules.values())])
    raise ValueError(f"there is no rule {rule!r}{f'; did you mean {near}?' if near else ''}")


def _heading(rule: Rule) -> str:
    return f"{rule.code} {rule.name} ({rule.severity})"
