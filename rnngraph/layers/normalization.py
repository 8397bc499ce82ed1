"""Normalization over the batch, over each sample, over groups, and by a given mean and variance."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, PlainValidator

from rnngraph import objects
from rnngraph.graph import Port, Problem, TensorType
from rnngraph.layers import fields as f
from rnngraph.layers.axes import axis_problem, check_axes, stepwise
from rnngraph.layers.base import Call, Layer, LayerFacts, Timing
from rnngraph.layers.masks import mask_problems
from rnngraph.layers.shapes import integer_problems, stretches
from rnngraph.problems import Rejected, kinds

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


Axes = Annotated[
    int | tuple[int, ...],
    PlainValidator(check_axes),
    Field(description="The axis or axes to normalize over; -1 is the last."),
]


def sizes(call: Call, axes: tuple[int, ...]) -> tuple[int, ...] | Problem:
    """The sizes of the normalized axes, or the problem: an axis that is not there, or of unknown size."""
    shape = call.input.type.shape
    wrong = axis_problem(axes, len(shape))
    if wrong:
        return wrong
    for axis in axes:
        if shape[axis] is None:
            return kinds.shapes.UnknownSize("inputs", axis=axis)
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

    def timing_of(self, rank: int) -> Timing:
        """Statistics of features are the same at every timestep."""
        return stepwise(self.axis, rank)

    def infer(self, call: Call) -> LayerFacts:
        """The input's own shape, and up to four weights."""
        found = sizes(call, (self.axis,))
        if isinstance(found, Problem):
            return LayerFacts(problems=(found,))
        gamma = (self.weight(call, "gamma", *found),) if self.scale else ()
        beta = (self.weight(call, "beta", *found),) if self.center else ()
        moving = tuple(self.weight(call, name, *found, trainable=False) for name in ("moving_mean", "moving_variance"))
        return LayerFacts((normalized(self, call),), (*gamma, *beta, *moving), problems=mask_problems(call))


class LayerNormalization(Layer):
    """Normalizes each sample by itself (Ba et al., 2016), so also at every timestep of a sequence; shape and mask stay.

    Weights `gamma` and `beta`, of the normalized axes' sizes.

    ```json
    {"type": "LayerNormalization"}
    ```
    """

    axis: Axes = -1
    epsilon: Epsilon = 0.001
    center: Center = True
    scale: Scale = True
    beta_initializer: BetaInitializer = "zeros"
    gamma_initializer: GammaInitializer = "ones"
    beta_regularizer: BetaRegularizer = None
    gamma_regularizer: GammaRegularizer = None
    beta_constraint: BetaConstraint = None
    gamma_constraint: GammaConstraint = None

    def timing_of(self, rank: int) -> Timing:
        """Step by step, unless it normalizes over time."""
        return stepwise(self.axis, rank)

    def infer(self, call: Call) -> LayerFacts:
        """The input's own shape, and up to two weights."""
        axes = (self.axis,) if isinstance(self.axis, int) else tuple(sorted(self.axis))
        found = sizes(call, axes)
        if isinstance(found, Problem):
            return LayerFacts(problems=(found,))
        gamma = (self.weight(call, "gamma", *found),) if self.scale else ()
        beta = (self.weight(call, "beta", *found),) if self.center else ()
        return LayerFacts((normalized(self, call),), (*gamma, *beta))


class RMSNormalization(Layer):
    """Divides each sample by its root mean square (Zhang & Sennrich, 2019); the shape stays, the mask is not handed on.

    Weight `scale`, of the normalized axes' sizes.

    ```json
    {"type": "RMSNormalization"}
    ```
    """

    axis: Axes = -1
    epsilon: Epsilon = 1e-6

    def timing_of(self, rank: int) -> Timing:
        """Step by step, unless an axis is that of time."""
        return stepwise(self.axis, rank)

    def infer(self, call: Call) -> LayerFacts:
        """One weight. Keras 3 does not align it: only the last axes can be normalized (`ops.rms_normalization`)."""
        axes = (self.axis,) if isinstance(self.axis, int) else tuple(sorted(self.axis))
        found = sizes(call, axes)
        if isinstance(found, Problem):
            return LayerFacts(problems=(found,))
        rank = call.input.type.rank
        if [axis % rank for axis in axes] != list(range(rank - len(axes), rank)):
            return LayerFacts(problems=(kinds.axes.NotLastAxes("axis", found=self.axis, rank=rank),))
        output = Port("output", normalized(self, call).type)
        return LayerFacts((output,), (self.weight(call, "scale", *found),), problems=integer_problems(call))


