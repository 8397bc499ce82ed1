"""What an error in reading hides: nobody is to be blamed for what only follows from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from rnngraph.graph import Pointer, Problem

GRAPH = re.compile(r"(/blocks/[^/]+)?")
"""The way to a document's own inputs and layers, or a block's."""
ENTRY = re.compile(r"(/blocks/[^/]+)?/(inputs|layers)/\d+")
SECTIONS = frozenset({"inputs", "layers"})
MISREAD = frozenset({"wrong_type", "unknown_field", "out_of_range", "unknown_choice", "expression"})
"""Problems of a field that leave open what it was meant to say."""


def hides_names(problem: Problem) -> bool:
    """Whether a problem may be why a name is not known: an input, a layer, or all of them could not be read.

    `unnamed` says of a layer whose type could not be read that it would be named by that.
    """
    if not isinstance(problem.origin, Pointer):
        return False
    path = problem.origin.path
    above, _, last = path.rpartition("/")
    if problem.values.get("unnamed") or (problem.kind == "wrong_type" and ENTRY.fullmatch(path)):
        return True
    wanted = problem.values.get("nearest") if problem.kind == "unknown_field" else last
    if problem.kind not in ("wrong_type", "missing_field", "unknown_field"):
        return False
    section = wanted in SECTIONS and GRAPH.fullmatch(above) is not None
    return section or (wanted == "name" and ENTRY.fullmatch(above) is not None)


def unread(problems: Iterable[Problem]) -> frozenset[str]:
    """Pointers to the fields that could not be read, or that a mistyped name may have meant."""
    return frozenset(_fields(problems))


def _fields(problems: Iterable[Problem]) -> Iterator[str]:
    for each in problems:
        if isinstance(each.origin, Pointer) and each.kind in MISREAD:
            above = each.origin.path.rpartition("/")[0]
            yield f"{above}/{each.values.get('nearest')}" if each.kind == "unknown_field" else each.origin.path


def follows(problem: Problem, unread: frozenset[str]) -> bool:
    """Whether a problem may only be there since one of the fields `unread` says nothing."""
    causes = CAUSES.get(problem.kind)
    return causes is not None and not unread.isdisjoint(causes(problem))


def _of_level(problem: Problem) -> tuple[str, ...]:
    """The parameters that an expression sees."""
    path = problem.origin.path if isinstance(problem.origin, Pointer) and "unknown" in problem.values else ""
    block = re.match(r"/blocks/[^/]+", path)
    return (f"{block[0] if block else ''}/parameters",) if path else ()


def _of_training(problem: Problem) -> tuple[str, ...]:
    """The outputs, of which each has its loss and its metrics."""
    field, _, name = (problem.field or "").removeprefix("training/").partition("/")
    return ("/outputs", f"/outputs/{name}") if field in ("loss", "loss_weights", "metrics") else ()


CAUSES: Mapping[str, Callable[[Problem], tuple[str, ...]]] = {
    "expression": _of_level,
    "stateful_batch": lambda _: ("/batch_size",),
    "unknown_block": lambda _: ("/blocks",),
    "unknown_choice": _of_training,
    "out_of_range": _of_training,
    "unknown_parameter": lambda each: (f"/blocks/{each.values.get('block')}/parameters",),
    "unknown_setting": lambda _: ("/parameters",),
    "unknown_type": lambda each: ("/cells",) if each.values.get("of") == "cell" else (),
}
"""By the kind of a problem, the fields that may be its cause."""
