"""What fits where a layer is fed too many or too few axes (RG301): a sentence, and a fix where one is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod
from typing import TypeVar

from rnngraph.analysis import Analysis, analyse
from rnngraph.check.codes import rule_for
from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.repairs import set_at
from rnngraph.check.rewiring import with_layer_before
from rnngraph.check.rule import Context, shown
from rnngraph.graph import Dim, Graph, Input, Node, Pointer, Problem, Ref
from rnngraph.layers import LAYERS
from rnngraph.layers.base import Layer
from rnngraph.layers.loop import Recurrent
from rnngraph.layers.wrappers import Bidirectional
from rnngraph.problems import kinds

Named = TypeVar("Named", Input, Node)
Remedy = tuple[str, Fix | None]
TYPES = frozenset(kind.__name__ for kind in LAYERS)
MAX_TRIED = 20_000
"""Nodes that are analysed again, at most, to try the fixes of a graph."""


def remedy(problem: kinds.shapes.WrongRank, source: Ref, context: Context) -> Remedy:
    """What to write instead, for a layer that reads `source` with the wrong number of axes; "" if nothing is known."""
    by_steps = _steps_of_producer(problem, source, context)
    if by_steps is not None:
        return by_steps
    given = next((each for each in context.graph.inputs if each.name == source.node), None)
    if problem.found < problem.expected:
        return _too_few(problem, source, given, context), None
    by_layer = _too_many(problem, source, context)
    if given is None or not _may_hold_batch(given, problem, context):
        return by_layer, None
    fix, question = _without_batch(given, context), f"does the `shape` of {given.name} have the batch in it?"
    film = _sibling(context.layer(problem.node), "2D", "3D")
    if not film:
        return question, fix
    return (f"{by_layer}; or {question}", fix) if fix else (by_layer, None)


def _may_hold_batch(given: Input, problem: kinds.shapes.WrongRank, context: Context) -> bool:
    """Whether the first size in an input's shape may be the batch: one axis too many, for every layer that reads it."""
    readers = set(context.readers(given.name))
    one_more = problem.found == problem.expected + 1 and len(given.shape or ()) > 1
    return one_more and readers <= {each.node for each in _rank_problems(context)}


def _rank_problems(context: Context) -> list[Problem]:
    return context.once(_wrong_ranks)


def _wrong_ranks(context: Context) -> list[Problem]:
    problems = context.analysis.problems if context.analysis else ()
    return [each for each in problems if isinstance(each, kinds.shapes.WrongRank)]


def _without_batch(given: Input, context: Context) -> Fix | None:
    """Takes the first axis off an input's shape; None if another layer then has an error."""
    if not isinstance(given.origin, Pointer) or not given.shape:
        return None
    changed = replace(given, shape=given.shape[1:])
    if not harmless(replace(context.graph, inputs=_with(context.graph.inputs, {given.name: changed})), context):
        return None
    place = f"{given.origin.path}/shape"
    return set_at(place, list(given.shape[1:]), f"leave the batch out of {given.name}", safe=False)


def _with(all_: Sequence[Named], changed: dict[str, Named]) -> tuple[Named, ...]:
    return tuple(changed.get(each.name, each) for each in all_)


def harmless(changed: Graph, context: Context) -> bool:
    """Whether no layer that was right has an error in the changed graph, and no further one has a wrong rank."""
    if context.analysis is None or not _can_be_tried(context):
        return False
    before = {_place(each) for each in context.analysis.problems}
    after = [each for each in analyse(changed).problems if _place(each) not in before]
    return not any(
        rule_for(each).severity == "error"
        and (isinstance(each, kinds.shapes.WrongRank) or _is_known(each.node, context.analysis))
        for each in after
    )


def _can_be_tried(context: Context) -> bool:
    return len(context.graph.nodes) * len(_rank_problems(context)) <= MAX_TRIED


