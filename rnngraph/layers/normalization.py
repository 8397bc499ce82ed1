"""BatchNormalization and LayerNormalization."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PlainValidator

from rnngraph import objects
from rnngraph.graph import Port, Problem, TensorType
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.errors import InvalidSpec

Epsilon = Annotated[f.Number, Field(description="Added to the variance, so that nothing is divided by 0.")]
Center = Annotated[f.Flag, Field(description="Whether `beta` is added.")]
Scale = Annotated[f.Flag, Field(description="Whether `gamma` is multiplied in.")]
Momentum = Annotated[f.Number, Field(description="How much of the moving mean and variance each batch keeps.")]
BetaInitializer = Annotated[objects.Initializer, Field(description="Initializer of `beta`.")]
GammaInitializer = Annotated[objects.Initializer, Field(description="Initializer of `gamma`.")]
BetaRegularizer = Annotated[objects.Regularizer | None, Field(description="Regularizer of `beta`.")]
GammaRegularizer = Annotated[objects.Regularizer | None, Field(description="Regularizer of `gamma`.")]
BetaConstraint = Annotated[objects.Constraint | None, Field(description="Constraint on `beta`.")]
GammaConstraint = Annotated[objects.Constraint | None, Field(description="Constraint on `gamma`.")]


def check_axes(value: object) -> int | tuple[int, ...]:
    """An axis, or several."""
    several = isinstance(value, list | tuple)
    for index, each in enumerate(value if isinstance(value, list | tuple) else [value]):
        if not isinstance(each, int) or isinstance(each, bool):
            values = {"found": each, "expected": "an integer" if several else "an integer or a list of integers"}
            raise InvalidSpec([Problem("wrong_type", None, str(index) if several else None, values)])
    return tuple(value) if isinstance(value, list | tuple) else value  # type: ignore[return-value]


def sizes(call: Call, axes: tuple[int, ...]) -> tuple[int, ...] | Problem:
    """The sizes of the normalized axes, or the problem: an axis that is not there, or of unknown size."""
    shape = call.input.type.shape
    for axis in axes:
        if not -len(shape) <= axis < len(shape) or axis % len(shape) == 0:
            return Problem("axis", None, "axis", {"found": axis, "rank": len(shape)})
        if axis % len(shape) in [other % len(shape) for other in axes[: axes.index(axis)]] or axes.count(axis) > 1:
            return Problem("axis", None, "axis", {"found": axis, "rank": len(shape), "twice": True})
        if shape[axis] is None:
            return Problem("unknown_size", None, "inputs", {"axis": axis})
    return tuple(size for size in (shape[axis] for axis in axes) if size is not None)


def normalized(layer: Layer, call: Call) -> Port:
    """The output: shape and mask of the input, in floats also where the input is of integers."""
    return Port("output", TensorType(call.input.type.shape, layer.policy(call).compute), mask=call.masks[0])


class BatchNormalization(Layer):
    """Normalizes over the batch (Ioffe & Szegedy, 2015), with moving averages for inference; shape and mask stay.

    Weights `gamma`, `beta` and, not trained, `moving_mean`, `moving_variance`, each of the axis's size.

    ```json
    {"type": "BatchNormalization"}
    ```
    """

    takes = frozenset({"mask"})

    axis: Annotated[
        f.Integer, Field(description="The axis that keeps its own statistics, usually the features; -1 is the last.")
    ] = -1
    momentum: Momentum = 0.99
    epsilon: Epsilon = 0.001
    center: Center = True
    scale: Scale = True
    beta_initializer: BetaInitializer = "zeros"
    gamma_initializer: GammaInitializer = "ones"
    moving_mean_initializer: Annotated[objects.Initializer, Field(description="Initializer of `moving_mean`.")] = (
        "zeros"
    )
    moving_variance_initializer: Annotated[
        objects.Initializer, Field(description="Initializer of `moving_variance`.")
    ] = "ones"
    beta_regularizer: BetaRegularizer = None
    gamma_regularizer: GammaRegularizer = None
    beta_constraint: BetaConstraint = None
    gamma_constraint: GammaConstraint = None
    synchronized: Annotated[
        f.Flag, Field(description="Whether the statistics are of the whole batch over all replicas.", kw_only=True)
    ] = False

    def infer(self, call: Call) -> LayerFacts:
        """The input's own shape, and up to four weights."""
        found = sizes(call, (self.axis,))
        if isinstance(found, Problem):
            return LayerFacts(problems=(found,))
        gamma = (self.weight(call, "gamma", *found),) if self.scale else ()
        beta = (self.weight(call, "beta", *found),) if self.center else ()
        moving = tuple(self.weight(call, name, *found, trainable=False) for name in ("moving_mean", "moving_variance"))
        return LayerFacts((normalized(self, call),), (*gamma, *beta, *moving))


class LayerNormalization(Layer):
    """Normalizes each sample by itself (Ba et al., 2016), so also at every timestep of a sequence; shape and mask stay.

    Weights `gamma` and `beta`, of the normalized axes' sizes.

    ```json
    {"type": "LayerNormalization"}
    ```
    """

    axis: Annotated[
        int | tuple[int, ...],
        PlainValidator(check_axes),
        Field(description="The axis or axes to normalize over; -1 is the last."),
    ] = -1
    epsilon: Epsilon = 0.001
    center: Center = True
    scale: Scale = True
    beta_initializer: BetaInitializer = "zeros"
    gamma_initializer: GammaInitializer = "ones"
    beta_regularizer: BetaRegularizer = None
    gamma_regularizer: GammaRegularizer = None
    beta_constraint: BetaConstraint = None
    gamma_constraint: GammaConstraint = None

    def infer(self, call: Call) -> LayerFacts:
        """The input's own shape, and up to two weights."""
        axes = (self.axis,) if isinstance(self.axis, int) else tuple(sorted(self.axis))
        found = sizes(call, axes)
        if isinstance(found, Problem):
            return LayerFacts(problems=(found,))
        gamma = (self.weight(call, "gamma", *found),) if self.scale else ()
        beta = (self.weight(call, "beta", *found),) if self.center else ()
        return LayerFacts((normalized(self, call),), (*gamma, *beta))
