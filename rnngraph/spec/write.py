"""From a graph to its document: the author's own text where there is one, else one line a layer, defaults left out."""

from __future__ import annotations

import json
from typing import Any

from rnngraph.graph import Graph, Input, Node, Ref
from rnngraph.layers.base import Layer
from rnngraph.spec.document import VERSION
from rnngraph.spec.training import Training


def write(graph: Graph) -> str:
    """The document as text: the author's, unless its parameters were set from outside."""
    kept = graph.source is not None and not graph.source.settings
    return graph.source.text if graph.source and kept else formatted(document(graph))


def document(graph: Graph) -> dict[str, Any]:
    """The document as a tree. Reading it gives an equal graph."""
    outputs = {each.name: str(each.ref) for each in graph.outputs}
    training = graph.training.authored() if isinstance(graph.training, Training) else None
    return {
        "rnngraph": VERSION,
        "name": graph.name,
        **({"description": graph.description} if graph.description else {}),
        **({"batch_size": graph.batch_size} if graph.batch_size is not None else {}),
        **({"dtype_policy": graph.dtype_policy} if graph.dtype_policy != "float32" else {}),
        **_cells(graph),
        "inputs": [_input(each) for each in graph.inputs],
        "layers": [_node(each) for each in graph.nodes],
        "outputs": outputs if graph.named_outputs else list(outputs.values()),
        **({"training": training} if training is not None else {}),
    }


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
        if key == "cells":
            items = ",\n".join(f"    {json.dumps(name)}: {_section(each)}" for name, each in value.items())
            lines.append(f'  "cells": {{\n{items}\n  }}')
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            items = ",\n".join(f"    {json.dumps(each, ensure_ascii=False)}" for each in value)
            lines.append(f'  "{key}": [\n{items}\n  ]')
        else:
            lines.append(f'  "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _section(section: dict[str, Any]) -> str:
    """A cell, a line a part, and in weights and step a line each: formulas are read from top to bottom."""
    lines = []
    for key, value in section.items():
        if key in ("weights", "step") and value:
            inner = ",\n".join(
                f"        {json.dumps(name)}: {json.dumps(each, ensure_ascii=False)}" for name, each in value.items()
            )
            lines.append(f'      "{key}": {{\n{inner}\n      }}')
        else:
            lines.append(f'      "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n    }"
