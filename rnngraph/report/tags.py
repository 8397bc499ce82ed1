"""What kind of model a graph is, in the words by which people look for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rnngraph.analysis import Analysis
from rnngraph.graph import Ref
from rnngraph.layers.base import Layer
from rnngraph.layers.cells import Cell


def tags(analysis: Analysis) -> tuple[str, ...]:
    """A model's tags, in the order of `TAGS`."""
    return tuple(tag for tag, has in TAGS.items() if has(analysis))


def _layers(analysis: Analysis) -> Iterator[Layer]:
    """Every layer, those inside others too."""
    waiting = [fact.node.layer for fact in analysis.nodes.values()]
    while waiting:
        layer = waiting.pop()
        if isinstance(layer, Layer):
            yield layer
            waiting += [inner for _, inner in layer.inner_layers()]


def _of_kind(part: str) -> Callable[[Analysis], bool]:
    return lambda analysis: any(part in layer.type for layer in _layers(analysis))


def _encodes_and_decodes(analysis: Analysis) -> bool:
    """A recurrent layer's final states start another's, or what it ends with is made a sequence that another reads."""
    reached = _reached(analysis)
    return any("state" in _behind(analysis, reached, ref) for ref in _starts(analysis)) or any(
        "last" in each for each in _read_by_recurrent(analysis, reached)
    )


def _is_stacked(analysis: Analysis) -> bool:
    """A recurrent layer reads the sequence that another gives, or holds several cells."""
    several = any(layer.type == "RNN" and len(layer.inner_layers()) > 1 for layer in _layers(analysis))
    return several or any("sequence" in each for each in _read_by_recurrent(analysis, _reached(analysis)))


Reached = dict[str, frozenset[str]]
"""What of recurrent layers comes to each node, past layers that are not: `sequence`, `last` output, or `state`."""


def _reached(analysis: Analysis) -> Reached:
    found: Reached = {}
    for name, fact in analysis.nodes.items():
        found[name] = frozenset().union(*(_behind(analysis, found, ref) for ref in fact.node.inputs))
    return found


def _behind(analysis: Analysis, reached: Reached, ref: Ref) -> frozenset[str]:
    """What a reference leads to."""
    fact = analysis.nodes.get(ref.node)
    states = fact.node.layer.state_names() if fact and fact.node.layer else ()
    if not states:
        return reached.get(ref.node, frozenset())
    if ref.port in states:
        return frozenset({"state"})
    kind = analysis.type_of(ref)
    return frozenset({"sequence" if kind.rank > 2 else "last"}) if kind else frozenset()


def _starts(analysis: Analysis) -> Iterator[Ref]:
    return (ref for fact in analysis.nodes.values() for ref in fact.node.initial_state)


def _read_by_recurrent(analysis: Analysis, reached: Reached) -> Iterator[frozenset[str]]:
    for fact in analysis.nodes.values():
        if fact.node.layer and fact.node.layer.state_names():
            yield from (_behind(analysis, reached, ref) for ref in fact.node.inputs)


def _is_masked(analysis: Analysis) -> bool:
    ports = (port for fact in analysis.nodes.values() if fact.facts for port in fact.facts.outputs)
    return any(port.mask for port in ports) or any(fact.node.mask for fact in analysis.nodes.values())


def _has_custom_cell(analysis: Analysis) -> bool:
    """A cell that is none of Keras's."""
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
"""Every tag, with the test for it."""
