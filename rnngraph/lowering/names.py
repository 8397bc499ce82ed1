"""The names of layers and inputs in Keras, which forbids some of ours."""

from __future__ import annotations

from collections.abc import Iterable

from rnngraph.graph import Graph


def keras_names(graph: Graph) -> dict[str, str]:
    """The name in Keras of every input and every node."""
    return safe_names([*(input_.name for input_ in graph.inputs), *(node.name for node in graph.nodes)])


def safe_names(names: Iterable[str]) -> dict[str, str]:
    """The names in Keras: the given ones, with a dot in place of the slash that Keras forbids.

    A name that starts with `_`, which TensorFlow forbids for a scope, gets an `x` in front.
    """
    plain = {name: name.replace("/", ".") for name in names}
    taken = set(plain.values())
    safe = {}
    for name, dotted in plain.items():
        new = dotted
        while new.startswith("_") or (new != dotted and new in taken):
            new = f"x{new}"
        taken.add(new)
        safe[name] = new
    return safe