def _place(problem: Problem) -> tuple[type[Problem], str | None, str | None]:
    return type(problem), problem.node, problem.field


def _is_known(node: str | None, analysis: Analysis) -> bool:
    fact = analysis.nodes.get(node or "")
    return fact is not None and fact.facts is not None and bool(fact.facts.outputs)


def _steps_of_producer(problem: kinds.shapes.WrongRank, source: Ref, context: Context) -> Remedy | None:
    """The remedy if a recurrent layer upstream returns its last step instead of the sequence, or the reverse."""
    whole = problem.found == problem.expected - 1
    path = _path_to_producer(source, context)
    producer = context.nodes.get(path[-1])
    if (
        abs(problem.found - problem.expected) != 1
        or not producer
        or not producer.layer
        or not _gives_sequences(producer, whole=not whole)
    ):
        return None
    fix = _return_sequences(producer, path, context, whole=whole) if source.port is None else None
    if not whole:
        said = f"{producer.name} returns every step; set `return_sequences` to false on it to get only the last one"
        if fix is None and source == Ref(producer.name) and "state_h" in producer.layer.state_names():
            said = f"{producer.name} returns every step; read {producer.name}.state_h to get only the last one"
        return said, fix and replace(fix, safe=False)
    said = f"{producer.name} returns only its last step; set `return_sequences` to true on it to get every step"
    reader = context.nodes.get(problem.node)
    if problem.expected == 3 and reader and _gives_sequences(reader, whole=True):
        # An encoder and its decoder, or two layers of a stack: only the author knows.
        repeat = f"{said}, or put a RepeatVector between them to repeat the last one, as an autoencoder does"
        repeated = _repeated(producer, reader, source, context)
        if fix is None:
            return repeat, repeated
        return repeat, replace(fix, safe=False, alternatives=(repeated,) if repeated else ())
    return said, fix


def _gives_sequences(node: Node, *, whole: bool) -> bool:
    """Whether a layer, or one in it, has `return_sequences`, and has it so."""
    layer = node.layer if isinstance(node.layer, Layer) else None
    layers = [layer, *(inner for _, inner in layer.inner_layers())] if layer else []
    return any(getattr(each, "return_sequences", None) is whole for each in layers)


def _path_to_producer(source: Ref, context: Context) -> list[str]:
    """The layer that a tensor comes from, last, after those between that keep its shape, as Dropout does."""
    path = [source.node]
    for _ in context.graph.nodes:
        node, outputs = context.nodes.get(path[-1]), context.outputs(path[-1])
        given = context.port(node.inputs[0]) if node and len(node.inputs) == 1 else None
        same = given and outputs and given.type.shape == outputs[0].type.shape
        if node is None or not same or isinstance(node.layer, Recurrent | Bidirectional):
            break
        path.append(node.inputs[0].node)
    return path


def _return_sequences(node: Node, path: list[str], context: Context, *, whole: bool) -> Fix | None:
    """Makes a recurrent layer return its whole sequence, or only its last step; None if that breaks another layer."""
    if not isinstance(node.layer, Layer) or not isinstance(node.origin, Pointer):
        return None
    places = [("", node.layer), *((f"/{path}", layer) for path, layer in node.layer.inner_layers())]
    edits = tuple(
        Edit(f"{node.origin.path}{path}/return_sequences", whole)
        for path, layer in places
        if getattr(layer, "return_sequences", None) is not whole and hasattr(layer, "return_sequences")
    )
    layer = _returning(node.layer, whole=whole)
    same = {each.name: replace(each, layer=layer) for each in context.graph.nodes if each.layer == node.layer}
    same = {name: each for name, each in same.items() if each.origin == node.origin or each.shares == node.name}
    # Nobody else is given the sequence in place of its last step.
    safe = all(len(context.readers(name)) == 1 for name in path)
    changed = replace(context.graph, nodes=_with(context.graph.nodes, same))
    if not edits or not (harmless(changed, context) if _can_be_tried(context) else safe):
        return None
    return Fix(f"set return_sequences to {shown(whole)} on {node.name}", edits, safe)


