"""Which weights an initializer can make, and a regularizer can measure: Keras looks only when it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from rnngraph.graph import Problem, Shape, Weight
from rnngraph.objects import INITIALIZERS, REGULARIZERS
from rnngraph.objects.table import Table
from rnngraph.problems import kinds

TABLES: Mapping[str, Table] = {"initializer": INITIALIZERS, "regularizer": REGULARIZERS}
SHAPES = {
    "Orthogonal": "two axes or more",
    "Identity": "two axes",
    "OrthogonalRegularizer": "two axes, that of its `mode` of known size",
    "STFT": "the shape (steps, 1, frequencies), of two frequencies or more",
}
"""What the class's `__call__` asks of a shape (Keras 3.15)."""


def fits(class_name: str, shape: Shape, mode: str = "rows") -> bool:
    """Whether an object of that class takes a tensor of that shape; `mode` is an OrthogonalRegularizer's."""
    match class_name:
        case "Orthogonal":
            return len(shape) >= 2
        case "Identity":
            return len(shape) == 2
        case "OrthogonalRegularizer":
            return len(shape) == 2 and shape[mode == "columns"] is not None
        case "STFT":
            return len(shape) == 3 and shape[1] == 1 and (shape[2] or 0) > 1
    return True


def object_shape_problems(
    fields: Mapping[str, Any], weights: Sequence[Weight], output: Shape | None
) -> tuple[Problem, ...]:
    """The problems of a layer's own initializers and regularizers, given its fields; inner layers have their own."""
    problems = []
    for field, noun in _object_fields(tuple(fields)):
        value = fields[field]
        name = value["type"] if isinstance(value, dict) and "type" in value else value
        class_name = TABLES[noun].class_of(name) if isinstance(name, str) else None
        if class_name not in SHAPES:
            continue
        what, shape = _target(field.removesuffix(f"_{noun}"), weights, output)
        mode = value.get("mode", "rows") if isinstance(value, dict) else "rows"
        if shape is not None and not fits(str(class_name), shape, mode):
            wanted = SHAPES[str(class_name)]
            problems.append(
                kinds.weights.WrongObjectShape(
                    field, class_name=str(class_name), wanted=wanted, target=what, found=shape
                )
            )
    return tuple(problems)


@lru_cache(maxsize=256)
def _object_fields(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Those of some fields that hold such objects, each with what it holds."""
    named = ((field, field.rpartition("_")[2]) for field in names)
    return tuple((field, noun) for field, noun in named if noun in TABLES)


def _target(name: str, weights: Sequence[Weight], output: Shape | None) -> tuple[str, Shape | None]:
    """What a field is about: a weight, whose name it has or begins, or the output; an LSTM's bias is made in parts."""
    if name == "activity":
        return "output", output
    if name in TABLES:  # a field that is called so, without a weight's name before it, is about the only one
        return weights[0].name, weights[0].shape
    found = next((each for each in weights if each.name == name), None) or next(
        (each for each in weights if each.name.startswith(f"{name}_")), None
    )
    return (found.name, found.shape) if found else (name, None)
