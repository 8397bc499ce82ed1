"""Activation functions that are layers of their own: ReLU, LeakyReLU, ELU, PReLU, Softmax."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PlainValidator

from rnngraph import objects
from rnngraph.graph import Port, TensorType
from rnngraph.layers import fields as f
from rnngraph.layers.axes import axis_problem, check_axes, stepwise
from rnngraph.layers.base import Call, Layer, LayerFacts, Timing
from rnngraph.layers.core import keeps_integers, same, same_floats
from rnngraph.layers.masks import unfit
from rnngraph.layers.shapes import integer_problems, stretches
from rnngraph.problems import kinds

Positive = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]


class ReLU(Layer):
    """The rectifier: `max(x, 0)`, or with its arguments a leaky, cut or shifted one; shape and mask stay.

    ```json
    {"type": "ReLU", "max_value": 6.0}
    ```
    """

    timing = "step"

    max_value: Annotated[Positive | None, Field(description="The largest output; null is no limit.")] = None
    negative_slope: Annotated[Positive, Field(description="Slope below the threshold.")] = 0.0
    threshold: Annotated[Positive, Field(description="Below it an input is damped.")] = 0.0

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input."""
        plain = not self.negative_slope and not self.threshold
        keeps = plain and keeps_integers(call, rectifier=True)
        return same(self, call) if keeps else same_floats(self, call)


class LeakyReLU(Layer):
    """A rectifier that lets a part of what is negative through (Maas et al., 2013); shape and mask stay.

    ```json
    {"type": "LeakyReLU", "negative_slope": 0.1}
    ```
    """

    timing = "step"

    negative_slope: Annotated[Positive, Field(description="Slope below 0.")] = 0.3

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input."""
        return same_floats(self, call)


class ELU(Layer):
    """The exponential linear unit: `alpha * (exp(x) - 1)` below 0 (Clevert et al., 2016); shape and mask stay.

    ```json
    {"type": "ELU"}
    ```
    """

    timing = "step"

    alpha: Annotated[f.Number, Field(description="What the output tends to, negated, far below 0.")] = 1.0

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input."""
        return same_floats(self, call)


Shared = Annotated[int, Field(strict=True, ge=1)]


class PReLU(Layer):
    """A rectifier that learns how much of what is negative it lets through (He et al., 2015); shape and mask stay.

    Weight `alpha`, of the input's shape without the batch, 1 along `shared_axes`.

    ```json
    {"type": "PReLU", "shared_axes": [1]}
    ```
    """

    alpha_initializer: Annotated[objects.Initializer, Field(description="Initializer of `alpha`.")] = "zeros"
    alpha_regularizer: Annotated[objects.Regularizer | None, Field(description="Regularizer of `alpha`.")] = None
    alpha_constraint: Annotated[objects.Constraint | None, Field(description="Constraint on `alpha`.")] = None
    shared_axes: Annotated[
        Shared | tuple[Shared, ...] | None,
        Field(description="Axes that share one slope, counted from 1: the timesteps, say."),
    ] = None

    def infer(self, call: Call) -> LayerFacts:
        """A slope for each place of the axes that share none. Keras 3: `PReLU.build`."""
        shape = call.input.type.shape
        shared = (self.shared_axes,) if isinstance(self.shared_axes, int) else self.shared_axes or ()
        for axis in shared:
            if axis >= len(shape):
                return LayerFacts(problems=(kinds.shapes.WrongAxis("shared_axes", found=axis, rank=len(shape)),))
        sizes = [1 if axis in shared else size for axis, size in enumerate(shape)][1:]
        known = [size for size in sizes if size is not None]
        if len(known) < len(sizes):
            axis = sizes.index(None) + 1
            return LayerFacts(problems=(kinds.shapes.UnknownSize("inputs", axis=axis),))
        output = Port("output", TensorType(shape, self.policy(call).compute), mask=call.masks[0])
        return LayerFacts((output,), (self.weight(call, "alpha", *known),), problems=integer_problems(call))


class Softmax(Layer):
    """Numbers above 0 that add up to 1, along an axis or several; shape and mask stay.

    A mask, of the input's own axes, leaves places out, which get 0: so attention over a sequence is pooled. A mask of
    (batch, timesteps) that comes along with (batch, timesteps, features) fits no axis, and Keras 3.15 fails.

    ```json
    {"type": "Softmax", "axis": 1}
    ```
    """

    takes = frozenset({"mask"})

    axis: Annotated[
        int | tuple[int, ...],
        PlainValidator(check_axes),
        Field(description="The axis or axes along which the sum is 1; -1 is the last."),
    ] = -1

    def timing_of(self, rank: int) -> Timing:
        """Step by step, unless an axis is that of time."""
        return stepwise(self.axis, rank)

    def infer(self, call: Call) -> LayerFacts:
        """The input's own shape, in floats."""
        shape = call.input.type.shape
        axes = (self.axis,) if isinstance(self.axis, int) else self.axis
        wrong = axis_problem(axes, len(shape), batch=True)
        if wrong:
            return LayerFacts(problems=(wrong,))
        mask = call.masks[0]
        problems = integer_problems(call)
        if mask and not stretches(mask.shape, shape):
            problems += (unfit(call, 0, shape, mask),)
        output = TensorType(shape, self.policy(call).compute)
        return LayerFacts((Port("output", output, mask=mask),), problems=problems)
