"""From a graph to its document: the author's own text where there is one, else one line a layer, defaults left out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from rnngraph.build.sections import VERSION
from rnngraph.build.training import Training
from rnngraph.graph import Graph, Input, Node, Ref, Source
from rnngraph.layers.base import Layer
from rnngraph.layers.block import Block
from rnngraph.layers.wrappers import TimeDistributed


def write(graph: Graph) -> str:
    """The document as text: the author's, with the parameters in it that were set from outside."""
    source = graph.source
    if source is None:
        return formatted(document(graph.folded or graph))
    made = _set(source) if source.settings else None
    return formatted(made) if made else source.text


def _set(source: Source) -> dict[str, Any] | None:
    """The author's document, its parameters as they were set; None where it is none that has any."""
    try:
        tree = json.loads(source.text)
    except (ValueError, RecursionError):
        return None
    authored = tree.get("parameters", {}) if isinstance(tree, dict) else None
    return {**tree, "parameters": {**authored, **source.settings}} if isinstance(authored, dict) else None


def document(graph: Graph) -> dict[str, Any]:
    """The document as a tree. Reading it gives an equal graph."""
    named, blocks = _named_blocks(graph, {})
    training = graph.training.authored() if isinstance(graph.training, Training) else None
    return {
        "rnngraph": VERSION,
        "name": graph.name,
        **({"description": graph.description} if graph.description else {}),
        **({"batch_size": graph.batch_size} if graph.batch_size is not None else {}),
        **({"dtype_policy": graph.dtype_policy} if graph.dtype_policy != "float32" else {}),
        **_cells(graph),
        **({"blocks": {name: _block(body) for name, body in blocks.items()}} if blocks else {}),
        **_wired(named),
        **({"training": training} if training is not None else {}),
    }


def _wired(graph: Graph) -> dict[str, Any]:
    """What the top level and a block have alike."""
    outputs = {each.name: str(each.ref) for each in graph.outputs}
    return {
        "inputs": [_input(each) for each in graph.inputs],
        "layers": [_node(each) for each in graph.nodes],
        "outputs": outputs if graph.named_outputs else list(outputs.values()),
    }


def _block(body: Graph) -> dict[str, Any]:
    return {**({"description": body.description} if body.description else {}), **_wired(body)}


def _named_blocks(graph: Graph, found: dict[str, Graph]) -> tuple[Graph, dict[str, Graph]]:
    """The graph, its blocks under names that tell them apart, those in blocks too; and the blocks by name."""
    nodes = tuple(replace(node, layer=_named(node.layer, found)) for node in graph.nodes)
    return replace(graph, nodes=nodes), found


def _named(layer: Any, found: dict[str, Graph]) -> Any:
    """A layer whose block, or a block in it, has a name that no other block has."""
    if isinstance(layer, Block):
        body, _ = _named_blocks(layer.body.folded or layer.body, found)
        name, count = body.name, 1
        while name in found and found[name] != replace(body, name=name):
            count += 1
            name = f"{body.name}_{count}"
        found.setdefault(name, replace(body, name=name))
        return layer.model_copy(update={"block": found[name]})
    if isinstance(layer, TimeDistributed):
        return layer.model_copy(update={"layer": _named(layer.layer, found)})
    return layer


def _cells(graph: Graph) -> dict[str, Any]:
    """The cells written as data that the layers use; those in Python come with their plugin."""
    from rnngraph.layers.custom import definitions

    used = {each.name: each.data for node in graph.nodes for each in definitions(node.layer) if not each.keras}
    return {"cells": used} if used else {}


def _input(given: Input) -> dict[str, Any]:
    return {
        "name": given.name,
        "shape": list(given.shape or ()),
        **({"dtype": given.dtype} if given.dtype else {}),
        **({"mask": given.mask} if given.mask != "right" else {}),
    }


def _node(node: Node) -> dict[str, Any]:
    fields = {} if node.shares or not isinstance(node.layer, Layer) else node.layer.authored()
    arguments = {
        "description": node.description,
        "mask": str(node.mask) if node.mask else None,
        "training": node.training,
        "use_causal_mask": node.use_causal_mask or None,
        "return_attention_scores": node.return_attention_scores or None,
        "reverse": node.reverse or None,
    }
    return {
        "name": node.name,
        **({"shares": node.shares} if node.shares else {"type": node.type}),
        **fields,
        **_references("inputs", node.inputs, node.input_keys),
        **_references("initial_state", node.initial_state, None),
        **{key: value for key, value in arguments.items() if value is not None},
    }


def _references(field: str, refs: tuple[Ref, ...], keys: tuple[str, ...] | None) -> dict[str, Any]:
    if not refs:
        return {}
    if keys:
        return {field: {key: str(ref) for key, ref in zip(keys, refs, strict=True)}}
    # One reference alone, as an initial state, may mean all states: a list never does.
    single = len(refs) == 1 and field == "inputs"
    return {field: str(refs[0]) if single else [str(ref) for ref in refs]}


def formatted(tree: dict[str, Any]) -> str:
    """JSON as people write specs: top-level fields a line each, and in lists of objects a line an object."""
    lines = []
    for key, value in tree.items():
        if key in ("cells", "blocks") and isinstance(value, dict) and value:
            items = ",\n".join(f"    {json.dumps(name)}: {_section(each)}" for name, each in value.items())
            lines.append(f'  "{key}": {{\n{items}\n  }}')
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            items = ",\n".join(f"    {json.dumps(each, ensure_ascii=False)}" for each in value)
            lines.append(f'  "{key}": [\n{items}\n  ]')
        else:
            lines.append(f'  "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _section(section: Any) -> str:
    """A cell or a block, a line a part, and in weights, step and layers a line each."""
    if not isinstance(section, dict):
        return json.dumps(section, ensure_ascii=False)
    lines = []
    for key, value in section.items():
        if key in ("weights", "step") and isinstance(value, dict) and value:
            inner = (f"{json.dumps(name)}: {json.dumps(each, ensure_ascii=False)}" for name, each in value.items())
            lines.append(_listed(key, inner, "{}"))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(_listed(key, (json.dumps(each, ensure_ascii=False) for each in value), "[]"))
        else:
            lines.append(f'      "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n    }"


def _listed(key: str, items: Iterable[str], ends: str) -> str:
    inner = ",\n".join(f"        {each}" for each in items)
    return f'      "{key}": {ends[0]}\n{inner}\n      {ends[1]}'
