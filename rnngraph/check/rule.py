"""What a rule is: a code, what it stands for, and the sentence it makes of a problem."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rnngraph.analysis import Analysis
from rnngraph.check.diagnostic import Fix, Severity
from rnngraph.graph import Graph, Node, Origin, Problem

Said = str | tuple[str, Fix | None]


@dataclass(frozen=True)
class Context:
    """What a rule may look at besides the problem."""

    graph: Graph
    analysis: Analysis | None = None

    @cached_property
    def nodes(self) -> dict[str | None, Node]:
        """The nodes by name."""
        return {node.name: node for node in self.graph.nodes}

    @cached_property
    def origins(self) -> dict[str | None, Origin | None]:
        """Where each input and each layer comes from."""
        return {each.name: each.origin for each in self.graph.inputs} | {
            name: node.origin for name, node in self.nodes.items()
        }


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: `code` and `name` never change their meaning; `kind` is the problem that it speaks of.

    `say` makes the sentence, and the fix where there is one. `find`, for what no other room would look for, reads the
    graph and its analysis for problems of the kind. The docstring is the rule's page, and its examples are its tests.
    """

    code: str
    name: str
    severity: Severity
    kind: str
    say: Callable[[Problem, Context], Said]
    page: str
    find: Callable[[Context], Iterator[Problem]] | None = None

    def examples(self) -> tuple[str, str]:
        """The bad example and the good one, as the page has them."""
        found = re.findall(r"```(?:json|text)\n(.*?)```", self.page, re.DOTALL)
        return found[0], found[1]


def rule(
    code: str, kind: str, severity: Severity = "error", find: Callable[[Context], Iterator[Problem]] | None = None
) -> Callable[[Callable[[Problem, Context], Said]], Rule]:
    """Makes a rule of the function that says it; the function's name, with hyphens, is the rule's name."""

    def make(say: Callable[[Problem, Context], Said]) -> Rule:
        return Rule(code, say.__name__.replace("_", "-"), severity, kind, say, inspect.getdoc(say) or "", find)

    return make


def shown(value: Any, limit: int = 60) -> str:
    """A value as the document would have it, cut where it is long."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):
        text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def sizes(shape: Any) -> str:
    """A shape as Keras prints it: `(None, 5, 64)`."""
    return f"({', '.join('None' if size is None else str(size) for size in shape)}{',' if len(shape) == 1 else ''})"


def hint(values: Any) -> str:
    """The nearest known name as a question, or nothing."""
    return f"; did you mean {values['nearest']!r}?" if values.get("nearest") else ""


def subject(problem: Problem) -> str:
    """The layer that a sentence is about, as its beginning."""
    return f"{problem.node}: " if problem.node else ""


def place_of(problem: Problem) -> str:
    """The field that a sentence is about, as code: `layer.units`."""
    return f"`{(problem.field or 'the document').replace('/', '.')}`"
