"""Recipes of recurrent layers, of cells, and of what wraps layers."""

from __future__ import annotations

from collections.abc import Mapping

from rnngraph.graph import TensorType
from rnngraph.layers import CELLS
from tests.differential.graphs.draw import Draw, Entry, Tensors, floats, sequence
from tests.differential.graphs.fields import SIZES, Options, fields

OPTIONS: Mapping[str, Options] = {"units": SIZES, "cudnn": ("auto", "never", "require")}
RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN")


def layer(draw: Draw, tensors: Tensors, type_name: str) -> Entry:
    """A recurrent layer over a sequence."""
    found = tensors.pick(sequence)
    if found and type_name == "RNN" and "Nested" in draw.cells and draw.chance(40):
        return nested(draw, tensors, found)
    return {**recurrent(draw, type_name, found[1]), "inputs": found[0]} if found else {}


def recurrent(draw: Draw, type_name: str, kind: TensorType) -> Entry:
    """The layer itself; sequences come out of most, so that there is something to go on with."""
    made = fields(draw, type_name, {**OPTIONS, "cell": cells}, kind)
    made.pop("return_sequences", None)
    return {**made, "return_sequences": True} if draw.chance(60) else made


def nested(draw: Draw, tensors: Tensors, first: tuple[str, TensorType]) -> Entry:
    """An RNN of two inputs, in a list or by name, alone or under another cell that takes its first output."""
    other = tensors.name(lambda kind: sequence(kind) and kind.shape[:2] == first[1].shape[:2]) or first[0]
    made: Entry = {
        "type": "RNN",
        "cell": {"type": "Nested", "unit_1": draw.choice(SIZES), "unit_2": draw.choice(SIZES)},
    }
    flags = ("return_sequences", "go_backwards", "stateful", "unroll", "zero_output_for_mask")
    made |= dict.fromkeys(draw.some(flags, 2), True)
    if draw.chance(20):
        made = {"type": "Bidirectional", "layer": made, "merge_mode": draw.choice(("concat", "sum", None))}
    return {**made, "inputs": {"x_2": other, "x_1": first[0]} if draw.chance(50) else [first[0], other]}


def one_cell(draw: Draw, kind: TensorType) -> Entry:
    """A cell of one input: Keras's or the document's own."""
    if "Mine" in draw.cells and draw.chance(40):
        own = {"dtype": draw.choice(("float32", "float64"))} if draw.chance(10) else {}
        return {"type": "Mine", "units": draw.choice(SIZES), **own}
    return fields(draw, draw.choice(CELLS).__name__, OPTIONS, kind, optional=2)


def cells(draw: Draw, kind: TensorType) -> Entry | list[Entry]:
    """A cell, or a stack."""
    made = [one_cell(draw, kind) for _ in range(draw.choice((1, 1, 2, 3)))]
    return made if len(made) > 1 or draw.chance(20) else made[0]


def bidirectional(draw: Draw, tensors: Tensors, type_name: str) -> Entry:
    """Both directions over a sequence."""
    found = tensors.pick(sequence)
    return {**both(draw, found[1]), "inputs": found[0]} if found else {}


def both(draw: Draw, kind: TensorType) -> Entry:
    """Both directions, the backward one at times a layer of its own, which says of sequences what the other says."""

    def direction(draw: Draw, kind: TensorType) -> Entry:
        return recurrent(draw, draw.choice(RECURRENT), kind)

    options: dict[str, Options] = {"layer": direction, "merge_mode": ("concat", "sum", "mul", "ave", None)}
    made = fields(draw, "Bidirectional", options, kind)
    if draw.chance(30):
        forward = made["layer"]
        backward = {**direction(draw, kind), "go_backwards": not forward.get("go_backwards", False)}
        for name in ("return_sequences", "return_state", "stateful"):
            backward.pop(name, None)
            backward |= {name: forward[name]} if name in forward else {}
        made["backward_layer"] = backward
    return made


def distributed(draw: Draw, tensors: Tensors, type_name: str) -> Entry:
    """A layer at every timestep."""
    found = tensors.pick(lambda kind: floats(kind) and kind.rank > 2)
    if not found:
        return {}
    inside = inner(draw, found[1])
    return {**fields(draw, type_name, {"layer": lambda *_: inside}, found[1]), "inputs": found[0]} if inside else {}


def inner(draw: Draw, kind: TensorType) -> Entry:
    """A layer for one timestep of a tensor, wrappers among them."""
    step = TensorType((kind.shape[0], *kind.shape[2:]), kind.dtype)
    if step.rank == 3 and draw.chance(60):
        return both(draw, step) if draw.chance(30) else recurrent(draw, draw.choice(RECURRENT), step)
    if step.rank > 2 and draw.chance(30):
        return fields(draw, "TimeDistributed", {"layer": inner}, step)
    return plain(draw, step)


def plain(draw: Draw, step: TensorType) -> Entry:
    """A layer of one input that is not recurrent."""
    from tests.differential.graphs.recipes import RECIPES, Of

    types = [name for name, recipe in RECIPES.items() if isinstance(recipe, Of) and recipe.fits(step)]
    name = draw.choice(types)
    recipe = RECIPES[name]
    return fields(draw, name, recipe.options, step) if isinstance(recipe, Of) else {}
