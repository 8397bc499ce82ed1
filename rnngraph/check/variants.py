"""A graph with something in place of each part that is unknown, twice: what is true of both is true of the graph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from rnngraph.analysis import Analysis, analyse
from rnngraph.analysis.assumed import ASSUMPTIONS
from rnngraph.check.diagnostic import Diagnostic
from rnngraph.check.rule import Context
from rnngraph.graph import Graph, Problem

MAX_NODES = 5000
"""Larger graphs are not analysed again for what a problem hides."""


def variants(analysis: Analysis) -> tuple[Context, ...]:
    """The two contexts; none if everything is known, or the graph is too large."""
    facts = [fact.facts for fact in analysis.nodes.values()]
    if not 0 < len(facts) <= MAX_NODES or all(each is not None and each.outputs for each in facts):
        return ()
    contexts = []
    for which, assumption in enumerate(ASSUMPTIONS):
        graph = _read_again(analysis.graph, which)
        contexts.append(Context(graph, analyse(graph, assumption)))
    return tuple(contexts)


def _read_again(graph: Graph, which: int) -> Graph:
    """The graph with one of the two guesses for each layer that could not be read; itself if there is none."""
    if graph.source is None or all(node.layer is not None for node in graph.nodes):
        return graph
    from rnngraph.documents.guesses import guessing
    from rnngraph.documents.load import from_text

    source = graph.source
    with guessing(which):
        return from_text(source.text, source.path, source.settings, source.limits)


def in_both(found: tuple[list[Problem], ...], known: list[Problem]) -> Iterator[Problem]:
    """The problems that both variants have, with the same values, and that are not known already."""
    first, second = ({repr(each): each for each in problems} for problems in found)
    places = {(type(each), each.node, each.field) for each in known}
    for text, problem in first.items():
        if text in second and (type(problem), problem.node, problem.field) not in places:
            yield problem


def merged(one: Diagnostic, other: Diagnostic, plain: Diagnostic) -> Diagnostic:
    """What both variants say, with `?` for numbers that differ; `plain`, said without either, if the words differ."""
    parts = [re.split(r"(\d+)", each.message) for each in (one, other)]
    pairs = list(zip_longest(*parts))
    # Numbers are the odd parts.
    if any(first != second for first, second in pairs[::2]):
        return plain
    message = "".join(first if first == second else "?" for first, second in pairs)
    fix = one.fix if one.fix == other.fix else None
    return Diagnostic(one.code, one.severity, message, one.layer, one.field, fix=fix, origin=one.origin)
