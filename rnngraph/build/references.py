"""References: their text, their normal form, and the names that outputs get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rnngraph.graph import LayerLike, Output, Ref

Layers = Mapping[str, LayerLike | None]
"""The layer that each name means; None for an input, and for a layer that could not be read."""

Given = Ref | Sequence[Ref] | Mapping[str, Ref] | None
"""References as an author gives them: one, a list, or a dict; None where nothing is given."""


def parse(text: str) -> Ref:
    """A reference as it is written: `encoder`, `encoder.state_h`."""
    node, dot, port = text.partition(".")
    return Ref(node, port if dot else None)


def port_of(ref: Ref, layers: Layers) -> Ref:
    """The reference in normal form: a layer's first port has no name, and an only one is `output` as well."""
    layer = layers.get(ref.node)
    names = layer.port_names() if layer else ("output",)
    main = (names[0], "output") if len(names) == 1 else names[:1]
    return replace(ref, port=None) if ref.port in main else ref


def expand_states(ref: Ref, layers: Layers) -> tuple[Ref, ...]:
    """`encoder.states` as one reference a state, in order; any other reference as it is."""
    layer = layers.get(ref.node)
    if ref.port == "states" and layer is not None and layer.state_names():
        return tuple(Ref(ref.node, name) for name in layer.state_names())
    return (port_of(ref, layers),)


def output_names(refs: tuple[Ref, ...], layers: Layers) -> tuple[Output, ...]:
    """Outputs under their layer's name, or `layer.port` where several ports of one layer are outputs."""
    count = Counter(ref.node for ref in refs)
    outputs = []
    for ref in refs:
        layer = layers.get(ref.node)
        first = layer.port_names()[0] if layer else "output"
        plain = count[ref.node] == 1 or (ref.port is None and first == "output")
        outputs.append(Output(ref.node if plain else f"{ref.node}.{ref.port or first}", ref))
    return tuple(outputs)


def without_repeats(refs: Iterable[Ref]) -> tuple[tuple[Ref, ...], tuple[Ref, ...]]:
    """The references, each once, and those that are there more than once."""
    counted = Counter(refs)
    return tuple(counted), tuple(ref for ref, number in counted.items() if number > 1)


def given_refs(given: Given) -> tuple[Ref, ...]:
    """References that were given without names, as a tuple."""
    if isinstance(given, Mapping):
        return tuple(given.values())
    return () if given is None else (given,) if isinstance(given, Ref) else tuple(given)
