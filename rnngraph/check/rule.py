"""What a rule is: a code, what it stands for, and the sentence it makes of a problem."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from rnngraph.analysis import Analysis, Fact
from rnngraph.check.diagnostic import Fix, Severity
from rnngraph.documents.read import parts_of
from rnngraph.graph import UNREAD_TEXT, Graph, Node, Origin, Pointer, Port, Problem, Ref
from rnngraph.layers.base import Layer

T = TypeVar("T")
P = TypeVar("P", bound=Problem)
Said = str | tuple[str, Fix | None]


MAX_MEMORY = 16 * 2**30
"""Bytes that weights, or the activations of a batch, may take before a warning: the memory of a common GPU."""


@dataclass(frozen=True)
class Context:
    """What a rule may look at besides the problem; `max_memory` is a setting, in bytes."""

    graph: Graph
    analysis: Analysis | None = None
    max_memory: int = MAX_MEMORY
    _made: dict[Callable[[Context], Any], Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, make: Callable[[Context], T]) -> T:
        """What a function makes of this context, made once for all the rules that ask."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @cached_property
    def layers(self) -> dict[str | None, Layer]:
        """The layer of each node that has one that could be read."""
        return {node.name: node.layer for node in self.graph.nodes if isinstance(node.layer, Layer)}

    @cached_property
    def nodes(self) -> dict[str | None, Node]:
        """The nodes by name."""
        return {node.name: node for node in self.graph.nodes}

    def layer(self, name: str | None) -> Layer | None:
        """The layer at a node; None where there is none, or it could not be read."""
        return self.layers.get(name)

    @cached_property
    def ineligible(self) -> tuple[Fact, ...]:
        """The recurrent layers that can't use cuDNN."""
        facts = self.analysis.nodes.values() if self.analysis else ()
        return tuple(fact for fact in facts if fact.cudnn is not None and not fact.cudnn.eligible)

    def pointer(self, name: str | None, *path: object) -> str | None:
        """Where a node, or a field of it, stands in the document; None where the graph has no document."""
        origin = self.origins.get(name)
        if not isinstance(origin, Pointer):
            return None
        return "".join([origin.path, *(f"/{part}" for part in path if part != "")])

    def port(self, ref: Ref) -> Port | None:
        """What a reference points at, its mask with it; None where that is unknown."""
        return next((port for port in self.outputs(ref.node) if ref.port in (None, port.name)), None) or self._input(
            ref
        )

    def _input(self, ref: Ref) -> Port | None:
        found = self.analysis.type_of(ref) if self.analysis else None
        return Port("output", found) if found else None

    def outputs(self, name: str) -> tuple[Port, ...]:
        """The ports of a node, the main output first; none where they are unknown."""
        fact = self.analysis.nodes.get(name) if self.analysis else None
        return fact.facts.outputs if fact and fact.facts else ()

    def readers(self, name: str) -> list[str | None]:
        """Who reads a node's main output, by name: None is the model, which gives it out."""
        return self._readers.get(name, [])

    @cached_property
    def _readers(self) -> dict[str, list[str | None]]:
        found: dict[str, list[str | None]] = {}
        for node in self.graph.nodes:
            for _, ref in node.references():
                if ref.port is None:
                    found.setdefault(ref.node, []).append(node.name)
        for output in self.graph.outputs:
            if output.ref.port is None:
                found.setdefault(output.ref.node, []).append(None)
        return found

    def place(self, problem: Problem) -> str | None:
        """Where in the document what a problem is about stands, or would stand; None where the graph has none."""
        if problem.origin is not None:
            return problem.origin.path if isinstance(problem.origin, Pointer) else None
        origin = self.origins.get(problem.node)
        if self.graph.source is None or (origin is not None and not isinstance(origin, Pointer)):
            return None
        base = origin.path if origin else ""
        return f"{base}/{problem.field}" if problem.field else base

    def value(self, pointer: str) -> Any:
        """What the document has at a pointer; None where that is null or nothing."""
        at = self.document
        for part in parts_of(pointer):
            if isinstance(at, dict):
                at = at.get(part)
            elif isinstance(at, list) and part.isdecimal() and int(part) < len(at):
                at = at[int(part)]
            else:
                return None
        return at

    @cached_property
    def document(self) -> Any:
        """The document as it was written; None where there is none that can be read."""
        try:
            return json.loads(self.graph.source.text) if self.graph.source else None
        except (ValueError, RecursionError):
            return None

    @cached_property
    def origins(self) -> dict[str | None, Origin | None]:
        """Where each input, each layer and each block comes from."""
        found: dict[str | None, Origin | None] = {each.name: each.origin for each in self.graph.blocks}
        found |= {each.name: each.origin for each in self.graph.inputs}
        return found | {name: node.origin for name, node in self.nodes.items()}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: `code` and `name` never change their meaning; `kind` is the class of the problems that it speaks of.

    `say` makes the sentence, and the fix if there is one. `find` searches a graph and its analysis for problems of the
    kind that no other package looks for. An `optional` rule speaks only if it is asked for. `page` is the docstring of
    the function that says it; its examples are tests.
    """

    code: str
    name: str
    severity: Severity
    kind: type[Problem]
    say: Callable[[Any, Context], Said]
    page: str
    find: Callable[[Context], Iterator[Problem]] | None = None
    optional: bool = False


def rule(
    code: str,
    kind: type[P],
    severity: Severity = "error",
    find: Callable[[Context], Iterator[Problem]] | None = None,
    *,
    optional: bool = False,
) -> Callable[[Callable[[P, Context], Said]], Rule]:
    """Makes a rule of the function that says it; the function's name, with hyphens, is the rule's name."""

    def make(say: Callable[[P, Context], Said]) -> Rule:
        name, page = say.__name__.replace("_", "-"), inspect.getdoc(say) or ""
        return Rule(code, name, severity, kind, say, page, find, optional)

    return make


def shown(value: Any, limit: int = 60) -> str:
    """A value as the document would have it, cut where it is long."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str).replace(f'"{UNREAD_TEXT}"', "...")
    except (TypeError, ValueError, RecursionError):
        text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def hint(nearest: str | None) -> str:
    """The nearest known name as a question, or nothing."""
    return f"; did you mean {shown(nearest)}?" if nearest else ""


def as_written(problem: Problem, found: object, context: Context) -> str:
    """The value that a problem is about, and the use of a parameter that it came from."""
    at = context.place(problem)
    written = context.value(at) if at is not None else None
    source = f" (from {shown(written)})" if isinstance(written, str) and written.startswith("$") else ""
    return f"{shown(found)}{source}"


def subject(problem: Problem) -> str:
    """The layer that a sentence is about, or the block, as its beginning."""
    if problem.node is None and problem.block is not None:
        return f"block {problem.block}: "
    return f"{problem.node}: " if problem.node else ""


def place_of(problem: Problem) -> str:
    """The field that a sentence is about, as code: `layer.units`; what is no field of anything by its place."""
    path = problem.origin.path.strip("/") if isinstance(problem.origin, Pointer) else ""
    return f"`{(problem.field or path or 'the document').replace('/', '.')}`"
