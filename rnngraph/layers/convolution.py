"""Convolutions: Conv1D, Conv2D, Conv3D, SeparableConv1D. None of them hands a mask on."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field, PlainValidator

from rnngraph import objects
from rnngraph.graph import Port, Problem, TensorType, Weight
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.cost import Cost, scalars, times
from rnngraph.layers.windows import DataFormat, Sizes, Window, axes, counts, each_axis, not_floats, slid, wrong_rank
from rnngraph.problems import kinds

INSIDE = "valid: the kernel stays inside the input; same: zeros at both ends, so that a stride of 1 keeps the length"
PADDING = Field(description=f"{INSIDE}.")
CAUSAL = Field(description=f"{INSIDE}; causal: zeros at the start only, so that no step sees a later one.")
Padding = Annotated[Literal["valid", "same"], PADDING]
CausalPadding = Annotated[Literal["valid", "same", "causal"], CAUSAL]
Filters = Annotated[f.Count, Field(description="Number of output channels.")]
Groups = Annotated[
    f.Count, Field(description="Number of groups of channels, each convolved by itself; divides channels and filters.")
]
DepthMultiplier = Annotated[f.Count, Field(description="Channels that the depthwise step makes of each.")]

KERNEL = Field(description="Size of the kernel.")
STRIDES = Field(description="How far the kernel moves at a step.")
DILATION = Field(description="Distance between the places that the kernel looks at; 1 leaves none out.")
Kernel1 = Annotated[Sizes, PlainValidator(counts(1)), KERNEL]
Kernel2 = Annotated[Sizes, PlainValidator(counts(2)), KERNEL]
Kernel3 = Annotated[Sizes, PlainValidator(counts(3)), KERNEL]
Strides1 = Annotated[Sizes, PlainValidator(counts(1)), STRIDES]
Strides2 = Annotated[Sizes, PlainValidator(counts(2)), STRIDES]
Strides3 = Annotated[Sizes, PlainValidator(counts(3)), STRIDES]
Dilation1 = Annotated[Sizes, PlainValidator(counts(1)), DILATION]
Dilation2 = Annotated[Sizes, PlainValidator(counts(2)), DILATION]
Dilation3 = Annotated[Sizes, PlainValidator(counts(3)), DILATION]

DepthwiseInitializer = Annotated[objects.Initializer, Field(description="Initializer of `depthwise_kernel`.")]
DepthwiseRegularizer = Annotated[objects.Regularizer | None, Field(description="Regularizer of `depthwise_kernel`.")]
DepthwiseConstraint = Annotated[objects.Constraint | None, Field(description="Constraint on `depthwise_kernel`.")]
PointwiseInitializer = Annotated[objects.Initializer, Field(description="Initializer of `pointwise_kernel`.")]
PointwiseRegularizer = Annotated[objects.Regularizer | None, Field(description="Regularizer of `pointwise_kernel`.")]
PointwiseConstraint = Annotated[objects.Constraint | None, Field(description="Constraint on `pointwise_kernel`.")]


def window_of(layer: Conv1D | Conv2D | Conv3D | SeparableConv1D, number: int) -> Window:
    """The layer's kernel as a window over `number` axes."""
    sizes, strides, dilations = (
        each_axis(value, number) for value in (layer.kernel_size, layer.strides, layer.dilation_rate)
    )
    return Window("kernel_size", sizes, strides, dilations, layer.padding)


def channels_of(layer: Conv1D | Conv2D | Conv3D | SeparableConv1D, call: Call, number: int) -> int | Problem:
    """The input's channels, or the problem: an input of another rank, or of an unknown number of channels."""
    wrong = wrong_rank(call, number + 2)
    if wrong:
        return wrong[0]
    axis, _ = axes(layer.data_format, number + 2)
    channels = call.input.type.shape[axis]
    return kinds.shapes.UnknownSize("inputs", axis=axis) if channels is None else channels


def convolution(
    layer: Conv1D | Conv2D | Conv3D | SeparableConv1D, call: Call, number: int, kernels: tuple[Weight, ...]
) -> LayerFacts:
    """Facts of a convolution with these kernels: the slid window's shape, with `filters` channels.

    Each place of the output reads every kernel once: places * scalars of the kernels multiply-accumulates, padding
    among them, as the kernel is moved over it too.
    """
    shape = slid(call.input.type.shape, window_of(layer, number), layer.data_format)
    if isinstance(shape, Problem):
        return LayerFacts(problems=(shape,))
    axis, _ = axes(layer.data_format, number + 2)
    bias = (layer.weight(call, "bias", layer.filters),) if layer.use_bias else ()
    output = TensorType((*shape[:axis], layer.filters, *shape[axis + 1 :]), layer.policy(call).compute)
    places = times(*shape[1:axis], *shape[axis + 1 :])
    cost = Cost(times(places, sum(each.params for each in kernels)))
    return LayerFacts((Port("output", output),), (*kernels, *bias), problems=not_floats(call.input), cost=cost)


