"""Our lists beside Keras's own: the same classes, names, arguments, defaults and limits, and objects that work."""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Callable, Iterator
from types import ModuleType
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
    Argument,
    Table,
    checked,
)
from rnngraph.objects.kinds import Choice, Kind, Number, OneOf
from rnngraph.objects.table import REQUIRED
from rnngraph.problems import Rejected

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

from rnngraph.keras.instantiate import instantiate  # noqa: E402 - needs Keras
from rnngraph.lowering import objects as lowered  # noqa: E402

FAMILIES: list[tuple[Table, ModuleType, type]] = [
    (INITIALIZERS, keras.initializers, keras.initializers.Initializer),
    (REGULARIZERS, keras.regularizers, keras.regularizers.Regularizer),
    (CONSTRAINTS, keras.constraints, keras.constraints.Constraint),
    (OPTIMIZERS, keras.optimizers, keras.optimizers.Optimizer),
    (SCHEDULES, keras.optimizers.schedules, keras.optimizers.schedules.LearningRateSchedule),
    (LOSSES, keras.losses, keras.losses.Loss),
    (METRICS, keras.metrics, keras.metrics.Metric),
]
LEFT_OUT = {
    "LossScaleOptimizer": "wraps another; Keras adds it by itself under mixed_float16",
    "MultiOptimizer": "wraps others by variable",
    "OptimizerMap": "wraps others by variable",
    "Muon": "has to be told the last layer by a regular expression over names",
    "Mean": "a metric of a value, not of a target",
    "Sum": "a metric of a value, not of a target",
    "MeanMetricWrapper": "takes a function",
    "LossFunctionWrapper": "takes a function",
}
OF_EVERY_OBJECT = {"self", "name", "dtype", "kwargs", "args"}


@pytest.mark.parametrize(("table", "module", "base"), FAMILIES, ids=[table.family for table, _, _ in FAMILIES])
class TestFamily:
    def test_lists_every_class_of_keras(self, table: Table, module: ModuleType, base: type) -> None:
        public = {
            each.__name__
            for each in vars(module).values()
            if inspect.isclass(each) and issubclass(each, base) and each is not base
        }
        assert public - LEFT_OUT.keys() == set(table.classes)

    def test_has_the_arguments_and_defaults_of_keras(self, table: Table, module: ModuleType, base: type) -> None:
        for class_name, arguments in table.classes.items():
            signature = inspect.signature(getattr(module, class_name)).parameters
            theirs = {name: each.default for name, each in signature.items() if name not in OF_EVERY_OBJECT}
            ours = {
                name: inspect.Parameter.empty if each.default is REQUIRED else each.default
                for name, each in arguments.items()
                if name != "name"
            }
            assert ours == {name: list(each) if isinstance(each, tuple) else each for name, each in theirs.items()}

    def test_knows_every_name_of_keras(self, table: Table, module: ModuleType, base: type) -> None:
        if table is SCHEDULES:
            return  # Keras has no names for them but the classes'
        names = importlib.import_module(module.__name__.replace("_tf_keras.", "").replace("keras.", "keras.src.", 1))
        for name, target in names.ALL_OBJECTS_DICT.items():
            class_name = target.__name__ if inspect.isclass(target) else table.class_of(target.__name__)
            if target is not base and class_name not in LEFT_OUT and name not in table.plain:
                assert table.class_of(name) == class_name, name


MAKERS: list[tuple[Table, ModuleType, Callable[[Any], Any]]] = [
    (INITIALIZERS, keras.initializers, lambda value: instantiate(lowered.initializer(value))),
    (REGULARIZERS, keras.regularizers, lambda value: instantiate(lowered.regularizer(value))),
    (CONSTRAINTS, keras.constraints, lambda value: instantiate(lowered.constraint(value))),
    (OPTIMIZERS, keras.optimizers, lambda value: instantiate(lowered.optimizer(value))),
    (LOSSES, keras.losses, lambda value: instantiate(lowered.loss(value))),
    (METRICS, keras.metrics, lambda value: instantiate(lowered.metric(value))),
]
each_family = pytest.mark.parametrize(("table", "module", "make"), MAKERS, ids=[table.family for table, _, _ in MAKERS])

SCHEDULE = {"type": "CosineDecay", "initial_learning_rate": 0.1, "decay_steps": 10}
NUMBERS = [-1.0, -0.5, 0.0, 0.25, 0.5, 1.0, 2.0]
WHOLE = [-1, 0, 1, 2, 3]
OTHERS = [True, False, [1], [0, 1], [0.25, 0.5], "mine", SCHEDULE]
WITH = {"num_labels": {"multi_label": True}, "boundaries": {"values": [0.0, 1.0]}, "values": {"boundaries": [1.0]}}
"""What an argument needs beside it."""

FORGOTTEN = {
    "Identity.gain": "get_config leaves it out",
    "CosineSimilarity.axis": "the loss's get_config leaves it out",
    "SparseCategoricalCrossentropy.axis": "the loss's get_config leaves it out",
    "Huber.delta": "get_config leaves it out",
    "AUC.label_weights": "get_config gives a tensor",
    "AUC.thresholds": "get_config says how many as well, which is `num_thresholds` to the constructor",
}
"""What Keras 3.15 does not say of its own objects, or not as it takes it."""

STRICTER = {
    "ema_momentum": "Keras looks at it with `use_ema` only",
    "ema_overwrite_frequency": "Keras looks at it with `use_ema` only, and takes 0 for None",
    "gradient_accumulation_steps": "Keras takes 0 for None",
    "warmup_steps": "Keras takes less than 0 for 0",
    "num_labels": "of one label at least, by Keras's documentation",
    "top_k": "of one class at least",
    "k": "of one class at least",
    "class_id": "from 0, by Keras's documentation",
}
"""Limits of ours where Keras has none in its constructor."""


