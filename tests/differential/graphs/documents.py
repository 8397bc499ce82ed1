"""A document grown a layer at a time: what the analysis finds nothing against stays."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

from rnngraph.analysis import Analysis, analyse
from rnngraph.documents.load import from_text
from rnngraph.graph import TensorType
from rnngraph.layers import LAYERS
from rnngraph.layers.base import Layer
from rnngraph.layers.shapes import same_shape
from tests.differential.graphs.cells import cells
from tests.differential.graphs.draw import Draw, Entry, Tensors, anything
from tests.differential.graphs.fields import POLICIES
from tests.differential.graphs.recipes import Make, recipe

FAVOURED = ("LSTM", "GRU", "RNN", "Bidirectional", "TimeDistributed", "Block")
"""What this is about: these come as often as all others together."""


@st.composite
def documents(draw: st.DrawFn, least: int = 1, most: int = 8, must: str | None = None) -> Entry:
    """Documents without errors; `must` is a type that comes first wherever it can."""
    return grow(Draw(draw), least, most, must)


def grow(draw: Draw, least: int, most: int, must: str | None) -> Entry:
    """One document, of about so many layers."""
    tree: Entry = {"rnngraph": 1, "name": "random", "inputs": inputs(draw), "layers": []}
    if draw.chance(40):
        tree["dtype_policy"] = draw.choice(POLICIES)
    if draw.chance(30):
        tree["batch_size"] = draw.choice((4, 1))
    if draw.chance(25):
        draw.cells = tree["cells"] = cells(draw)
    analysis = analysed(tree)
    for _ in range(draw.size(least, most)):
        wanted = must if must and must not in set(types_in(tree)) else None
        for entry in candidates(draw, tree, analysis, wanted):
            grown = extended(tree, entry)
            found = analysed(grown)
            if not found.problems:
                tree, analysis = grown, found
                break
    if not tree["layers"]:
        tree["layers"].append({"name": "layer_0", "type": "Identity", "inputs": tree["inputs"][0]["name"]})
        analysis = analysed(tree)
    tree["outputs"] = outputs(draw, tree, analysis)
    return with_parameters(draw, tree) if draw.chance(15) else tree


def with_parameters(draw: Draw, tree: Entry) -> Entry:
    """The same document, some of its sizes made parameters."""
    given: dict[str, int] = {}
    layers = []
    for entry in tree["layers"]:
        sizes = [key for key, each in entry.items() if type(each) is int]
        chosen = {key: f"p{len(given) + index}" for index, key in enumerate(draw.some(sizes, 2))}
        given |= {name: entry[key] - 1 for key, name in chosen.items()}
        layers.append({**entry, **{key: f"$({name} + 1)" for key, name in chosen.items()}})
    whole = {f"whole{index}": f"$(2 * {name})" for index, name in enumerate(given)}
    return {**tree, "layers": layers, "parameters": {**given, **whole}} if given else tree


def extended(tree: Entry, entry: Entry) -> Entry:
    """A document with one more layer, and with the blocks that this brings along."""
    blocks = {**tree.get("blocks", {}), **entry.get("blocks", {})}
    layer = {key: value for key, value in entry.items() if key != "blocks"}
    return {**tree, **({"blocks": blocks} if blocks else {}), "layers": [*tree["layers"], layer]}


def block(draw: Draw, tensors: Tensors, type_name: str) -> Entry:
    """A block made for one or two tensors; at times repeated, frozen, or under a dtype policy of its own."""
    picked = [tensors.pick(anything) for _ in range(draw.size(1, 2))]
    found = [each for each in picked if each]
    if not found:
        return {}
    made, blocks = body(draw, [kind for _, kind in found])
    entry = {"type": "Block", "block": made, "inputs": [name for name, _ in found], "blocks": blocks}
    if len(found) == 1 and draw.chance(30):
        entry["repeat"] = draw.choice((2, 3))
    if draw.chance(10):
        entry["trainable"] = False
    return {**entry, "dtype": draw.choice(POLICIES)} if draw.chance(10) else entry


def distributed_block(draw: Draw, tensors: Tensors, type_name: str) -> Entry:
    """A block for one timestep."""
    found = tensors.pick(lambda kind: kind.rank > 2)
    if not found:
        return {}
    batch, _, *rest = found[1].shape
    made, blocks = body(draw, [TensorType((batch, *rest), found[1].dtype)])
    inside: Entry = {"type": "Block", "block": made, **({"repeat": 2} if draw.chance(20) else {})}
    return {"type": "TimeDistributed", "layer": inside, "inputs": found[0], "blocks": blocks}


def body(draw: Draw, kinds: Sequence[TensorType]) -> tuple[str, Entry]:
    """The name of a new block for such tensors, and it by that name, with the blocks that it has inside."""
    given = [
        {"name": f"in_{index}", "shape": list(kind.shape[1:]), "dtype": kind.dtype} for index, kind in enumerate(kinds)
    ]
    own = {"cells": draw.cells} if draw.cells else {}
    tree: Entry = {"rnngraph": 1, "name": "body", **own, "inputs": given, "layers": []}
    for _ in range(draw.size(1, 3)):
        for entry in candidates(draw, tree, analysed(tree), None):
            grown = extended(tree, entry)
            if not analysed(grown).problems:
                tree = grown
                break
    if not tree["layers"]:
        tree["layers"].append({"name": "layer_0", "type": "Identity", "inputs": "in_0"})
    outputs = unread(tree) if draw.chance(30) else [tree["layers"][-1]["name"]]
    section = {"inputs": given, "layers": tree["layers"], "outputs": outputs}
    name = draw.fresh("block")
    return name, {**tree.get("blocks", {}), name: section}


def analysed(tree: Entry) -> Analysis:
    """The analysis of a document that has no outputs yet."""
    outputs = unread(tree) if tree["layers"] else []
    return analyse(from_text(json.dumps({**tree, "outputs": outputs})))


def candidates(draw: Draw, tree: Entry, analysis: Analysis, wanted: str | None) -> Iterator[Entry]:
    """A layer to try, then in its place a plainer one: what does not fit costs a draw, not a layer."""
    name = f"layer_{len(tree['layers'])}"
    tensors = Tensors(draw, analysis)
    for _ in range(4):
        entry = shared(draw, tensors, tree) if tensors.owners and draw.chance(8) else {}
        type_name = wanted or draw.choice(FAVOURED if draw.chance(50) else TYPES)
        entry = entry or make(draw, type_name)(draw, tensors, type_name)
        if not entry:
            continue
        entry = {"name": name, **entry}
        if draw.chance(25):
            entry |= called(draw, tensors, tree, entry)
        yield entry


def make(draw: Draw, type_name: str) -> Make:
    """How a layer of that type is made."""
    if type_name == "Block":
        return block
    return distributed_block if type_name == "TimeDistributed" and draw.chance(15) else recipe(type_name)


TYPES: Sequence[str] = tuple(kind.__name__ for kind in LAYERS)


def shared(draw: Draw, tensors: Tensors, tree: Entry) -> Entry:
    """The weights of a layer again, on other inputs of the kind."""
    owner = draw.choice(tensors.owners)
    entry = next(each for each in tree["layers"] if each["name"] == owner)
    read = entry.get("inputs")
    if not isinstance(read, str):
        return {}
    if entry.get("type") == "ReversibleEmbedding" and draw.chance(80):
        back = tensors.name(lambda each: each.is_float and each.shape[-1] == entry["output_dim"])
        return {"shares": owner, "inputs": back, "reverse": True} if back else {}
    kind = dict(tensors.all)[read]
    other = tensors.name(lambda each: each.is_float == kind.is_float and same_shape(each.shape[2:], kind.shape[2:]))
    return {"shares": owner, "inputs": other or read}


def called(draw: Draw, tensors: Tensors, tree: Entry, entry: Entry) -> Entry:
    """How a layer is called: its first states, a mask, whether it trains."""
    found = analysed(extended(tree, entry)).nodes.get(entry["name"])
    if not found or not found.facts or not isinstance(found.node.layer, Layer):
        return {}
    call: Entry = {}
    states = found.facts.states
    if states and draw.chance(80):
        given = tensors.for_states(states)
        call |= {"initial_state": draw.choice(tensors.stateful)} if tensors.stateful and draw.chance(30) else {}
        call |= {"initial_state": given} if given and not call else {}
    if "mask" in found.node.layer.takes and draw.chance(60):
        kind = dict(tensors.all).get(str(found.node.inputs[0]))
        shape = kind and kind.shape[:2]
        mask = shape and tensors.name(lambda kind: kind.dtype == "bool" and same_shape(kind.shape, shape))
        call |= {"mask": mask} if mask else {}
    if draw.chance(20):
        call["training"] = draw.chance(50)
    return call


def inputs(draw: Draw) -> list[Entry]:
    """One to three inputs: sequences most of all."""
    length = draw.choice((None, 5, 1))
    size = draw.size(1, 4)
    kinds: list[Entry] = [
        {"shape": [length, size]},
        {"shape": [length, draw.choice((size, 2))]},
        {"shape": [length], "dtype": draw.choice(("int32", "int64", "uint8"))},
        {"shape": [draw.size(1, 6)]},
        {"shape": [length, 3, 2]},
        {"shape": draw.choice(([length, 3, 3, 2], [2, 3, 3, 3, 1]))},
        {"shape": [length], "dtype": "bool"},
        {"shape": [3, draw.choice((4, None)), 3, 2]},
        {"shape": [length, size], "dtype": draw.choice(("float64", "float16", "int32", "bool"))},
    ]
    made = [draw.choice(kinds) for _ in range(draw.size(1, 3))]
    return [
        {"name": f"in_{index}", **each, **({"mask": "any"} if draw.chance(15) else {})}
        for index, each in enumerate(made)
    ]


def unread(tree: Entry) -> list[str]:
    """The nodes whose main output nothing reads; what is only read elsewhere has an output too."""
    read = {name.partition(".")[0] for each in tree["layers"] for name in references(each)}
    return [each["name"] for each in (*tree["inputs"], *tree["layers"]) if each["name"] not in read]


def references(entry: Entry) -> list[str]:
    """Every reference of a layer."""
    found: list[str] = []
    for name in ("inputs", "initial_state", "mask"):
        given: Any = entry.get(name, [])
        found += [given] if isinstance(given, str) else given.values() if isinstance(given, dict) else given
    return found


def outputs(draw: Draw, tree: Entry, analysis: Analysis) -> list[str] | dict[str, str]:
    """What nothing reads, at times other ports as well, at times by name."""
    names = unread(tree)
    ports = [name for name, _ in Tensors(draw, analysis).all if "." in name]
    names += [name for name in draw.some(ports, 2) if name not in names]
    if draw.chance(20):
        return {f"out_{index}": name for index, name in enumerate(names)}
    return names


def types_in(value: Any) -> Iterator[str]:
    """The type of every layer and cell of a document, inner ones too."""
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value["type"]
        for each in value.values():
            yield from types_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from types_in(each)
