"""The lists of Keras's aliases, and of what rnngraph lacks, against Keras."""

from __future__ import annotations

import inspect
from typing import Any

import keras
import pytest

from rnngraph import objects
from rnngraph.layers import CELLS, LAYERS
from rnngraph.layers.aliases import ALIASES
from rnngraph.objects import Table
from rnngraph.problems.words import MISSING_LAYERS, MISSING_OBJECTS

CLASSES = {name: each for name, each in vars(keras.layers).items() if inspect.isclass(each)}
BASES = {"Layer", "Wrapper", "InputSpec"}
"""No layers by themselves."""
FAMILIES: list[tuple[Table, Any]] = [
    (objects.LOSSES, keras.losses),
    (objects.METRICS, keras.metrics),
    (objects.OPTIMIZERS, keras.optimizers),
    (objects.INITIALIZERS, keras.initializers),
    (objects.ACTIVATIONS, keras.activations),
    (objects.REGULARIZERS, keras.regularizers),
    (objects.CONSTRAINTS, keras.constraints),
]


def test_aliases_are_keras_s() -> None:
    assert {name: each.__name__ for name, each in CLASSES.items() if each.__name__ != name} == ALIASES


def test_every_layer_is_here_or_called_missing() -> None:
    own = {kind.__name__ for kind in (*LAYERS, *CELLS)}
    assert {each.__name__ for each in CLASSES.values()} - BASES - own == set(MISSING_LAYERS)


@pytest.mark.parametrize(("table", "module"), FAMILIES, ids=[table.family for table, _ in FAMILIES])
def test_every_object_is_here_or_called_missing(table: Table, module: Any) -> None:
    names = {name for name, each in vars(module).items() if callable(each) and not name.startswith("_")}
    names -= {"get", "serialize", "deserialize", table.family.title()}
    lacking = {name for name in names if table.class_of(name) is None and name.lower() not in table.plain}
    assert lacking == set(MISSING_OBJECTS[table.family])
