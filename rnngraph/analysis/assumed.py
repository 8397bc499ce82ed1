"""What a layer is fed where that is unknown: something that it takes, of one of two sizes and ranks.

What is true of a model under both assumptions is true whatever is unknown.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from rnngraph.graph import Mask, Port, TensorType
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.problems import kinds


class Assumption(NamedTuple):
    """Size of each unknown axis, and rank of each unknown tensor that a layer takes with any rank.

    Tensors of rank 3 have a mask, those of rank 2 have none.
    """

    size: int
    rank: int


ASSUMPTIONS = (Assumption(12, 2), Assumption(35, 3))
MAX_ROUNDS = 3
"""How often the ranks of a layer's inputs are put right: one may depend on another's."""


def assumed_input(layer: Layer, call: Call, assumption: Assumption, rank: int | None = None) -> Port:
    """A tensor of the dtype that the layer reads."""
    integers = layer.takes_integers()
    dtype = "int32" if integers or (integers is None and assumption.rank > 2) else call.policy.compute
    shape = (call.batch, *(assumption.size,) * ((rank or assumption.rank) - 1))
    # Whether a mask comes along is unknown too.
    masked = assumption.rank > 2 and len(shape) > 2
    mask = Mask(call.padding, call.node, shape[:2]) if masked else None
    return Port("output", TensorType(shape, dtype), mask=mask)


def with_fitting_inputs(layer: Layer, call: Call, facts: LayerFacts, assumption: Assumption) -> LayerFacts:
    """The facts of a layer fed with tensors of the rank that it takes, in place of those of another; `facts` has those
    problems, which stay.
    """  # noqa: D205 - one sentence
    found = facts
    for _ in range(MAX_ROUNDS):
        expected = {
            _index(each.field): each.expected for each in found.problems if isinstance(each, kinds.shapes.WrongRank)
        }
        if not expected:
            break
        inputs = tuple(
            assumed_input(layer, call, assumption, expected[index]) if index in expected else port
            for index, port in enumerate(call.inputs)
        )
        call = replace(call, inputs=inputs)
        found = layer.facts(call)
    problems = dict.fromkeys((*map(repr, facts.problems),))
    further = [each for each in found.problems if repr(each) not in problems]
    return replace(found, problems=(*facts.problems, *further))


def _index(field: str | None) -> int:
    last = (field or "").rpartition("/")[2]
    return int(last) if last.isdecimal() else 0
