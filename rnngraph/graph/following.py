"""Names followed through a graph: to whose weights they have, and to all that they depend on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def owners(shares: Mapping[str, str]) -> dict[str, str]:
    """Of each name that shares another's weights, whose they are, through chains; in a circle one of its own names."""
    found: dict[str, str] = {}
    for name in shares:
        path: dict[str, None] = {}
        at = name
        while at in shares and at not in path and at not in found:
            path[at] = None
            at = shares[at]
        found |= dict.fromkeys(path, found.get(at, at))
    return found


def reached(starts: Iterable[str], steps: Mapping[str, Iterable[str]]) -> set[str]:
    """All that the steps lead to, the starts among it."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += steps.get(name, ())
    return found
