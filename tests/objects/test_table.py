"""Names, objects and errors of the closed lists."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic_core import PydanticCustomError

from rnngraph.objects import (
    ACTIVATIONS,
    CONSTRAINTS,
    INITIALIZERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
    Table,
    checked,
)

TABLES = (INITIALIZERS, REGULARIZERS, CONSTRAINTS, ACTIVATIONS, OPTIMIZERS, SCHEDULES, LOSSES, METRICS)


@pytest.mark.parametrize(
    ("table", "spellings", "canonical"),
    [
        (INITIALIZERS, ["glorot_uniform", "GlorotUniform", {"type": "GlorotUniform"}], "glorot_uniform"),
        (INITIALIZERS, ["uniform", "RandomUniform", {"type": "uniform", "maxval": 0.05}], "uniform"),
        (INITIALIZERS, [{"type": "RandomUniform", "minval": -1}], {"type": "RandomUniform", "minval": -1}),
        (REGULARIZERS, ["l2", "L2", {"class_name": "L2", "config": {"l2": 0.01}}], "l2"),
        (REGULARIZERS, [{"type": "l1_l2", "l1": 0.1}], {"type": "L1L2", "l1": 0.1}),
        (CONSTRAINTS, ["max_norm", {"type": "MaxNorm", "max_value": 2}], "max_norm"),
        (ACTIVATIONS, ["silu", "swish"], "silu"),
        (OPTIMIZERS, ["adam", "Adam", {"type": "Adam", "learning_rate": 0.001}], "adam"),
        (OPTIMIZERS, ["sgd", "SGD"], "sgd"),
        (LOSSES, ["mse", "MSE", "mean_squared_error", "MeanSquaredError"], "mean_squared_error"),
        (METRICS, ["accuracy"], "accuracy"),
        (METRICS, ["Accuracy"], {"type": "Accuracy"}),
    ],
)
def test_every_spelling_is_stored_in_one_form(table: Table, spellings: list[Any], canonical: Any) -> None:
    assert [checked(table, each) for each in spellings] == [canonical] * len(spellings)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.family)
def test_the_canonical_form_is_its_own(table: Table) -> None:
    for class_name, arguments in table.classes.items():
        required = {key: 1 for key, argument in arguments.items() if argument.kind in ("number", "integer")}
        lists = {key: [1, 2] for key, argument in arguments.items() if argument.kind == "numbers"}
        value = checked(table, {"type": class_name, **required, **lists})
        assert checked(table, json.loads(json.dumps(value))) == value
        assert table.class_of(value if isinstance(value, str) else value["type"]) == class_name


def test_keras_s_own_serialized_form_is_read() -> None:
    value = {
        "module": "keras.initializers",
        "class_name": "RandomNormal",
        "config": {"mean": 0.0, "stddev": 0.1, "seed": None},
        "registered_name": None,
    }
    assert checked(INITIALIZERS, value) == {"type": "RandomNormal", "stddev": 0.1}


def test_a_schedule_stands_in_an_optimizer() -> None:
    schedule = {"type": "CosineDecay", "initial_learning_rate": 0.1, "decay_steps": 1000}
    value = {"type": "SGD", "learning_rate": schedule, "momentum": 0.9}
    assert checked(OPTIMIZERS, value) == value


@pytest.mark.parametrize(
    ("table", "value", "kind", "path"),
    [
        (INITIALIZERS, "glorot", "unknown_object", []),
        (INITIALIZERS, {"type": "Glorot"}, "unknown_object", ["type"]),
        (INITIALIZERS, {"type": ["Zeros"]}, "unknown_object", ["type"]),
        (INITIALIZERS, {"minval": 1}, "missing_field", ["type"]),
        (INITIALIZERS, {"type": "RandomUniform", "min": 1}, "unknown_argument", ["min"]),
        (INITIALIZERS, {"type": "RandomUniform", "minval": "1"}, "argument_type", ["minval"]),
        (INITIALIZERS, {"type": "RandomUniform", "minval": True}, "argument_type", ["minval"]),
        (INITIALIZERS, {"type": "RandomUniform", "minval": float("nan")}, "argument_type", ["minval"]),
        (INITIALIZERS, {"type": "VarianceScaling", "mode": "fan"}, "argument_type", ["mode"]),
        (INITIALIZERS, 3, "argument_type", []),
        (INITIALIZERS, {"class_name": "Evil", "config": {}}, "unknown_object", ["class_name"]),
        (INITIALIZERS, {"class_name": "Zeros", "module": "os", "config": {}}, "unknown_argument", ["module"]),
        (
            INITIALIZERS,
            {"class_name": "Zeros", "registered_name": "mine>Zeros"},
            "unknown_argument",
            ["registered_name"],
        ),
        (INITIALIZERS, {"class_name": "Constant", "config": {"value": "x"}}, "argument_type", ["config", "value"]),
        (OPTIMIZERS, {"type": "Adam", "learning_rate": "fast"}, "argument_type", ["learning_rate"]),
        (
            OPTIMIZERS,
            {"type": "Adam", "learning_rate": {"type": "CosineDecay", "initial_learning_rate": 1}},
            "missing_field",
            ["learning_rate", "decay_steps"],
        ),
        (METRICS, {"type": "PrecisionAtRecall"}, "missing_field", ["recall"]),
        (ACTIVATIONS, "eval", "unknown_object", []),
    ],
)
def test_what_is_wrong_has_a_kind_and_a_place(table: Table, value: Any, kind: str, path: list[str]) -> None:
    with pytest.raises(PydanticCustomError) as error:
        checked(table, value)
    assert error.value.type == kind
    assert error.value.context and error.value.context["path"] == path
