"""The rules, in order. A code is never given a second meaning."""

from __future__ import annotations

from rnngraph.check.diagnostic import Diagnostic
from rnngraph.check.rule import Rule
from rnngraph.check.rules import (
    axes,
    blocks,
    cells,
    cudnn,
    fields,
    files,
    fitting,
    graph,
    masks,
    objects,
    parameters,
    performance,
    reach,
    reading,
    shapes,
    starts,
    states,
    style,
    training,
    weights,
    windows,
    wrappers,
)
from rnngraph.layers.errors import nearest

FAMILIES = (
    reading.FAMILY,
    fields.FAMILY,
    objects.FAMILY,
    files.FAMILY,
    parameters.FAMILY,
    graph.FAMILY,
    reach.FAMILY,
    shapes.FAMILY,
    axes.FAMILY,
    wrappers.FAMILY,
    windows.FAMILY,
    weights.FAMILY,
    states.FAMILY,
    starts.FAMILY,
    masks.FAMILY,
    cudnn.FAMILY,
    cells.FAMILY,
    performance.FAMILY,
    training.FAMILY,
    fitting.FAMILY,
    style.FAMILY,
    blocks.FAMILY,
)

RULES: tuple[Rule, ...] = tuple(sorted((rule for family in FAMILIES for rule in family), key=lambda rule: rule.code))

BY_KIND = {rule.kind: rule for rule in RULES}
BY_CODE = {rule.code: rule for rule in RULES}


def find_rule(code: str) -> Rule | None:
    """The rule of a code, in capitals or not, or of a name, as `state-count`; None where there is none."""
    return BY_CODE.get(code.upper()) or next((rule for rule in RULES if rule.name == code.lower()), None)


def explain(rule: str | Diagnostic) -> str:
    """A rule's page by its code or name, as `rnngraph explain` prints it; for RG4, where several begin so, a list.

    A diagnostic is explained by its own rule.

    Raises:
        ValueError: there is no such rule.
    """
    rule = rule if isinstance(rule, str) else rule.code
    found = find_rule(rule)
    if found:
        return f"{_heading(found)}\n\n{found.page}"
    family = [each for each in RULES if each.code.startswith(rule.upper())]
    if family:
        return "\n".join(map(_heading, family))
    near = nearest(rule, [*BY_CODE, *(each.name for each in RULES)])
    raise ValueError(f"there is no rule {rule!r}{f'; did you mean {near}?' if near else ''}")


def _heading(rule: Rule) -> str:
    return f"{rule.code} {rule.name} ({rule.severity})"
