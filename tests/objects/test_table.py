"""Names, objects and errors of the closed lists."""

from __future__ import annotations

import json
from typing import Any

import pytest

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
from rnngraph.objects.table import REQUIRED
from rnngraph.problems import Rejected, kinds

TABLES = (INITIALIZERS, REGULARIZERS, CONSTRAINTS, ACTIVATIONS, OPTIMIZERS, SCHEDULES, LOSSES, METRICS)
STEPS = {"decay_steps": 10}


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
        (OPTIMIZERS, ["adam", "Adam", "ADAM", {"type": "Adam", "learning_rate": 0.001, "clipnorm": None}], "adam"),
        (OPTIMIZERS, ["sgd", "SGD"], "sgd"),
        (LOSSES, ["mse", "MSE", "mean_squared_error", "MeanSquaredError"], "mean_squared_error"),
        (METRICS, ["accuracy", "acc", "Accuracy", {"type": "accuracy"}], "accuracy"),
        (METRICS, [{"type": "Accuracy"}, {"class_name": "Accuracy"}], {"type": "Accuracy"}),
        (METRICS, [{"type": "AUC", "curve": "pr"}], {"type": "AUC", "curve": "PR"}),
        (INITIALIZERS, [{"type": "VarianceScaling", "distribution": "normal"}], "variance_scaling"),
    ],
)
def test_every_spelling_is_stored_in_one_form(table: Table, spellings: list[Any], canonical: Any) -> None:
    assert [checked(table, each) for each in spellings] == [canonical] * len(spellings)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.family)
def test_a_short_name_is_its_own_form(table: Table) -> None:
    for class_name, arguments in table.classes.items():
        if all(each.default is not REQUIRED for each in arguments.values()):
            value = checked(table, class_name) if class_name != "Accuracy" else checked(table, {"type": class_name})
            assert checked(table, json.loads(json.dumps(value))) == value
            assert table.class_of(value if isinstance(value, str) else value["type"]) == class_name


@pytest.mark.parametrize(
    ("table", "value"),
    [
        (INITIALIZERS, {"type": "VarianceScaling", "scale": 2, "distribution": "normal", "mode": "fan_out"}),
        (INITIALIZERS, {"type": "GlorotUniform", "seed": 7, "input_axes": (0, 1)}),
        (OPTIMIZERS, {"type": "adam", "learning_rate": 1, "use_ema": True}),
        (OPTIMIZERS, {"type": "SGD", "learning_rate": {"type": "CosineDecay", "initial_learning_rate": 1, **STEPS}}),
        (METRICS, {"type": "IoU", "num_classes": 3, "target_class_ids": [0, 2], "name": "mine"}),
    ],
)
def test_the_canonical_form_is_its_own(table: Table, value: Any) -> None:
    once = checked(table, value)
    assert checked(table, json.loads(json.dumps(once))) == once


def test_keras_s_own_serialized_form_is_read() -> None:
    value = {
        "module": "keras.initializers",
        "class_name": "RandomNormal",
        "config": {"mean": 0.0, "stddev": 0.1, "seed": None},
        "registered_name": None,
    }
    assert checked(INITIALIZERS, value) == {"type": "RandomNormal", "stddev": 0.1}


@pytest.mark.parametrize(("auc", "named"), [("auc", {}), ("auc_3", {}), ("precise", {"name": "precise"})])
def test_of_keras_s_names_only_those_that_someone_chose_are_kept(auc: str, named: dict[str, str]) -> None:
    value = {"class_name": "AUC", "config": {"name": auc, "dtype": "float32", "curve": "PR"}}
    assert checked(METRICS, value) == {"type": "AUC", "curve": "PR", **named}


def test_a_rate_that_keras_kept_in_a_float32_is_the_same_rate() -> None:
    assert checked(OPTIMIZERS, {"class_name": "Adam", "config": {"learning_rate": 0.0010000000474974513}}) == "adam"
    value = {"type": "SGD", "learning_rate": 0.30000001192092896}
    assert checked(OPTIMIZERS, value) == {"type": "SGD", "learning_rate": 0.3}


def test_an_integer_is_a_number() -> None:
    assert json.dumps(checked(INITIALIZERS, {"type": "Constant", "value": 1})) == '{"type": "Constant", "value": 1.0}'


def test_a_function_in_keras_s_serialized_form_is_its_name() -> None:
    value = {"module": "builtins", "class_name": "function", "config": "tanh", "registered_name": "function"}
    assert checked(ACTIVATIONS, value) == "tanh"


def test_a_schedule_stands_in_an_optimizer() -> None:
    schedule = {"type": "CosineDecay", "initial_learning_rate": 0.1, "decay_steps": 1000}
    value = {"type": "SGD", "learning_rate": schedule, "momentum": 0.9}
    assert checked(OPTIMIZERS, value) == value


