"""The arguments of a layer that a picture has room for."""

from __future__ import annotations

from rnngraph.layers.base import Layer, plain
from rnngraph.layers.block import Block

NOT_SHOWN = ("initializer", "regularizer", "constraint")
"""Endings of arguments that no picture has room for: they change neither a shape nor a connection."""


def shown_arguments(layer: Layer) -> tuple[tuple[str, str], ...]:
    """Name and text of the required arguments, and of those that differ from their defaults."""
    # The title of a block has its name already, and its parameters show in its layers.
    held = set(type(layer).model_fields) if isinstance(layer, Block) else set[str]()
    held |= {path.partition("/")[0] for path, _ in layer.inner_layers()}
    shown = {}
    for name, info in type(layer).model_fields.items():
        value = getattr(layer, name)
        wanted = info.is_required() or value != info.default
        if wanted and name not in held | {"seed"} and not name.endswith(NOT_SHOWN):
            shown[name] = _short(plain(value))
    return tuple(shown.items())


def _short(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case None:
            return "none"
        case dict():
            return str(value.get("type", "..."))
        case list():
            return f"({', '.join(_short(each) for each in value)})"
    return str(value)
