"""Embedding, Masking, Rescaling, Dense, Activation, Dropout, Identity."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field, PlainValidator

from rnngraph import objects
from rnngraph.graph import MAX_RANK, Mask, Port, Shape, TensorType
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.cost import Cost, scalars, times
from rnngraph.layers.windows import not_floats
from rnngraph.problems import Rejected, kinds


def same(layer: Layer, call: Call) -> LayerFacts:
    """Facts of a layer that changes neither shape nor mask, only the values."""
    found = call.input.type
    output = TensorType(found.shape, layer.policy(call).cast(found.dtype))
    return LayerFacts((Port("output", output, mask=call.masks[0]),))


def same_floats(layer: Layer, call: Call) -> LayerFacts:
    """Facts of such a layer whose function is of floats.

    Of integers most such functions fail in TensorFlow; the others give a float where Keras says an integer.
    """
    found = call.input.type
    output = TensorType(found.shape, layer.policy(call).compute)
    return LayerFacts((Port("output", output, mask=call.masks[0]),), problems=not_floats(call.input))


def keeps_integers(call: Call, *, rectifier: bool) -> bool:
    """Whether the identity, or a `rectifier`, gives integers of the input; TensorFlow has no rectifier of booleans."""
    return not call.input.type.is_float and (not rectifier or call.input.type.dtype != "bool")


class Embedding(Layer):
    """Looks up a vector for each integer of the input.

    Input (...) of integers from 0 to `input_dim` - 1, usually (batch, timesteps); output (..., output_dim).
    With `mask_zero` it makes the mask of the timesteps that are not 0.

    ```json
    {"type": "Embedding", "input_dim": 1000, "output_dim": 64, "mask_zero": true}
    ```
    """

    timing = "step"
    reads_integers = True

    input_dim: Annotated[f.Count, Field(description="Size of the vocabulary: the largest integer, plus one.")]
    output_dim: Annotated[f.Count, Field(description="Length of each vector.")]
    embeddings_initializer: Annotated[objects.Initializer, Field(description="Initializer of `embeddings`.")] = (
        "uniform"
    )
    embeddings_regularizer: Annotated[objects.Regularizer | None, Field(description="Regularizer of `embeddings`.")] = (
        None
    )
    embeddings_constraint: Annotated[objects.Constraint | None, Field(description="Constraint on `embeddings`.")] = None
    mask_zero: Annotated[f.Flag, Field(description="Whether 0 is padding, to be masked in what follows.")] = False

    def infer(self, call: Call) -> LayerFacts:
        """One weight, `embeddings` (input_dim, output_dim). Keras 3: `Embedding.compute_mask`."""
        found = call.input.type
        output = TensorType((*found.shape, self.output_dim), self.policy(call).compute)
        mask = Mask(call.padding, call.node, found.shape) if self.mask_zero else None
        floats = (kinds.shapes.FloatIndices("inputs", found=found.dtype),) if found.is_float else ()
        weights = (self.weight(call, "embeddings", self.input_dim, self.output_dim),)
        return LayerFacts((Port("output", output, mask=mask),), weights, problems=floats)


class Masking(Layer):
    """Masks the timesteps in which every feature equals `mask_value`, and sets them to 0.

    Input and output (batch, timesteps, features).

    ```json
    {"type": "Masking", "mask_value": 0.0}
    ```
    """

    timing = "step"

    mask_value: Annotated[f.Number, Field(description="The value that marks a timestep as padding.")] = 0.0

    def infer(self, call: Call) -> LayerFacts:
        """The input's own type, and a new mask in place of any other."""
        if call.input.type.rank < 3:
            return LayerFacts(
                problems=(kinds.shapes.WrongRank("inputs", found=call.input.type.rank, expected=3, or_more=True),)
            )
        found = call.input.type
        # It multiplies by the mask: TensorFlow makes integers of booleans, and Keras knows no uint64.
        dtype = {"bool": "int32", "uint64": "uint32"}.get(found.dtype) or self.policy(call).cast(found.dtype)
        output = TensorType(found.shape, dtype)
        return LayerFacts((Port("output", output, mask=Mask(call.padding, call.node, found.shape[:-1])),))


def check_numbers(value: object) -> float | tuple[float, ...]:
    """A finite number, or a list of them."""
    several = isinstance(value, list | tuple)
    given: tuple[Any, ...] = tuple(value) if isinstance(value, list | tuple) else (value,)
    for index, each in enumerate(given):
        if not f.is_number(each):
            field, expected = (str(index), "a number") if several else (None, "a number or a list of numbers")
            raise Rejected(kinds.fields.WrongType(field, found=each, expected=expected))
    return given if several else given[0]


