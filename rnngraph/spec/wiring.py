"""References: their text, their normal form, and the names that outputs get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from rnngraph.graph import LayerLike, Output, Ref

Layers = Mapping[str, LayerLike | None]


def parse(text: str) -> Ref:
    """A reference as it is written: `encoder`, `encoder.state_h`."""
    node, dot, port = text.partition(".")
    return Ref(node, port if dot else None)


def port_of(ref: Ref, layers: Layers) -> Ref:
    """The reference in normal form: a layer's first port has no name."""
    layer = layers.get(ref.node)
    first = layer.port_names()[0] if layer else "output"
    return replace(ref, port=None) if ref.port == first else ref


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
