"""Walks over a graph that several rules share: what each node's sequence comes from. Each is one pass over the nodes.

Use them through `context.once`, so that a graph is walked once however many rules ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rnngraph.check.rule import Context
from rnngraph.graph import Node, Ref
from rnngraph.layers.base import Layer
from rnngraph.layers.core import Identity
from rnngraph.layers.loop import Recurrent
from rnngraph.layers.reshaping import Cropping1D, RepeatVector, Slice, UpSampling1D
from rnngraph.layers.wrappers import Bidirectional, TimeDistributed

MAX_SOURCES = 8
"""Maximum number of recurrent layers remembered for a node: it keeps the walks linear."""
TIME = 1
"""The time axis of a sequence."""


def ordered(context: Context) -> list[Node]:
    """The nodes in the order in which they run."""
    return [fact.node for fact in context.analysis.nodes.values()] if context.analysis else []


def returns_sequence(layer: Layer | None) -> bool:
    """Whether a layer is recurrent, or runs a recurrent layer in both directions, and returns all timesteps."""
    if isinstance(layer, Bidirectional):
        return returns_sequence(layer.layer)
    return isinstance(layer, Recurrent) and layer.return_sequences


def is_recurrent(layer: Layer | None) -> bool:
    """Whether a layer loops over time."""
    return isinstance(layer, Recurrent | Bidirectional)


def unwrapped(layer: Layer | None) -> Layer | None:
    """The layer that does the work: the one inside `TimeDistributed`, however deep."""
    while isinstance(layer, TimeDistributed):
        layer = layer.layer
    return layer


def rank_of(ref: Ref, context: Context) -> int:
    """Number of axes of what a reference points at; 0 if it is unknown."""
    port = context.port(ref)
    return port.type.rank if port else 0


def size_of(ref: Ref, axis: int, context: Context) -> int | None:
    """Size of an axis of what a reference points at; None if it is unknown."""
    port = context.port(ref)
    return port.type.shape[axis] if port and -port.type.rank <= axis < port.type.rank else None


def works_stepwise(node: Node, context: Context) -> bool:
    """Whether a node's layer treats each timestep by itself."""
    layer = context.layer(node.name)
    if layer is None or not node.inputs:
        return False
    if isinstance(layer, Slice):
        return layer.axis not in (TIME, TIME - rank_of(node.inputs[0], context))
    return layer.timing_of(max(rank_of(node.inputs[0], context), 3)) == "step"


def is_state(ref: Ref, context: Context) -> bool:
    """Whether a reference points at a final state, or at the scores of an attention."""
    layer = context.layer(ref.node)
    return ref.port is not None and (ref.port == "scores" or (layer is not None and ref.port in layer.state_names()))


@dataclass(frozen=True, slots=True)
class Direction:
    """The order of a sequence's timesteps: that of `root`, an input or a node, or its reverse."""

    root: str
    backwards: bool = False

    def turned(self, turn: bool) -> Direction:
        """The other direction if `turn`."""
        return Direction(self.root, self.backwards != turn)


def directions(context: Context) -> dict[str, Direction]:
    """The direction of the sequence that each input and node returns; missing if its steps have no order.

    Conflicts, steps that meet although they run in different directions, start a new root.
    """
    found = {each.name: Direction(each.name) for each in context.graph.inputs}
    constant = context.once(constants)
    for node in ordered(context):
        if node.name not in constant:
            direction = _direction(node, found, context)
            if direction:
                found[node.name] = direction
    return found


def given(node: Node, found: dict[str, Direction], context: Context) -> list[Direction]:
    """The directions of the sequences that a node reads."""
    refs = [ref for ref in node.inputs if not is_state(ref, context)]
    return [found[ref.node] for ref in refs if ref.node in found and rank_of(ref, context) != 1]


def _direction(node: Node, found: dict[str, Direction], context: Context) -> Direction | None:
    layer, read = context.layer(node.name), given(node, found, context)
    if layer is None or not read or (is_recurrent(layer) and not returns_sequence(layer)):
        return None
    if layer.timing == "window" and len(node.inputs) > 1:  # attention: the steps are those of the query
        return found.get(node.inputs[0].node)
    if isinstance(layer, Slice) and not works_stepwise(node, context):
        return read[0].turned((layer.step or 1) < 0) if layer.index is None else None
    window = len(node.inputs) == 1 and layer.timing_of(max(rank_of(node.inputs[0], context), 3)) == "window"
    if (works_stepwise(node, context) or window or is_recurrent(layer)) and _agree(read):
        inner = layer.layer if isinstance(layer, Bidirectional) else layer
        several = size_of(node.inputs[0], TIME, context) != 1
        return read[0].turned(several and bool(getattr(inner, "go_backwards", False)))
    return Direction(node.name)


def _agree(read: list[Direction]) -> bool:
    return len(set(read)) == 1


