"""Problems that only follow from others, which nobody should be told beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from rnngraph.graph import Problem


def left_open(problems: Iterable[Problem]) -> frozenset[str]:
    """Everything that can't be known because of these problems, as `Problem.leaves_open` has it."""
    return frozenset(topic for problem in problems for topic in problem.leaves_open())


def independent(problems: Iterable[Problem], unknown: Set[str]) -> Iterator[Problem]:
    """The problems that are faults by themselves, whatever the `unknown` would turn out to be."""
    return (problem for problem in problems if unknown.isdisjoint(problem.depends_on()))
