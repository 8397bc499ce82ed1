"""The rules, by the family of problems that they speak of, by code, by problem. A code never gets a second meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from rnngraph.check.diagnostic import Diagnostic
from rnngraph.check.rule import Rule
from rnngraph.graph import Problem
from rnngraph.problems.kinds import FAMILIES
from rnngraph.problems.nearest import nearest

SEARCHING = (
    "reach",
    "starts",
    "recurrence",
    "masks",
    "padding",
    "sequences",
    "cudnn",
    "cells",
    "performance",
    "sizes",
    "training",
    "fitting",
    "outputs",
    "meaning",
    "attention",
    "style",
)
"""The families with rules that search a graph for problems; the others load when a problem of theirs was found."""

OF_TRAINING = ("fitting", "outputs")
"""Those of them that search the `training` section alone, and are not loaded without it."""

TITLES = {
    "RG1": "Reading: the text, its fields, its parameters",
    "RG2": "The graph: names, references, what reaches an output",
    "RG3": "Shapes and dtypes",
    "RG4": "States and recurrence",
    "RG5": "Masks, sequences and their axes",
    "RG6": "cuDNN",
    "RG7": "Cells",
    "RG8": "Performance, training, and layers that do not do what was meant",
    "RG9": "Style",
}
"""Titles of the rules whose codes begin alike."""


@dataclass(frozen=True, slots=True)
class RuleFamily:
    """The rules whose codes begin with `code`, RG4, in order; `title` is their subject."""

    code: str
    title: str
    rules: tuple[Rule, ...]


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
def searching_rules(*, trained: bool = True) -> tuple[Rule, ...]:
    """The rules that search a graph for problems; for a graph that is not `trained`, those that may find one in it."""
    names = [name for name in SEARCHING if trained or name not in OF_TRAINING]
    return tuple(rule for name in names for rule in family(name) if rule.find)


@cache
def rules_by_code() -> dict[str, Rule]:
    """Every rule by its code, in order."""
    rules = (rule for name in FAMILIES for rule in family(name))
    return {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code)}


@cache
def rule_families() -> tuple[RuleFamily, ...]:
    """Every rule, grouped by the first digit of its code."""
    rules = rules_by_code().values()
    return tuple(
        RuleFamily(code, title, tuple(rule for rule in rules if rule.code.startswith(code)))
        for code, title in TITLES.items()
    )


def find_rule(code: str) -> Rule | None:
    """The rule with a code, in capitals or not, or with a name such as `state-count`; None if there is none."""
    rules = rules_by_code()
    return rules.get(code.upper()) or next((rule for rule in rules.values() if rule.name == code.lower()), None)


def nearest_rule(code: str) -> Rule | None:
    """The rule that an unknown code or name most likely means; None if none is similar.

    An unknown code of a family means the rule of that family whose number is closest.
    """
    rules = rules_by_code()
    number = re.fullmatch("RG([0-9]+)", code.upper())
    if number is None:
        near = nearest(code, [rule.name for rule in rules.values()]) or nearest(code, rules)
        return find_rule(near) if near else None
    wanted = int(f"{number[1][:3]:0<3}")
    family = (rule for rule in rules.values() if rule.code[2] == number[1][0])
    return min(family, key=lambda rule: abs(int(rule.code[2:]) - wanted), default=None)


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
    near = nearest_rule(rule)
    raise ValueError(f"there is no rule {rule!r}{f'; did you mean {near.code} {near.name}?' if near else ''}")


def _heading(rule: Rule) -> str:
    return f"{rule.code} {rule.name} ({rule.severity})"
