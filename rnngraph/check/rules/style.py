"""RG9: what is right, and could be plainer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.rule import Context, Said, rule, shown, subject
from rnngraph.documents.parameters import USE
from rnngraph.expressions import ExpressionError, parse
from rnngraph.graph import Pointer, Problem
from rnngraph.layers.base import plain
from rnngraph.problems import kinds


def strings(value: Any) -> Iterator[str]:
    """Every string in a tree."""
    waiting = [value]
    while waiting:
        at = waiting.pop()
        if isinstance(at, str):
            yield at
        elif isinstance(at, list | dict):
            waiting += at.values() if isinstance(at, dict) else at


def find_unused_parameters(context: Context) -> Iterator[Problem]:
    """Parameters of the document that no value uses."""
    document = context.document
    parameters = document.get("parameters") if isinstance(document, dict) else None
    # Where something could not be read, a use may be what is missing.
    if not isinstance(parameters, dict) or context.graph.problems:
        return
    used = {name for text in strings(document) if text.startswith("$") for name in _names(text)}
    for name in parameters:
        if name not in used:
            at = "/parameters/" + name.replace("~", "~0").replace("/", "~1")
            yield kinds.style.UnusedParameter("parameters", name=name, origin=Pointer(at))


def _names(text: str) -> list[str]:
    found = USE.fullmatch(text)
    try:
        return [name for name, _ in parse(found[1] or found[2]).names()] if found else []
    except ExpressionError:
        return re.findall(r"\w+", text)


@rule("RG901", kinds.style.UnusedParameter, "warning", find_unused_parameters)
def unused_parameter(problem: kinds.style.UnusedParameter, context: Context) -> Said:
    """A parameter is there to be used.

    One that no value uses changes nothing when it is set: often a number was written out in its place.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "parameters": {"units": 4}, "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "parameters": {"units": 4}, "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": "$units"}]}
    ```
    """
    at = problem.origin.path if isinstance(problem.origin, Pointer) else ""
    fix = Fix("remove it", (Edit(at, operation="remove"),), safe=False)
    return f"the parameter {shown(problem.name)} is used nowhere", fix


def find_defaults(context: Context) -> Iterator[Problem]:
    """Fields that say what would hold without them."""
    for node in context.graph.nodes:
        layer, place = context.layer(node.name), context.pointer(node.name)
        if layer is None or place is None or node.shares:
            continue
        for path, each in [("", layer), *layer.inner_layers()]:
            written = context.value(f"{place}/{path}".rstrip("/"))
            for field, info in type(each).model_fields.items():
                if isinstance(written, dict) and field in written and not info.is_required():
                    told = written[field]
                    if plain(getattr(each, field)) == plain(info.default) and not str(told).startswith("$"):
                        yield kinds.style.DefaultValue(f"{path}/{field}".strip("/"), node=node.name, value=told)


@rule("RG902", kinds.style.DefaultValue, "warning", find_defaults, optional=True)
def default_value(problem: kinds.style.DefaultValue, context: Context) -> Said:
    """A field is written where it differs from its default.

    Optional: some like to see the defaults.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 4, "use_bias": true}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 4}]}
    ```
    """
    field = (problem.field or "").rpartition("/")[2]
    at = context.pointer(problem.node, problem.field or "")
    fix = Fix(f"leave {field} out", (Edit(at, operation="remove"),)) if at else None
    return f"{subject(problem)}{shown(problem.value)} is the default of `{field}`", fix


def find_unnamed(context: Context) -> Iterator[Problem]:
    """Layers without a name that something refers to by the name that they happen to get."""
    document = context.document
    if not isinstance(document, dict):
        return
    entries = [each for each in _entries(document) if isinstance(each, dict)]
    held = [each.get(key) for each in entries for key in ("inputs", "initial_state", "mask", "shares")]
    used = {text.partition(".")[0] for text in strings([*held, document.get("outputs")])}
    for node in context.graph.nodes:
        place = context.pointer(node.name)
        written = context.value(place) if place else None
        if node.name in used and isinstance(written, dict) and "name" not in written:
            yield kinds.style.UnnamedLayer(node=node.name)


def _entries(document: dict[str, Any]) -> list[Any]:
    found = document.get("layers")
    return found if isinstance(found, list) else []


@rule("RG903", kinds.style.UnnamedLayer, "warning", find_unnamed, optional=True)
def unnamed_layer(problem: kinds.style.UnnamedLayer, context: Context) -> Said:
    """A layer that something refers to has a name.

    The name that it gets otherwise counts the layers of its type, so another layer before it changes it.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 8}, {"type": "Add", "inputs": ["x", "dense"]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"name": "hidden", "type": "Dense", "units": 8}, {"type": "Add", "inputs": ["x", "hidden"]}]}
    ```
    """
    at = context.pointer(problem.node, "name")
    fix = Fix("write the name down", (Edit(at, problem.node),)) if at else None
    return f"{subject(problem)}it is referred to by a name that it was not given", fix


FAMILY = (unused_parameter, default_value, unnamed_layer)