def convolved(layer: Conv1D | Conv2D | Conv3D, call: Call, number: int) -> LayerFacts:
    """Facts of a plain convolution. Keras 3: `BaseConv.__init__` and `BaseConv.build`."""
    window = window_of(layer, number)
    if max(window.strides) > 1 and max(window.dilations) > 1:
        return LayerFacts(problems=(kinds.windows.StridesAndDilation("dilation_rate"),))
    channels = channels_of(layer, call, number)
    if isinstance(channels, Problem):
        return LayerFacts(problems=(channels,))
    for name, size in (("filters", layer.filters), ("channels", channels)):
        if size % layer.groups:
            return LayerFacts(problems=(kinds.windows.UnevenGroups("groups", of=name, size=size, groups=layer.groups),))
    kernel = layer.weight(call, "kernel", *window.sizes, channels // layer.groups, layer.filters)
    return convolution(layer, call, number, (kernel,))


class Conv1D(Layer):
    """A convolution over time.

    Input (batch, timesteps, channels), output (batch, timesteps, filters), its timesteps by `padding` and `strides`.
    Weights `kernel` (*kernel_size, channels / groups, filters) and `bias` (filters,).

    ```json
    {"type": "Conv1D", "filters": 32, "kernel_size": 5, "padding": "causal", "activation": "relu"}
    ```
    """

    timing = "window"

    filters: Filters
    kernel_size: Kernel1
    strides: Strides1 = 1
    padding: CausalPadding = "valid"
    data_format: DataFormat = None
    dilation_rate: Dilation1 = 1
    groups: Groups = 1
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
        """One axis convolved."""
        return convolved(self, call, 1)


class Conv2D(Layer):
    """A convolution over two axes: of a picture, or of a spectrogram.

    Input (batch, rows, columns, channels), output (batch, rows, columns, filters), its rows and columns by
    `padding` and `strides`.
    Weights `kernel` (*kernel_size, channels / groups, filters) and `bias` (filters,).

    ```json
    {"type": "Conv2D", "filters": 32, "kernel_size": [3, 3], "padding": "same", "activation": "relu"}
    ```
    """

    filters: Filters
    kernel_size: Kernel2
    strides: Strides2 = (1, 1)
    padding: Padding = "valid"
    data_format: DataFormat = None
    dilation_rate: Dilation2 = (1, 1)
    groups: Groups = 1
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
        """Two axes convolved."""
        return convolved(self, call, 2)


class Conv3D(Layer):
    """A convolution over three axes: of a film, or of a volume.

    Input (batch, frames, rows, columns, channels), output the same with `filters` channels, its middle axes by
    `padding` and `strides`.
    Weights `kernel` (*kernel_size, channels / groups, filters) and `bias` (filters,).

    ```json
    {"type": "Conv3D", "filters": 8, "kernel_size": 3, "padding": "same", "activation": "relu"}
    ```
    """

    filters: Filters
    kernel_size: Kernel3
    strides: Strides3 = (1, 1, 1)
    padding: Padding = "valid"
    data_format: DataFormat = None
    dilation_rate: Dilation3 = (1, 1, 1)
    groups: Groups = 1
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
        """Three axes convolved."""
        return convolved(self, call, 3)


class SeparableConv1D(Layer):
    """A convolution over time in two steps: each channel by itself, then across channels at each step.

    Input (batch, timesteps, channels), output (batch, timesteps, filters). Weights `depthwise_kernel`
    (size, channels, depth_multiplier), `pointwise_kernel` (1, channels * depth_multiplier, filters), `bias` (filters,).

    ```json
    {"type": "SeparableConv1D", "filters": 32, "kernel_size": 5, "padding": "same"}
    ```
    """

    timing = "window"

    filters: Filters
    kernel_size: Kernel1
    strides: Strides1 = 1
    padding: Padding = "valid"
    data_format: DataFormat = None
    dilation_rate: Dilation1 = 1
    depth_multiplier: DepthMultiplier = 1
    activation: f.ActivationField = None
    use_bias: f.UseBias = True
    depthwise_initializer: DepthwiseInitializer = "glorot_uniform"
    pointwise_initializer: PointwiseInitializer = "glorot_uniform"
    bias_initializer: f.BiasInitializer = "zeros"
    depthwise_regularizer: DepthwiseRegularizer = None
    pointwise_regularizer: PointwiseRegularizer = None
    bias_regularizer: f.BiasRegularizer = None
    activity_regularizer: f.ActivityRegularizer = None
    depthwise_constraint: DepthwiseConstraint = None
    pointwise_constraint: PointwiseConstraint = None
    bias_constraint: f.BiasConstraint = None

    def infer(self, call: Call) -> LayerFacts:
        """One axis convolved. Keras 3: `BaseSeparableConv.build`, which allows strides and dilation together."""
        channels = channels_of(self, call, 1)
        if isinstance(channels, Problem):
            return LayerFacts(problems=(channels,))
        depthwise = self.weight(
            call, "depthwise_kernel", *each_axis(self.kernel_size, 1), channels, self.depth_multiplier
        )
        pointwise = self.weight(call, "pointwise_kernel", 1, channels * self.depth_multiplier, self.filters)
        facts = convolution(self, call, 1, (depthwise, pointwise))
        if not facts.outputs:
            return facts
        # What the first step gives is kept: channels * depth_multiplier for each filter that the second one makes.
        middle = scalars(facts.outputs[0].type.shape)
        middle = None if middle is None else middle // self.filters * channels * self.depth_multiplier
        return replace(facts, cost=replace(facts.cost, kept=middle))
