"""The names of layers that the author gave none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

LONGEST_TYPE = 100
"""Characters of a type that are kept where there is no such layer."""
LONGEST_BASE = 40
"""Characters of a type that a name is made of."""


@lru_cache(maxsize=1024)
def snake_case(type_name: str) -> str:
    """A layer type in Keras's snake case (`keras.src.utils.naming.to_snake_case`): SimpleRNN is simple_rnn."""
    once = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", type_name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", once).lower()


def default_names(
    given: Sequence[tuple[str | None, str]], taken: Iterable[str], repeats: Mapping[int, int] = MappingProxyType({})
) -> list[str]:
    """A name for each (name or None, type): `lstm`, `lstm_1`, ... in order, passing over names that are taken.

    `repeats` says of which entries there are several copies: those have names too.
    """
    used = {*taken, *(name for name, _ in given if name is not None)}
    for index, count in repeats.items():
        used.update(copies(given[index][0] or "", count)[1:])
    counters: dict[str, int] = {}
    names = []
    for index, (name, type_name) in enumerate(given):
        base = snake_case(type_name[:LONGEST_TYPE])[:LONGEST_BASE] or "layer"
        names.append(name if name is not None else _next(base, counters, used, repeats.get(index, 1)))
        used.update(copies(names[-1], repeats.get(index, 1)))
    return names


def copies(name: str, count: int) -> list[str]:
    """The names of a block's copies: its own, then `name_2`, `name_3`, ..."""
    return [name, *(f"{name}_{copy}" for copy in range(2, count + 1))]


def _next(base: str, counters: dict[str, int], used: set[str], count: int) -> str:
    while True:
        number = counters.get(base, 0)
        counters[base] = number + 1
        name = f"{base}_{number}" if number else base
        if used.isdisjoint(copies(name, count)):
            return name