def constants(context: Context) -> dict[str, str]:
    """The nodes whose timesteps are all equal, each with the node that repeated them."""
    found: dict[str, str] = {}
    for node in ordered(context):
        layer = context.layer(node.name)
        source = node.name if _repeats(node, layer, context) else _equal_inputs(node, layer, found, context)
        if source and rank_of(Ref(node.name), context) > 2 and not (_is_noise(layer) and node.training):
            found[node.name] = source
    return found


def _equal_inputs(node: Node, layer: Layer | None, found: dict[str, str], context: Context) -> str | None:
    """The node that repeated the timesteps that a node reads, if equal steps make equal steps in it."""
    if works_stepwise(node, context):
        rank = rank_of(Ref(node.name), context)
        # What has no time axis, or one of size 1, is stretched over all timesteps.
        stretched = (ref for ref in node.inputs if rank_of(ref, context) == rank)
        sources = [found.get(ref.node) for ref in stretched if size_of(ref, TIME, context) != 1]
        return sources[0] if all(sources) and sources else None
    query = layer is not None and layer.timing == "window" and len(node.inputs) > 1 and not node.use_causal_mask
    if (query and node.mask is None) or _moves_along(layer):
        return found.get(node.inputs[0].node)
    return None


def _moves_along(layer: Layer | None) -> bool:
    """Whether a layer computes each step from some steps, all in the same way: without padding there is no edge."""
    if isinstance(layer, Slice):
        return layer.index is None
    padding, first = getattr(layer, "padding", None), getattr(layer, "data_format", None) == "channels_first"
    return isinstance(layer, Cropping1D | UpSampling1D) or (
        getattr(layer, "timing", "") == "window" and padding == "valid" and not first
    )


def _repeats(node: Node, layer: Layer | None, context: Context) -> bool:
    if isinstance(layer, RepeatVector):
        return layer.n > 1
    return isinstance(layer, UpSampling1D) and layer.size > 1 and size_of(node.inputs[0], TIME, context) == 1


def _is_noise(layer: Layer | None) -> bool:
    return any(word in getattr(unwrapped(layer), "type", "") for word in ("Noise", "Dropout"))


def identity_sources(context: Context) -> dict[str, str]:
    """For each `Identity`, what it passes on: the node or the input behind it and those before it."""
    found: dict[str, str] = {}
    for node in ordered(context):
        if isinstance(context.layer(node.name), Identity) and len(node.inputs) == 1:
            found[node.name] = found.get(node.inputs[0].node, node.inputs[0].node)
    return found


def sequence_sources(context: Context) -> dict[str, Ref]:
    """For each node, the recurrent layer's output sequence that its sequence was made of, step by step.

    Of a merge, that of its first input that has one.
    """
    found: dict[str, Ref] = {}
    for node in ordered(context):
        if works_stepwise(node, context):
            source = next((each for ref in node.inputs if (each := source_of(ref, found, context))), None)
            if source:
                found[node.name] = source
    return found


def source_of(ref: Ref, found: dict[str, Ref], context: Context) -> Ref | None:
    """The recurrent layer's output that a reference points at, or whose steps were made into it."""
    if is_state(ref, context):
        return None
    return ref if returns_sequence(context.layer(ref.node)) else found.get(ref.node)


def nearest_recurrent(context: Context) -> dict[str, tuple[str, ...]]:
    """The recurrent layers that each node comes from, itself if it is one, without passing another; at most 8."""
    found: dict[str, tuple[str, ...]] = {}
    for node in ordered(context):
        if is_recurrent(context.layer(node.name)):
            found[node.name] = (node.name,)
        else:
            above = (name for ref in node.inputs for name in found.get(ref.node, ()))
            found[node.name] = tuple(dict.fromkeys(above))[:MAX_SOURCES]
    return found


def sliced_ends(context: Context) -> list[tuple[Node, bool]]:
    """The nodes that take one end of a sequence alone, each with whether it is the last step."""
    return [(node, last) for node in context.graph.nodes for last in _end(node, context)]


def _end(node: Node, context: Context) -> Iterator[bool]:
    layer = context.layer(node.name)
    if not isinstance(layer, Slice) or not context.outputs(node.name) or works_stepwise(node, context):
        return
    length = size_of(node.inputs[0], TIME, context)
    if length == 1 or rank_of(node.inputs[0], context) < 3:
        return
    if layer.index is not None:
        places: range | None = range(layer.index, layer.index + 1)
        if length is not None:
            places = range(layer.index % length, layer.index % length + 1)
    elif length is not None:
        places = range(*slice(layer.start, layer.stop, layer.step).indices(length))
    else:
        last = layer.start == -1 and layer.stop is None
        first = layer.start in (None, 0) and layer.stop == 1
        places = range(-1, 0) if last else range(1) if first else None
    if places is not None and len(places) == 1:
        if places[0] == 0:
            yield False
        elif places[0] in (-1, length - 1 if length else -1):
            yield True
