"""One layer on inputs that it may not take, with fields that it may not have: right and wrong ones both."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from rnngraph.layers.base import Layer
from tests.differential.graphs.documents import TYPES, analysed, inputs
from tests.differential.graphs.draw import Draw, Entry, Tensors, anything
from tests.differential.graphs.fields import KINDS, POLICIES
from tests.differential.graphs.recipes import recipe

WILD: tuple[Any, ...] = (0, -1, 2, 5, 1.5, True, None, "same", "nonsense", [], [1], [1, 2, 3], [0, -1])


@st.composite
def mistakes(draw: st.DrawFn) -> Entry:
    """A document of one layer, called `subject`, in which at most a few things are changed at random."""
    own = Draw(draw)
    given = [each for each in inputs(own) if each.pop("mask", None) or True]
    tree: Entry = {"rnngraph": 1, "name": "mistake", "inputs": given, "layers": []}
    if own.chance(30):
        tree["dtype_policy"] = own.choice(POLICIES)
    if own.chance(30):
        tree["batch_size"] = 2
    tensors = Tensors(own, analysed(tree))
    name = own.choice([each for each in TYPES if each not in OURS])
    entry = recipe(name)(own, tensors, name) or {"type": name, "inputs": tensors.name(anything)}
    for _ in range(own.choice((1, 1, 0, 2))):
        change(own, entry, tensors)
    return {**tree, "layers": [{**entry, "name": "subject"}]}


def change(draw: Draw, entry: Entry, tensors: Tensors) -> None:
    """Another input, other first states, or another value of a field."""
    what = draw.choice(("input", "field", "field", "states", "inputs"))
    if what == "input":
        entry["inputs"] = tensors.name(anything)
    elif what == "inputs":
        entry["inputs"] = [tensors.name(anything) for _ in range(draw.size(1, 3))]
    elif what == "field":
        fields = [name for name in KINDS[entry["type"]].model_fields if name not in HELD] or ["dtype"]
        entry[draw.choice(fields)] = draw.choice(WILD)
    elif what == "states" and KINDS[entry["type"]].state_names is not Layer.state_names:
        entry["initial_state"] = [tensors.name(anything) for _ in range(draw.size(1, 3))]


OURS = ("Block", "Slice", "NotEqual", "Variable")
"""What Keras has no layer for."""
HELD = ("layer", "backward_layer", "cell", "dtype", "trainable", "name")
"""Fields that hold layers, or that every layer has."""