class GroupNormalization(Layer):
    """Normalizes each sample over groups of channels (Wu & He, 2018); shape and mask stay.

    Weights `gamma` and `beta`, of the axis's size.

    ```json
    {"type": "GroupNormalization", "groups": 4}
    ```
    """

    groups: Annotated[
        int, Field(strict=True, ge=-1, description="Number of groups, which divides the channels; -1: one for each.")
    ] = 32
    axis: Annotated[f.Integer, Field(description="The axis of the channels; -1 is the last.")] = -1
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
        found = sizes(call, (self.axis,))
        if isinstance(found, Problem):
            return LayerFacts(problems=(found,))
        if self.groups == 0 or (self.groups > 0 and found[0] % self.groups):
            return LayerFacts(
                problems=(kinds.windows.UnevenGroups("groups", of="channels", size=found[0], groups=self.groups),)
            )
        gamma = (self.weight(call, "gamma", *found),) if self.scale else ()
        beta = (self.weight(call, "beta", *found),) if self.center else ()
        return LayerFacts((normalized(self, call),), (*gamma, *beta))


class UnitNormalization(Layer):
    """Gives each sample the length 1, by the sum of squares over the axes; shape and mask stay.

    ```json
    {"type": "UnitNormalization"}
    ```
    """

    axis: Axes = -1

    def timing_of(self, rank: int) -> Timing:
        """Step by step, unless an axis is that of time."""
        return stepwise(self.axis, rank)

    def infer(self, call: Call) -> LayerFacts:
        """The input's own shape."""
        axes = (self.axis,) if isinstance(self.axis, int) else self.axis
        wrong = axis_problem(axes, call.input.type.rank, batch=True)
        if wrong:
            return LayerFacts(problems=(wrong,))
        return LayerFacts((normalized(self, call),), problems=integer_problems(call))


Numbers = float | tuple[Any, ...]
"""A number, or an array of them as nested tuples."""


def check_array(value: object) -> Numbers:
    """A finite number, or an array as nested lists of one shape."""
    if not isinstance(value, list | tuple):
        if not f.is_number(value):
            expected = "a number or an array of numbers"
            raise Rejected(kinds.fields.WrongType(found=value, expected=expected))
        return value
    rows = tuple(check_array(each) for each in value)
    if not rows or len({shape_of(each) for each in rows}) > 1:
        raise Rejected(kinds.fields.WrongType(found=value, expected="an array of one shape"))
    return rows


def shape_of(value: Numbers | None) -> tuple[int, ...]:
    """The shape of an array."""
    return (len(value), *shape_of(value[0])) if isinstance(value, tuple) else ()


Array = Annotated[Numbers | None, PlainValidator(lambda value: None if value is None else check_array(value))]


class Normalization(Layer):
    """Takes off a given mean and divides by the root of a given variance; shape and mask stay, integers become floats.

    `mean` and `variance` are numbers, or arrays for the places of the `axis` or axes. No weights.

    ```json
    {"type": "Normalization", "mean": 0.5, "variance": 0.25}
    ```
    """

    axis: Annotated[
        int | tuple[int, ...] | None,
        PlainValidator(lambda value: None if value is None else check_axes(value)),
        Field(description="The axis or axes that have a mean of their own; null: one for all."),
    ] = -1
    mean: Annotated[Array, Field(description="The mean.")] = None
    variance: Annotated[Array, Field(description="The variance, as many as there are means.")] = None
    invert: Annotated[f.Flag, Field(description="Whether to go back: multiply, then add the mean.")] = False

    def timing_of(self, rank: int) -> Timing:
        """Step by step, unless each timestep has a mean of its own."""
        return "step" if self.axis is None else stepwise(self.axis, rank)

    def infer(self, call: Call) -> LayerFacts:
        """The input's own shape. Keras 3: `Normalization.build`; without a mean it would have to `adapt` first."""
        for name in ("mean", "variance"):
            if getattr(self, name) is None:
                return LayerFacts(problems=(kinds.fields.MissingField(name, of=self.type),))
        axes = (self.axis,) if isinstance(self.axis, int) else self.axis or ()
        shape = call.input.type.shape
        wrong = axis_problem(axes, len(shape), batch=True)
        if wrong:
            return LayerFacts(problems=(wrong,))
        kept = tuple(shape[axis] for axis in sorted(axis % len(shape) for axis in axes))
        if None in kept:
            axis = next(axis for axis in axes if shape[axis] is None)
            return LayerFacts(problems=(kinds.shapes.UnknownSize("inputs", axis=axis),))
        mean, variance = shape_of(self.mean), shape_of(self.variance)
        fits = mean == variance and len(mean) <= len(kept) and stretches(mean, kept[len(kept) - len(mean) :])
        problems = () if fits else (kinds.axes.UnequalMoments("mean", mean=mean, variance=variance, sizes=kept),)
        return LayerFacts((normalized(self, call),), problems=problems)
