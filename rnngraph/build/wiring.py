"""What a node asks of its layer that the layer has no use for, whatever the shapes."""

from __future__ import annotations

from collections.abc import Iterator

from rnngraph.graph import Node, Problem
from rnngraph.layers.base import Layer
from rnngraph.problems import kinds

CALL_ARGUMENTS = ("mask", "use_causal_mask", "return_attention_scores", "reverse")
"""Fields of an entry that only the layers take which name them in `takes`."""


def wiring_problems(node: Node, layer: Layer) -> Iterator[Problem]:
    """Inputs, states and call arguments that the layer does not take."""
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
