"""From the plain data of `rnngraph.objects` to calls that make Keras objects. The class names come from our tables."""

from __future__ import annotations

from typing import Any

from rnngraph.lowering.calls import KerasCall, KerasName
from rnngraph.objects import (
    ACTIVATIONS,
    CONSTRAINTS,
    FILES,
    INITIALIZERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
)
from rnngraph.objects.table import Table

Canonical = str | dict[str, Any]
"""A value as the tables store it: a short name, or `{"type": ..., arguments}`."""


def _call(table: Table, module: str, value: Canonical) -> KerasCall:
    given = {"type": value} if isinstance(value, str) else value
    class_name = _class_of(table, given["type"])
    arguments = {name: argument for name, argument in given.items() if name != "type"}
    if isinstance(arguments.get("learning_rate"), str | dict):
        arguments["learning_rate"] = _call(SCHEDULES, "keras.optimizers.schedules", arguments["learning_rate"])
    return KerasCall(f"{module}.{class_name}", arguments)


def _class_of(table: Table, name: str) -> str:
    class_name = table.class_of(name)
    if class_name is None:
        raise ValueError(f"{name!r} is not {table.says}")
    return class_name


def initializer(value: Canonical) -> KerasCall:
    """A Keras initializer, or ours that reads a file."""
    if isinstance(value, dict) and value["type"] in FILES.classes:
        arguments = {name: argument for name, argument in value.items() if name != "type"}
        return KerasCall("rnngraph.keras.files.FileInitializer", arguments)
    return _call(INITIALIZERS, "keras.initializers", value)


def regularizer(value: Canonical) -> KerasCall:
    """A Keras regularizer."""
    return _call(REGULARIZERS, "keras.regularizers", value)


def constraint(value: Canonical) -> KerasCall:
    """A Keras constraint."""
    return _call(CONSTRAINTS, "keras.constraints", value)


def activation(value: str) -> KerasName:
    """A Keras activation function."""
    return KerasName(f"keras.activations.{_class_of(ACTIVATIONS, value)}")


def optimizer(value: Canonical) -> KerasCall:
    """A Keras optimizer, with its learning rate schedule."""
    return _call(OPTIMIZERS, "keras.optimizers", value)


def loss(value: Canonical) -> KerasCall:
    """A Keras loss."""
    return _call(LOSSES, "keras.losses", value)


def metric(value: Canonical) -> KerasCall | str:
    """A Keras metric, or a name such as "accuracy", whose class Keras picks by the shapes."""
    if isinstance(value, str) and value in METRICS.plain:
        return value
    return _call(METRICS, "keras.metrics", value)
