"""What an error in reading hides: names that nobody can be blamed for not finding."""

from __future__ import annotations

import re

from rnngraph.graph import Pointer, Problem

GRAPH = re.compile(r"(/blocks/[^/]+)?")
"""The way to a document's own inputs and layers, or a block's."""
ENTRY = re.compile(r"(/blocks/[^/]+)?/(inputs|layers)/\d+")
SECTIONS = frozenset({"inputs", "layers"})


def hides_names(problem: Problem) -> bool:
    """Whether a problem may be why a name is not known: an input, a layer, or all of them could not be read."""
    if not isinstance(problem.origin, Pointer):
        return False
    path = problem.origin.path
    above, _, last = path.rpartition("/")
    if problem.kind == "wrong_type" and ENTRY.fullmatch(path):
        return True
    wanted = problem.values.get("nearest") if problem.kind == "unknown_field" else last
    if problem.kind not in ("wrong_type", "missing_field", "unknown_field"):
        return False
    section = wanted in SECTIONS and GRAPH.fullmatch(above) is not None
    return section or (wanted == "name" and ENTRY.fullmatch(above) is not None)