def _repeated(producer: Node, reader: Node, source: Ref, context: Context) -> Fix | None:
    """A RepeatVector before the layer that reads, for as many steps as the encoder read; None if that is not known."""
    steps = context.port(producer.inputs[0]) if producer.inputs else None
    count = steps.type.shape[1] if steps and len(steps.type.shape) > 1 else None
    if count is None or reader.inputs != (source,):
        return None
    layer = {"type": "RepeatVector", "name": "repeat", "n": count}
    return with_layer_before(context, reader, layer, f"repeat the last step of {producer.name} {count} times")


def _returning(layer: Layer, *, whole: bool) -> Layer:
    """Copy of a layer with `return_sequences` set on it and on those inside it."""
    inside = {name: _returning(each, whole=whole) for name, each in layer.inner_layers() if "/" not in name}
    own = {"return_sequences": whole} if hasattr(layer, "return_sequences") else {}
    return layer.model_copy(update={**inside, **own})


def _sibling(layer: Layer | None, own: str, other: str) -> str | None:
    """The layer type that differs in the number of dimensions: Conv3D for Conv2D; None if there is none."""
    name = layer.type.removesuffix(own) + other if layer and layer.type.endswith(own) else ""
    return name if name in TYPES and not isinstance(layer, Recurrent) else None


def _too_many(problem: kinds.shapes.WrongRank, source: Ref, context: Context) -> str:
    """What takes the axes away: by the layer that reads, and by how many axes it reads."""
    layer, port = context.layer(problem.node), context.port(source)
    sizes = port.type.shape[1:] if port else ()
    name = layer.type if layer else "the layer"
    for own, other, what in (("2D", "3D", "film"), ("1D", "2D", "picture")):
        sibling = _sibling(layer, own, other)
        if sibling and problem.found == problem.expected + 1:
            parts = "frame" if own == "2D" else "row"
            return f"put {name} into TimeDistributed to apply it to each {parts}, or use {sibling} for a {what}"
    if problem.expected == 2 and not problem.or_more and problem.found in (3, 4):
        return f"Flatten, or GlobalAveragePooling{problem.found - 2}D, makes a vector of it"
    if problem.expected != 3 or problem.or_more or len(sizes) < 3:
        return ""
    steps = f"{sizes[0]} steps" if sizes[0] is not None else "steps"
    target = shown([sizes[0] if sizes[0] is not None else -1, _product(sizes[1:])])
    known = _product(sizes[1:]) is not None
    reshape = f"Reshape with `target_shape` {target}" if known else "TimeDistributed around Flatten"
    return f"{reshape} makes a sequence of {steps} of it; TimeDistributed around {name} reads the sequence in each step"


def _product(sizes: Sequence[Dim]) -> int | None:
    known = [size for size in sizes if size is not None]
    return prod(known) if len(known) == len(sizes) else None


def _too_few(problem: kinds.shapes.WrongRank, source: Ref, given: Input | None, context: Context) -> str:
    """What adds the axis that lacks."""
    port = context.port(source)
    if port is None or problem.found != problem.expected - 1 or problem.expected > 4:
        return ""
    sizes = [*port.type.shape[1:], 1]
    noun = {3: "one number a step", 4: "a picture of one channel"}.get(problem.expected)
    if given is not None and noun:
        return f"the shape of {noun} is {shown(sizes)}"
    layer = context.layer(source.node)
    if problem.expected == 3 and layer and layer.type.startswith(("Flatten", "Global")):
        return f"put {layer.type} into TimeDistributed to keep the steps of a sequence"
    if problem.expected == 3 and not problem.or_more:
        return "RepeatVector makes every step of a sequence of it, Reshape divides it into steps"
    return f"Reshape with `target_shape` {shown(sizes)} adds the channel" if problem.expected == 4 else ""
