"""What a problem means: its code, its sentence, its place, its fix. Only this room speaks."""

from rnngraph.check.codes import RuleFamily, find_rule, nearest_rule, rule_families, rules_by_code
from rnngraph.check.diagnostic import Diagnostic, Edit, Fix, Severity
from rnngraph.check.rule import Rule
from rnngraph.check.run import check, describe

__all__ = [
    "Diagnostic",
    "Edit",
    "Fix",
    "Rule",
    "RuleFamily",
    "Severity",
    "check",
    "describe",
    "find_rule",
    "nearest_rule",
    "rule_families",
    "rules_by_code",
]
