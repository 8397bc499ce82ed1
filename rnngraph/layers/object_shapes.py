"""Which weights an initializer can make, a regularizer can measure and a constraint can scale.

Keras finds out only when it makes the weight, or when it trains.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from rnngraph.graph import Problem, Shape, Weight
from rnngraph.objects import CONSTRAINTS, INITIALIZERS, REGULARIZERS
from rnngraph.objects.table import Table
from rnngraph.problems import kinds

TABLES: Mapping[str, Table] = {
    "initializer": INITIALIZERS,
    "regularizer": REGULARIZERS,
    "constraint": CONSTRAINTS,
}
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


def misfit(noun: str, value: Any, shape: Shape) -> tuple[str, str] | None:
    """The class of an object that can't treat a tensor of that shape, and what it asks of a shape.

    Arguments:
        noun: initializer, regularizer or constraint.
        value: the object in canonical form.
        shape: of the weight; of the output, the batch first.

    Sources: the `__call__` of each class in Keras 3.15, and `compute_fans`, which reads `input_axes` and `output_axes`
    only if both are given.
    """
    arguments = value if isinstance(value, dict) else {}
    name = arguments.get("type", value)
    class_name = TABLES[noun].class_of(name) if isinstance(name, str) else None
    if class_name is None:
        return None
    if not fits(class_name, shape, arguments.get("mode", "rows")):
        return class_name, SHAPES[class_name]
    axes: list[int] = []
    if noun == "initializer" and arguments.get("input_axes") and arguments.get("output_axes"):
        axes = [axis for field in ("input_axes", "output_axes") for axis in _axes(arguments[field])]
    elif noun == "constraint" and "axis" in TABLES[noun].classes[class_name]:
        axes = _axes(arguments.get("axis", 0))
        if len({axis % len(shape) for axis in axes if shape}) < len(axes) and shape:
            return class_name, f"axes that differ, and its `axis` is {axes}"
    absent = next((axis for axis in axes if not -len(shape) <= axis < len(shape)), None)
    return None if absent is None else (class_name, f"shapes that have an axis {absent}")


def _axes(value: int | Iterable[int]) -> list[int]:
    return [value] if isinstance(value, int) else list(value)


def object_shape_problems(
    fields: Mapping[str, Any], weights: Sequence[Weight], output: Shape | None
) -> tuple[Problem, ...]:
    """The problems of a layer's own initializers, regularizers and constraints; inner layers have their own.

    Arguments:
        fields: the layer's fields.
        weights: the layer's weights.
        output: the shape of the layer's main output.
    """
    problems = []
    for field, noun in _object_fields(tuple(fields)):
        if fields[field] is None:
            continue
        for what, shape in _targets(field.removesuffix(f"_{noun}"), noun, weights, output):
            problem = shape_problem(field, noun, fields[field], what, shape)
            if problem:
                problems.append(problem)
                break
    return tuple(problems)


def shape_problem(field: str | None, noun: str, value: Any, target: str, shape: Shape) -> Problem | None:
    """The problem of an object in `field` that can't treat the weight or output called `target`, if it can't."""
    wrong = misfit(noun, value, shape)
    if wrong is None:
        return None
    class_name, wanted = wrong
    return kinds.weights.WrongObjectShape(field, class_name=class_name, wanted=wanted, target=target, found=shape)


@lru_cache(maxsize=256)
def _object_fields(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Those of some fields that hold such objects, each with what it holds."""
    named = ((field, field.rpartition("_")[2]) for field in names)
    return tuple((field, noun) for field, noun in named if noun in TABLES)


def _targets(name: str, noun: str, weights: Sequence[Weight], output: Shape | None) -> Iterator[tuple[str, Shape]]:
    """What a field is about: the output, or weights whose name it has or begins; an LSTM's bias is made in parts.

    MultiHeadAttention gives its one `kernel_initializer` to the kernels of all its projections (`query/kernel`).
    Regularizers and constraints act on weights that are trained.
    """
    if name == "activity":
        if output is not None:
            yield "output", output
        return
    if name in TABLES:  # a field that is called so, without a weight's name before it, is about the only one
        yield weights[0].name, weights[0].shape
        return
    own = [(each.name.rpartition("/")[2], each) for each in weights]
    exact = [each for last, each in own if last == name]
    for each in exact or [each for last, each in own if last.startswith(f"{name}_")][:1]:
        if noun == "initializer" or each.trainable:
            yield each.name, each.shape
