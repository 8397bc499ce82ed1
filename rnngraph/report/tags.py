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
    starts = (ref for fact in analysis.nodes.values() for ref in fact.node.initial_state)
    return any(_comes_from_states(analysis, ref) for ref in starts) or any(
        not has_steps for has_steps in _read_by_recurrent(analysis)
    )


def _comes_from_states(analysis: Analysis, ref: Ref) -> bool:
    """Whether a reference leads to a final state, through layers that are not recurrent perhaps."""
    waiting, seen = [ref], set()
    while waiting:
        each = waiting.pop()
        fact = analysis.nodes.get(each.node)
        if fact is None or fact.node.layer is None or each in seen:
            continue
        seen.add(each)
        states = fact.node.layer.state_names()
        if each.port in states:
            return True
        waiting += () if states else fact.node.inputs
    return False


def _is_stacked(analysis: Analysis) -> bool:
    """A recurrent layer reads the sequence that another gives, or holds several cells."""
    several = any(layer.type == "RNN" and len(layer.inner_layers()) > 1 for layer in _layers(analysis))
    return several or any(_read_by_recurrent(analysis))


def _read_by_recurrent(analysis: Analysis) -> Iterator[bool]:
    """For each main output of a recurrent layer that reaches another one's input: whether it has steps."""
    recurrent = {name for name, fact in analysis.nodes.items() if fact.node.layer and fact.node.layer.state_names()}
    for name in recurrent:
        waiting, seen = list(analysis.nodes[name].node.inputs), {name}
        while waiting:
            ref = waiting.pop()
            fact = analysis.nodes.get(ref.node)
            if fact is None or ref.node in seen:
                continue
            seen.add(ref.node)
            kind = analysis.type_of(ref)
            if ref.node not in recurrent:
                waiting += fact.node.inputs
            elif kind and ref.port not in (fact.node.layer.state_names() if fact.node.layer else ()):
                yield kind.rank > 2


def _is_masked(analysis: Analysis) -> bool:
    ports = (port for fact in analysis.nodes.values() if fact.facts for port in fact.facts.outputs)
    return any(port.mask for port in ports) or any(fact.node.mask for fact in analysis.nodes.values())


def _has_custom_cell(analysis: Analysis) -> bool:
    """A cell that is none of Keras's."""
    return any(isinstance(layer, Cell) and hasattr(layer, "definition") for layer in _layers(analysis))


def _is_stateful(analysis: Analysis) -> bool:
    return any(getattr(layer, "stateful", False) for layer in _layers(analysis))


TAGS: dict[str, Callable[[Analysis], bool]] = {
    "encoder-decoder": _encodes_and_decodes,
    "bidirectional": _of_kind("Bidirectional"),
    "attention": _of_kind("Attention"),
    "stacked": _is_stacked,
    "stateful": _is_stateful,
    "masks": _is_masked,
    "custom cell": _has_custom_cell,
    "convolutional": _of_kind("Conv"),
    "blocks": lambda analysis: bool(analysis.graph.blocks),
    "shared weights": lambda analysis: any(fact.node.shares for fact in analysis.nodes.values()),
    "several inputs": lambda analysis: len(analysis.graph.inputs) > 1,
    "several outputs": lambda analysis: len(analysis.graph.outputs) > 1,
}
"""Every tag, with the test for it."""
