"""From the plain data of `rnngraph.objects` to Keras objects: classes of our own tables, found in Keras's modules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from rnngraph.keras.files import FileInitializer
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

Value = str | dict[str, Any]


def _made(table: Table, module: Any, value: Value) -> Any:
    """The object of a canonical value: always a new one, so that no two layers share a random state."""
    given = {"type": value} if isinstance(value, str) else value
    class_name = _class_of(table, given["type"])
    arguments = {key: each for key, each in given.items() if key != "type"}
    if isinstance(arguments.get("learning_rate"), str | dict):
        arguments["learning_rate"] = _made(SCHEDULES, keras.optimizers.schedules, arguments["learning_rate"])
    return getattr(module, class_name)(**arguments)


def _class_of(table: Table, name: str) -> str:
    found = table.class_of(name)
    if found is None:
        raise ValueError(f"{name!r} is not {table.says}")
    return found


def initializer(value: Value) -> keras.initializers.Initializer:
    """A Keras initializer, or ours that reads a file."""
    if isinstance(value, dict) and value["type"] in FILES.classes:
        return FileInitializer(**{key: each for key, each in value.items() if key != "type"})
    return _made(INITIALIZERS, keras.initializers, value)


def regularizer(value: Value) -> keras.regularizers.Regularizer:
    """A Keras regularizer."""
    return _made(REGULARIZERS, keras.regularizers, value)


def constraint(value: Value) -> keras.constraints.Constraint:
    """A Keras constraint."""
    return _made(CONSTRAINTS, keras.constraints, value)


def activation(value: str) -> Callable[..., Any]:
    """A Keras activation function."""
    return getattr(keras.activations, _class_of(ACTIVATIONS, value))  # type: ignore[no-any-return]


def optimizer(value: Value) -> keras.optimizers.Optimizer:
    """A Keras optimizer, its schedule made as well."""
    return _made(OPTIMIZERS, keras.optimizers, value)


def loss(value: Value) -> keras.losses.Loss:
    """A Keras loss."""
    return _made(LOSSES, keras.losses, value)


def metric(value: Value) -> keras.metrics.Metric | str:
    """A Keras metric, or the name of one whose kind Keras takes from the shapes ("accuracy")."""
    if isinstance(value, str) and value in METRICS.plain:
        return value
    return _made(METRICS, keras.metrics, value)