class Rescaling(Layer):
    """Multiplies the input by `scale` and adds `offset`; shape and mask stay, integers become floats.

    ```json
    {"type": "Rescaling", "scale": 0.00392156862745098}
    ```
    """

    timing = "step"

    scale: Annotated[
        float | tuple[float, ...],
        PlainValidator(check_numbers),
        Field(description="What the input is multiplied by: a number, or one for each place of the last axis."),
    ]
    offset: Annotated[
        float | tuple[float, ...],
        PlainValidator(check_numbers),
        Field(description="What is added then: a number, or one for each place of the last axis."),
    ] = 0.0

    def infer(self, call: Call) -> LayerFacts:
        """The input's shape. A list of another length would fail when the model runs, or widen an axis of size 1."""
        shape = call.input.type.shape
        for name in ("scale", "offset"):
            value = getattr(self, name)
            size = shape[-1] if len(shape) > 1 else 1
            if isinstance(value, tuple) and len(value) not in (1, size if size is not None else len(value)):
                return LayerFacts(
                    problems=(kinds.windows.WrongRescalingSize(name, name=name, found=len(value), shape=shape),)
                )
        return LayerFacts((Port("output", TensorType(shape, self.policy(call).compute), mask=call.masks[0]),))


class Dense(Layer):
    """A fully connected layer over the last axis: `activation(x @ kernel + bias)`.

    Input (batch, ..., features), output (batch, ..., units).

    ```json
    {"type": "Dense", "units": 10, "activation": "softmax"}
    ```
    """

    timing = "step"

    units: f.Units
    activation: f.ActivationField = None
    use_bias: f.UseBias = True
    kernel_initializer: f.KernelInitializer = "glorot_uniform"
    bias_initializer: f.BiasInitializer = "zeros"
    kernel_regularizer: f.KernelRegularizer = None
    bias_regularizer: f.BiasRegularizer = None
    activity_regularizer: f.ActivityRegularizer = None
    kernel_constraint: f.KernelConstraint = None
    bias_constraint: f.BiasConstraint = None

    def infer(self, call: Call) -> LayerFacts:
        """Weights `kernel` (features, units) and `bias` (units,); features * units multiply-accumulates a place."""
        shape = call.input.type.shape
        if len(shape) < 2:
            return LayerFacts(problems=(kinds.shapes.WrongRank("inputs", found=1, expected=2, or_more=True),))
        features = shape[-1]
        if features is None:
            return LayerFacts(problems=(kinds.shapes.UnknownSize("inputs", axis=-1),))
        bias = (self.weight(call, "bias", self.units),) if self.use_bias else ()
        output = TensorType((*shape[:-1], self.units), self.policy(call).compute)
        weights = (self.weight(call, "kernel", features, self.units), *bias)
        each_step = times(features, *output.shape[2:]) if output.rank > 2 else None
        cost = Cost(times(features, *output.shape[1:]), each_step)
        return LayerFacts((Port("output", output, mask=call.masks[0]),), weights, cost=cost)


class Activation(Layer):
    """Applies an activation function; shape and mask stay.

    ```json
    {"type": "Activation", "activation": "relu"}
    ```
    """

    timing = "step"

    activation: Annotated[objects.Activation | None, Field(description="The activation function; null is linear.")]

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input."""
        rectifier = self.activation in ("relu", "relu6")
        identity = self.activation in (None, "linear")
        keeps = (rectifier or identity) and keeps_integers(call, rectifier=rectifier)
        return same(self, call) if keeps else same_floats(self, call)


NoiseShape = Annotated[
    tuple[f.Count | None, ...] | None,
    Field(
        description="Shape of the dropped pattern, batch first; where it is 1, the axis is dropped as a whole.",
        max_length=MAX_RANK,
    ),
]


def dropped(layer: Layer, call: Call, pattern: Shape | None) -> LayerFacts:
    """Facts of a layer that drops by a pattern: one that can be stretched to the input, null being the input's size."""
    shape = call.input.type.shape
    ahead = len(shape) - len(pattern or ())
    # A pattern of fewer axes is for the last ones, but a null in it is the size of the axis at its own place.
    for at, size in enumerate(pattern or ()):
        found = shape[at] if size is None and ahead >= 0 else size
        wanted = shape[at + ahead] if ahead >= 0 else None
        if not (found == 1 or (found is not None and found == wanted) or (size is None and ahead == 0)):
            return LayerFacts(
                problems=(kinds.shapes.InvalidNoiseShape("noise_shape", found=pattern or (), shape=shape),)
            )
    return replace(same_floats(layer, call), cost=Cost(kept=scalars(pattern or shape)))


class Dropout(Layer):
    """Sets a random fraction of the input to 0 while training, and scales up the rest; shape and mask stay.

    ```json
    {"type": "Dropout", "rate": 0.5}
    ```
    """

    timing = "step"

    rate: Annotated[f.Rate, Field(description="Fraction of the input dropped, 0 to 1.")]
    noise_shape: NoiseShape = None
    seed: f.Seed = None

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input; which places were dropped is kept for the backward pass."""
        return dropped(self, call, self.noise_shape)


class Identity(Layer):
    """Gives its input as it is, with its mask: a name for a place in the graph.

    ```json
    {"type": "Identity"}
    ```
    """

    timing = "step"

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input."""
        return same(self, call)
