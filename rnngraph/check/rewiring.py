"""Fixes that take a layer out of a document, or change the order in which it reads others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.rule import Context
from rnngraph.graph import Node, Ref

TOP_LEVEL = re.compile(r"/layers/(\d+)")


def without_layer(context: Context, name: str | None, title: str, *others: Edit, safe: bool = False) -> Fix | None:
    """The layer removed, whatever read it reading its input instead; None if that can't be said in a few edits.

    Only for a layer with one input, at the top level, that no name depends on.
    """
    edits = _removal(context, context.nodes.get(name))
    return Fix(title, (*others, *edits), safe) if edits else None


def _removal(context: Context, node: Node | None) -> list[Edit] | None:
    place = TOP_LEVEL.fullmatch(context.pointer(node.name) or "") if node else None
    listed = context.value("/layers")
    if node is None or place is None or len(node.inputs) != 1 or not isinstance(listed, list):
        return None
    index = int(place[1])
    if _is_named_elsewhere(context, node, listed, index):
        return None
    source, chained = node.inputs[0], _is_listed_before(context, node.inputs[0], index)
    edits = [Edit(f"/layers/{index}", operation="remove")]
    for reader in context.graph.nodes:
        read = [field for field, ref in reader.references() if ref.node == node.name]
        if any(field.startswith("initial_state") for field in read):
            return None  # there a layer's name means its states
        if read:
            place = TOP_LEVEL.fullmatch(context.pointer(reader.name) or "")
            if place is None:
                return None
            edits += _redirected(context, reader, f"/layers/{place[1]}", node.name, source, chained)
    written = context.value("/outputs")
    if written is not None:
        edits += _replaced(written, "/outputs", node.name, str(source))
    elif index == len(listed) - 1 and not chained:
        edits.append(Edit("/outputs", str(source)))
    return edits


def with_layer_before(context: Context, reader: Node, layer: dict[str, Any], title: str) -> Fix | None:
    """A further layer between a layer with one input and what it reads; None if that can't be said in a few edits."""
    place = TOP_LEVEL.fullmatch(context.pointer(reader.name) or "")
    written = context.value(place[0]) if place else None
    if place is None or not isinstance(written, dict) or len(reader.inputs) != 1:
        return None
    taken = {*context.nodes, *(each.name for each in context.graph.inputs)}
    names = (layer["name"], *(f"{layer['name']}_{number}" for number in range(2, len(taken) + 3)))
    layer = {**layer, "name": next(name for name in names if name not in taken)}
    reads = written.get("inputs")
    if reads is None:
        return Fix(title, (Edit(place[0], layer, "insert"),), safe=False)
    at = f"{place[0]}/inputs/0" if isinstance(reads, list) else f"{place[0]}/inputs"
    if not isinstance(context.value(at), str):
        return None
    return Fix(
        title, (Edit(place[0], {**layer, "inputs": context.value(at)}, "insert"), Edit(at, layer["name"])), safe=False
    )


def _is_named_elsewhere(context: Context, node: Node, listed: list[Any], index: int) -> bool:
    """Whether other parts of the document depend on the layer's name, or would change their own names without it."""
    training = context.value("/training")
    per_output = isinstance(training, dict) and any(
        isinstance(training.get(key), dict) and node.name in training[key]
        for key in ("loss", "metrics", "loss_weights")
    )
    alike = sum(isinstance(each, dict) and each.get("type") == node.type for each in listed) > 1
    unnamed = isinstance(listed[index], dict) and "name" not in listed[index]
    return per_output or (unnamed and alike) or any(each.shares == node.name for each in context.graph.nodes)


def _is_listed_before(context: Context, ref: Ref, index: int) -> bool:
    """Whether the layer listed just before reads as the reference: a layer without `inputs` would read it."""
    if index == 0:
        return len(context.graph.inputs) == 1 and ref == Ref(context.graph.inputs[0].name)
    return ref.port is None and context.pointer(ref.node) == f"/layers/{index - 1}"


def _redirected(context: Context, reader: Node, place: str, name: str, source: Ref, chained: bool) -> Iterator[Edit]:
    written = context.value(place)
    for field in ("inputs", "initial_state", "mask"):
        if isinstance(written, dict) and field in written:
            yield from _replaced(written[field], f"{place}/{field}", name, str(source))
    if not chained and isinstance(written, dict) and "inputs" not in written:
        yield Edit(f"{place}/inputs", str(source))


def _replaced(written: Any, place: str, name: str, source: str) -> Iterator[Edit]:
    """Each reference to a layer's main output in a value, replaced."""
    if isinstance(written, str) and written in (name, f"{name}.output"):
        yield Edit(place, source)
    elif isinstance(written, list | dict):
        for key, each in enumerate(written) if isinstance(written, list) else written.items():
            yield from _replaced(each, f"{place}/{key}", name, source)


def swapped_inputs(context: Context, node: str | None, title: str) -> Fix | None:
    """The two inputs of a layer in the other order, however they are written; None if they are not exactly two."""
    place = context.pointer(node, "inputs")
    written = context.value(place) if place else None
    if isinstance(written, list) and len(written) == 2:
        return Fix(title, (Edit(f"{place}/0", written[1]), Edit(f"{place}/1", written[0])), safe=False)
    if isinstance(written, dict) and written.keys() == {"query", "value"}:
        edits = (Edit(f"{place}/query", written["value"]), Edit(f"{place}/value", written["query"]))
        return Fix(title, edits, safe=False)
    return None