def needed(table: Table, class_name: str) -> dict[str, Any]:
    given = {}
    for key, argument in table.classes[class_name].items():
        if argument.default is REQUIRED:
            given[key] = next(each for each in [0.25, 2, [0]] if fits(argument.kind, each))
    return given


def fits(kind: Kind, value: object) -> bool:
    try:
        kind.read(value)
    except Exception:
        return False
    return True


def candidates(argument: Argument) -> Iterator[Any]:
    kinds = argument.kind.kinds if isinstance(argument.kind, OneOf) else (argument.kind,)
    for kind in kinds:
        yield from kind.values if isinstance(kind, Choice) else ()
    yield from (each for each in [*NUMBERS, *WHOLE, *OTHERS] if fits(argument.kind, each))


def cases(table: Table) -> Iterator[tuple[str, str, Any]]:
    for class_name, arguments in table.classes.items():
        yield class_name, "", needed(table, class_name)
        for key, argument in arguments.items():
            for value in candidates(argument):
                yield class_name, key, {**needed(table, class_name), **WITH.get(key, {}), key: value}


@each_family
def test_keras_makes_what_we_take_and_says_the_same_of_it(
    table: Table, module: ModuleType, make: Callable[[Any], Any]
) -> None:
    for class_name, key, given in cases(table):
        value = checked(table, {"type": class_name, **given})
        made = make(value)
        assert type(made) is getattr(module, class_name)
        if f"{class_name}.{key}" not in FORGOTTEN:
            serialized = keras.saving.serialize_keras_object(made)
            assert checked(table, json.loads(json.dumps(serialized))) == value, f"{class_name}.{key}"


@each_family
def test_every_object_is_a_new_one(table: Table, module: ModuleType, make: Callable[[Any], Any]) -> None:
    for class_name in table.classes:
        value = checked(table, {"type": class_name, **needed(table, class_name)})
        assert make(value) is not make(value)


@pytest.mark.parametrize(("table", "module"), [(table, module) for table, module, _ in FAMILIES])
def test_numbers_that_we_refuse_keras_refuses(table: Table, module: ModuleType) -> None:
    for class_name, arguments in table.classes.items():
        for key, argument in arguments.items():
            if not isinstance(argument.kind, Number) or key in STRICTER:
                continue
            for value in WHOLE if argument.kind.whole else NUMBERS:
                if not fits(argument.kind, value):
                    with pytest.raises(ValueError, match=r"."):
                        getattr(module, class_name)(**{**needed(table, class_name), key: value})


def test_every_schedule_is_made_inside_its_optimizer() -> None:
    for class_name, key, given in cases(SCHEDULES):
        if class_name == "PiecewiseConstantDecay" and len(given["values"]) != len(given["boundaries"]) + 1:
            continue
        value = {"type": "SGD", "learning_rate": checked(SCHEDULES, {"type": class_name, **given})}
        serialized = keras.saving.serialize_keras_object(instantiate(lowered.optimizer(value)))
        assert checked(OPTIMIZERS, json.loads(json.dumps(serialized))) == value, f"{class_name}.{key}"


def test_every_activation_is_keras_s() -> None:
    names = {name for name, each in vars(keras.activations).items() if inspect.isfunction(each)}
    unfit = {"glu", "threshold"}  # one halves the axis, one has arguments without defaults
    assert names - {"get", "serialize", "deserialize"} - unfit == set(ACTIVATIONS.classes) | {"swish", "hard_swish"}
    for name in ACTIVATIONS.classes:
        function = instantiate(lowered.activation(name))
        assert function is getattr(keras.activations, name)
        assert checked(ACTIVATIONS, keras.activations.serialize(function)) == name
        assert checked(ACTIVATIONS, keras.saving.serialize_keras_object(function)) == name


@pytest.mark.parametrize("name", ["Adam", "adam", "ADAM", "rmsPROP"])
def test_case_does_not_matter_where_it_does_not_to_keras(name: str) -> None:
    assert type(instantiate(lowered.optimizer(checked(OPTIMIZERS, name)))) is type(keras.optimizers.get(name))


@pytest.mark.parametrize(
    "given",
    [
        (OPTIMIZERS, {"type": "Adam", "clipnorm": 1, "clipvalue": 0.5}),
        (METRICS, {"type": "AUC", "num_labels": 2}),
        (METRICS, {"type": "IoU", "num_classes": 2, "target_class_ids": [2]}),
        (SCHEDULES, {"type": "PiecewiseConstantDecay", "boundaries": [1], "values": [1]}),
    ],
)
def test_arguments_that_do_not_go_together_keras_refuses(given: tuple[Table, dict[str, Any]]) -> None:
    table, value = given
    module = next(module for each, module, _ in FAMILIES if each is table)
    with pytest.raises(Rejected):
        checked(table, value)
    with pytest.raises(ValueError, match=r"."):
        getattr(module, value["type"])(**{key: each for key, each in value.items() if key != "type"})


@pytest.mark.parametrize("spelled", ["accuracy", "Accuracy", "acc"])
def test_keras_picks_the_kind_of_accuracy(spelled: str) -> None:
    name = lowered.metric(checked(METRICS, spelled))
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="softmax")])
    targets = keras.ops.one_hot([0, 1, 1], 2)
    for each in (name, spelled):
        model.compile(loss="categorical_crossentropy", metrics=[each])
        model.evaluate(keras.ops.ones((3, 3)), targets, verbose=0)
        assert type(model.metrics[1].metrics[0]) is keras.metrics.CategoricalAccuracy
