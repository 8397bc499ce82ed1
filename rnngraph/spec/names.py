"""Names: what one may be, and the ones that are given by default."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

LONGEST_TYPE = 40
"""Characters of a type that a name is made of: of a longer one there is no layer."""


def snake_case(type_name: str) -> str:
    """A layer type in Keras's snake case (`keras.src.utils.naming.to_snake_case`): SimpleRNN is simple_rnn."""
    once = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", type_name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", once).lower()


def default_names(given: Sequence[tuple[str | None, str]], taken: Iterable[str]) -> list[str]:
    """A name for each (name or None, type): `lstm`, `lstm_1`, ... in order, passing over names that are taken."""
    used = {*taken, *(name for name, _ in given if name is not None)}
    counters: dict[str, int] = {}
    names = []
    for name, type_name in given:
        base = snake_case(type_name[:LONGEST_TYPE]) or "layer"
        names.append(name if name is not None else _next(base, counters, used))
        used.add(names[-1])
    return names


def _next(base: str, counters: dict[str, int], used: set[str]) -> str:
    while True:
        count = counters.get(base, 0)
        counters[base] = count + 1
        name = f"{base}_{count}" if count else base
        if name not in used:
            return name
