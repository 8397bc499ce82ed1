"""The fields of a random layer: those that its recipe has options for, and those whose kind says what they may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic.fields import FieldInfo

from rnngraph.graph import TensorType
from rnngraph.layers import CELLS, LAYERS
from rnngraph.objects import ACTIVATIONS, CONSTRAINTS, INITIALIZERS, REGULARIZERS
from tests.differential.graphs.draw import Draw, Entry

POLICIES = ("float32", "float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16")
SIZES = (1, 2, 3, 4)
KINDS = {kind.__name__: kind for kind in (*LAYERS, *CELLS)}
Options = Sequence[Any] | Callable[[Draw, TensorType], Any]
"""What a field may be: values, the simplest first, or a function of the input's type."""

BY_END: Mapping[str, Sequence[Any]] = {
    "initializer": sorted(INITIALIZERS.classes),
    "regularizer": sorted(REGULARIZERS.classes),
    "constraint": sorted(CONSTRAINTS.classes),
    "activation": [None, *ACTIVATIONS.classes],
    "dropout": [0.5, 0.0, 1.0],
    "seed": [0, 7],
    "dtype": POLICIES,
}
"""The options of fields whose names end so."""


def fields(draw: Draw, type_name: str, options: Mapping[str, Options], kind: TensorType, *, optional: int = 3) -> Entry:
    """A layer of that type: the fields that it needs, and a few that it has defaults for."""
    made: Entry = {"type": type_name}
    can_be: dict[str, Options] = {}
    for name, info in KINDS[type_name].model_fields.items():
        found = options.get(name, generic(name, info))
        if info.is_required():
            made[name] = value(draw, found, kind)
        elif found:
            can_be[name] = found
    for name in draw.some(sorted(can_be), optional):
        made[name] = value(draw, can_be[name], kind)
    return made


def generic(name: str, info: FieldInfo) -> Sequence[Any]:
    """What a field may be that no recipe speaks of; nothing where neither its name nor its type says."""
    if info.annotation is bool:
        return (not info.default,)
    return next((found for end, found in BY_END.items() if name.endswith(end)), ())


def value(draw: Draw, options: Options, kind: TensorType) -> Any:
    """One of a field's options."""
    return options(draw, kind) if callable(options) else draw.choice(options)
