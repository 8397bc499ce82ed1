"""Our lists beside Keras's own: the same classes, the same arguments, the same defaults, and objects that work."""

from __future__ import annotations

import inspect
from collections.abc import Callable
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
    Table,
    checked,
)
from rnngraph.objects.table import REQUIRED

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

from rnngraph.keras import objects as lowered  # noqa: E402 - needs Keras

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
    "Muon": "excludes layers by patterns of their names",
    "Mean": "a metric of a value, not of a target",
    "Sum": "a metric of a value, not of a target",
    "MeanMetricWrapper": "takes a function",
    "IoU": "of images",
    "BinaryIoU": "of images",
    "OneHotIoU": "of images",
    "MeanIoU": "of images",
    "OneHotMeanIoU": "of images",
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
            }
            assert ours == theirs, class_name

    def test_knows_every_name_of_keras(self, table: Table, module: ModuleType, base: type) -> None:
        for alias, target in vars(module).items():
            if inspect.isclass(target) and target.__name__ in table.classes:
                assert table.class_of(alias) == target.__name__, alias


MAKERS: list[tuple[Table, Callable[[Any], Any]]] = [
    (INITIALIZERS, lowered.initializer),
    (REGULARIZERS, lowered.regularizer),
    (CONSTRAINTS, lowered.constraint),
    (OPTIMIZERS, lowered.optimizer),
    (LOSSES, lowered.loss),
    (METRICS, lowered.metric),
]


@pytest.mark.parametrize(("table", "make"), MAKERS, ids=[table.family for table, _ in MAKERS])
def test_every_class_is_made_with_its_arguments(table: Table, make: Callable[[Any], Any]) -> None:
    for class_name, arguments in table.classes.items():
        given = {key: 0.25 for key, each in arguments.items() if each.default is REQUIRED}
        flags = {key: not each.default for key, each in arguments.items() if each.kind == "flag"}
        made = make(checked(table, {"type": class_name, **given, **flags}))
        assert type(made).__name__ == class_name
        config = made.get_config()
        for key, value in {**given, **flags}.items():
            assert config.get(key, value) == value, f"{class_name}.{key}"
        assert make(checked(table, {"type": class_name, **given})) is not make(
            checked(table, {"type": class_name, **given})
        )


def test_every_activation_is_keras_s() -> None:
    names = {name for name, each in vars(keras.activations).items() if inspect.isfunction(each)}
    unfit = {"glu", "threshold"}  # one halves the axis, one has arguments without defaults
    assert names - {"get", "serialize", "deserialize"} - unfit == set(ACTIVATIONS.classes) | {"swish", "hard_swish"}
    for name in ACTIVATIONS.classes:
        assert lowered.activation(name) is getattr(keras.activations, name)


def test_a_schedule_is_made_inside_its_optimizer() -> None:
    schedule = {"type": "CosineDecay", "initial_learning_rate": 0.1, "decay_steps": 10}
    made = lowered.optimizer(checked(OPTIMIZERS, {"type": "SGD", "learning_rate": schedule}))
    assert float(made.learning_rate) == pytest.approx(0.1)
    assert made.get_config()["learning_rate"]["config"]["decay_steps"] == 10


def test_a_metric_that_follows_the_loss_stays_a_name() -> None:
    assert lowered.metric(checked(METRICS, "accuracy")) == "accuracy"