@pytest.mark.parametrize(
    ("table", "value", "kind", "path"),
    [
        (INITIALIZERS, "glorot", "UnknownObject", []),
        (INITIALIZERS, {"type": "Glorot"}, "UnknownObject", ["type"]),
        (INITIALIZERS, {"type": ["Zeros"]}, "UnknownObject", ["type"]),
        (INITIALIZERS, {"minval": 1}, "MissingField", ["type"]),
        (INITIALIZERS, {"type": "RandomUniform", "min": 1}, "UnknownArgument", ["min"]),
        (INITIALIZERS, {"type": "RandomUniform", "minval": "1"}, "WrongArgument", ["minval"]),
        (INITIALIZERS, {"type": "RandomUniform", "minval": True}, "WrongArgument", ["minval"]),
        (INITIALIZERS, {"type": "RandomUniform", "minval": float("nan")}, "WrongArgument", ["minval"]),
        (INITIALIZERS, {"type": "VarianceScaling", "mode": "fan"}, "WrongArgument", ["mode"]),
        (INITIALIZERS, 3, "WrongArgument", []),
        (INITIALIZERS, {"class_name": "Evil", "config": {}}, "UnknownObject", ["class_name"]),
        (INITIALIZERS, {"class_name": "Zeros", "module": "os", "config": {}}, "UnknownArgument", ["module"]),
        (
            INITIALIZERS,
            {"class_name": "Zeros", "registered_name": "mine>Zeros"},
            "UnknownArgument",
            ["registered_name"],
        ),
        (INITIALIZERS, {"class_name": "Constant", "config": {"value": "x"}}, "WrongArgument", ["config", "value"]),
        (OPTIMIZERS, {"type": "Adam", "learning_rate": "fast"}, "WrongArgument", ["learning_rate"]),
        (
            OPTIMIZERS,
            {"type": "Adam", "learning_rate": {"type": "CosineDecay", "initial_learning_rate": 1}},
            "MissingField",
            ["learning_rate", "decay_steps"],
        ),
        (
            OPTIMIZERS,
            {"type": "Adam", "learning_rate": {"type": "Cosine"}},
            "UnknownObject",
            ["learning_rate", "type"],
        ),
        (OPTIMIZERS, {"type": "Adam", "clipnorm": 1, "clipvalue": 1}, "WrongArgument", ["clipvalue"]),
        (OPTIMIZERS, {"class_name": "Adam", "config": {"decay": 0.1}}, "UnknownArgument", ["config", "decay"]),
        (INITIALIZERS, {"type": "Constant", "value": 10**400}, "WrongArgument", ["value"]),
        (INITIALIZERS, {"type": "Constant", "value": 1e39}, "WrongArgument", ["value"]),
        (INITIALIZERS, {"type": "Zeros", 3: 4}, "UnknownArgument", [3]),
        (INITIALIZERS, {"class_name": "Constant", "config": [1]}, "WrongArgument", ["config"]),
        (INITIALIZERS, {"class_name": "function", "config": "eval"}, "UnknownObject", ["config"]),
        (CONSTRAINTS, {"type": "MaxNorm", "axis": [0, "1"]}, "WrongArgument", ["axis", 1]),
        (CONSTRAINTS, {"type": "MaxNorm", "axis": []}, "WrongArgument", ["axis"]),
        (REGULARIZERS, {"type": "L2", "l2": -1}, "WrongArgument", ["l2"]),
        (SCHEDULES, {"type": "ExponentialDecay", "initial_learning_rate": 1}, "MissingField", ["decay_steps"]),
        (
            SCHEDULES,
            {"type": "PiecewiseConstantDecay", "boundaries": [1], "values": [1]},
            "WrongArgument",
            ["values"],
        ),
        (METRICS, {"type": "PrecisionAtRecall"}, "MissingField", ["recall"]),
        (METRICS, {"type": "accuracy", "name": "mine"}, "UnknownArgument", ["name"]),
        (METRICS, {"type": "AUC", "name": "a/b"}, "WrongArgument", ["name"]),
        (METRICS, {"type": "AUC", "num_thresholds": 2**40}, "WrongArgument", ["num_thresholds"]),
        (METRICS, "crossentropy", "UnknownObject", []),
        (ACTIVATIONS, "eval", "UnknownObject", []),
    ],
)
def test_what_is_wrong_has_a_kind_and_a_place(table: Table, value: Any, kind: str, path: list[str]) -> None:
    with pytest.raises(Rejected) as error:
        checked(table, value)
    (problem,) = error.value.problems
    assert type(problem).__name__ == kind
    assert (problem.field or "").split("/") == [*map(str, path or [""])]


@pytest.mark.parametrize(
    ("table", "value", "expected"),
    [
        (REGULARIZERS, {"type": "L2", "l2": -1}, "a number of at least 0"),
        (REGULARIZERS, {"type": "L2", "l2": 10**400}, "a number between -3.4e+38 and 3.4e+38"),
        (INITIALIZERS, {"type": "RandomNormal", "seed": 2**63}, "an integer of 64 bits"),
        (OPTIMIZERS, {"type": "Lion", "beta_1": 0}, "a number above 0 and at most 1"),
        (OPTIMIZERS, {"type": "SGD", "momentum": 2}, "a number of at least 0 and at most 1"),
        (OPTIMIZERS, {"type": "SGD", "learning_rate": "fast"}, "a number or a learning rate schedule"),
        (OPTIMIZERS, {"type": "SGD", "nesterov": 1}, "true or false"),
        (CONSTRAINTS, {"type": "UnitNorm", "axis": 0.5}, "an integer or a list, each an integer"),
        (INITIALIZERS, {"type": "VarianceScaling", "mode": "fan"}, '"fan_in", "fan_out" or "fan_avg"'),
    ],
)
def test_an_error_says_what_was_wanted(table: Table, value: Any, expected: str) -> None:
    with pytest.raises(Rejected) as error:
        checked(table, value)
    (problem,) = error.value.problems
    assert isinstance(problem, kinds.objects.WrongArgument)
    assert problem.expected == expected
