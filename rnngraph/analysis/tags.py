"""Tags of a model: the words by which people search for one, such as `bidirectional` or `encoder-decoder`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rnngraph.analysis.result import Analysis
from rnngraph.graph import Ref
from rnngraph.layers.base import Layer
from rnngraph.layers.cells import Cell


def tags(analysis: Analysis) -> tuple[str, ...]:
    """A model's tags, in the order of `TAGS`."""
    return tuple(tag for tag, has in TAGS.items() if has(analysis))


def _layers(analysis: Analysis) -> Iterator[Layer]:
    """Every layer, those inside other layers included."""
    waiting = [fact.node.layer for fact in analysis.nodes.values()]
    while waiting:
        layer = waiting.pop()
        if isinstance(layer, Layer):
            yield layer
            waiting += [inner for _, inner in layer.inner_layers()]


def _of_kind(part: str) -> Callable[[Analysis], bool]:
    return lambda analysis: any(part in layer.type for layer in _layers(analysis))


def _encodes_and_decodes(analysis: Analysis) -> bool:
    """Whether final states of a recurrent layer start another, or another reads a sequence made of its last output."""
    sources = _recurrent_sources(analysis)
    return any("state" in _received(analysis, sources, ref) for ref in _initial_states(analysis)) or any(
        "last" in each for each in _read_by_recurrent(analysis, sources)
    )


def _is_stacked(analysis: Analysis) -> bool:
    """Whether a recurrent layer reads the sequence that another returns, or holds several cells."""
    several = any(layer.type == "RNN" and len(layer.inner_layers()) > 1 for layer in _layers(analysis))
    return several or any("sequence" in each for each in _read_by_recurrent(analysis, _recurrent_sources(analysis)))


RecurrentSources = dict[str, frozenset[str]]
"""What each node receives from recurrent layers, directly or through other layers: `sequence`, `last`, `state`."""


def _recurrent_sources(analysis: Analysis) -> RecurrentSources:
    sources: RecurrentSources = {}
    for name, fact in analysis.nodes.items():
        sources[name] = frozenset().union(*(_received(analysis, sources, ref) for ref in fact.node.inputs))
    return sources


def _received(analysis: Analysis, sources: RecurrentSources, ref: Ref) -> frozenset[str]:
    """What a node that reads this reference receives from recurrent layers."""
    fact = analysis.nodes.get(ref.node)
    states = fact.node.layer.state_names() if fact and fact.node.layer else ()
    if not states:
        return sources.get(ref.node, frozenset())
    if ref.port in states:
        return frozenset({"state"})
    kind = analysis.type_of(ref)
    return frozenset({"sequence" if kind.rank > 2 else "last"}) if kind else frozenset()


def _initial_states(analysis: Analysis) -> Iterator[Ref]:
    return (ref for fact in analysis.nodes.values() for ref in fact.node.initial_state)


def _read_by_recurrent(analysis: Analysis, sources: RecurrentSources) -> Iterator[frozenset[str]]:
    """What each input of each recurrent layer receives from other recurrent layers."""
    for fact in analysis.nodes.values():
        if fact.node.layer and fact.node.layer.state_names():
            yield from (_received(analysis, sources, ref) for ref in fact.node.inputs)


def _is_masked(analysis: Analysis) -> bool:
    ports = (port for fact in analysis.nodes.values() if fact.facts for port in fact.facts.outputs)
    return any(port.mask for port in ports) or any(fact.node.mask for fact in analysis.nodes.values())


def _has_custom_cell(analysis: Analysis) -> bool:
    """Whether a layer is a cell that Keras does not have."""
    return any(isinstance(layer, Cell) and hasattr(layer, "definition") for layer in _layers(analysis))


TAGS: dict[str, Callable[[Analysis], bool]] = {
    "encoder-decoder": _encodes_and_decodes,
    "bidirectional": _of_kind("Bidirectional"),
    "attention": _of_kind("Attention"),
    "stacked": _is_stacked,
    "stateful": lambda analysis: analysis.is_stateful,
    "masks": _is_masked,
    "custom cell": _has_custom_cell,
    "convolutional": _of_kind("Conv"),
    "blocks": lambda analysis: bool(analysis.graph.blocks),
    "shared weights": lambda analysis: any(fact.node.shares for fact in analysis.nodes.values()),
    "several inputs": lambda analysis: len(analysis.graph.inputs) > 1,
    "several outputs": lambda analysis: len(analysis.graph.outputs) > 1,
}
"""Every tag with its test, in the order in which `tags` returns them."""
