"""References: their text, their normal form, and the names that outputs get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from rnngraph.graph import LayerLike, Node, Origin, Output, Problem, Ref
from rnngraph.layers.base import Layer
from rnngraph.problems import kinds

Layers = Mapping[str, LayerLike | None]

CALL_ARGUMENTS = ("mask", "use_causal_mask", "return_attention_scores", "reverse")
"""Fields of an entry that only the layers take which name them in `takes`."""


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


def distinct(refs: Iterable[Ref], origin: Origin | None) -> tuple[tuple[Ref, ...], tuple[Problem, ...]]:
    """Outputs without those that are one already, and a problem for each that is."""
    counted = Counter(refs)
    twice = (ref for ref, count in counted.items() if count > 1)
    problems = (kinds.wiring.DuplicateOutput("outputs", found=str(ref), origin=origin) for ref in twice)
    return tuple(counted), tuple(problems)


def wiring_problems(node: Node, layer: Layer) -> Iterator[Problem]:
    """What a node says that its layer has no use for, whatever the shapes."""
    least, most = layer.inputs_taken()
    found = len(node.inputs)
    if found < least or (most is not None and found > most):
        yield kinds.wiring.WrongInputCount(
            "inputs", node=node.name, found=found, minimum=least, maximum=most, type=layer.label
        )
    if node.input_keys is not None:
        yield kinds.wiring.WrongInputNames(
            "inputs", node=node.name, known=layer.names_of_inputs(), found=node.input_keys, type=layer.label
        )
    if node.initial_state and not layer.state_names():
        yield kinds.states.NoStates("initial_state", node=node.name, type=layer.label)
    for name in CALL_ARGUMENTS:
        if getattr(node, name) and name not in layer.takes:
            yield kinds.wiring.WrongCallArgument(name, node=node.name, type=layer.label)
