"""Recurrent layers whose gates are convolutions: ConvLSTM1D, ConvLSTM2D, ConvLSTM3D."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from rnngraph.graph import Problem, Reason, State, Verdict
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, LayerFacts
from rnngraph.layers.cells import KEPT, CellFacts
from rnngraph.layers.convolution import (
    Dilation1,
    Dilation2,
    Dilation3,
    Filters,
    Kernel1,
    Kernel2,
    Kernel3,
    Strides1,
    Strides2,
    Strides3,
)
from rnngraph.layers.cost import Cost
from rnngraph.layers.loop import Recurrent, over_time, returned, step_types
from rnngraph.layers.windows import DataFormat, Window, axes, each_axis, slid, wrong_rank
from rnngraph.problems import kinds

Padding = Annotated[
    Literal["valid", "same"],
    Field(description="valid: the kernel stays inside a step's input; same: zeros around it. The state's is same."),
]


def over_frames(layer: ConvLSTM1D | ConvLSTM2D | ConvLSTM3D, call: Call, number: int) -> LayerFacts:
    """Facts of a loop of convolutions over `number` axes of each step."""
    wrong = wrong_rank(call, number + 3)
    if wrong:
        return LayerFacts(problems=wrong)
    reason = Reason(None, f"{layer.type} has no cuDNN kernel in Keras; LSTM and GRU have")
    return over_time(layer, call, step(layer, call, number), Verdict((reason,)))


def step(layer: ConvLSTM1D | ConvLSTM2D | ConvLSTM3D, call: Call, number: int) -> CellFacts:
    """One step: four gates, each a convolution of the input, by `strides` and `padding`, and of the state, of its size.

    Weights `kernel` (*kernel_size, channels, 4 * filters), `recurrent_kernel` (*kernel_size, filters, 4 * filters),
    `bias` (4 * filters,). Keras 3: `ConvLSTMCell.build`.
    """
    sizes, strides, dilations = (
        each_axis(value, number) for value in (layer.kernel_size, layer.strides, layer.dilation_rate)
    )
    if max(strides) > 1 and max(dilations) > 1:
        return CellFacts(problems=(kinds.windows.StridesAndDilation("dilation_rate"),))
    (frame,) = step_types(call)
    for axis, size in enumerate(frame.shape[1:], start=2):
        if size is None:
            return CellFacts(problems=(kinds.shapes.UnknownSize("inputs", axis=axis),))
    found = slid(frame.shape, Window("kernel_size", sizes, strides, dilations, layer.padding), layer.data_format)
    if isinstance(found, Problem):
        # The window is of a step, which has no time axis: the sentence is about the whole input.
        return CellFacts(problems=(replace(found, axis=found.axis + 1),))
    axis, _ = axes(layer.data_format, number + 2)
    channels = frame.shape[axis] or 0
    places = tuple(size or 0 for at, size in enumerate(found) if at not in (0, axis))
    state = (layer.filters, *places) if axis == 1 else (*places, layer.filters)
    kernels = (
        layer.weight(call, "kernel", *sizes, channels, 4 * layer.filters),
        layer.weight(call, "recurrent_kernel", *sizes, layer.filters, 4 * layer.filters),
    )
    bias = (layer.weight(call, "bias", 4 * layer.filters),) if layer.use_bias else ()
    states = tuple(State(f"state_{kind}", state, kind) for kind in "hc")
    macs = math.prod(places) * sum(each.params for each in kernels)
    cost = Cost(macs, kept=KEPT["hc"][4] * math.prod(state))
    return CellFacts((state,), states, (*kernels, *bias), cost=cost)


class ConvLSTM1D(Recurrent):
    """An LSTM whose gates are convolutions over one axis (Shi et al., 2015): for a row of sensors, say. Not by cuDNN.

    Input (batch, timesteps, places, channels); output (batch, places, filters), its places by `padding` and `strides`,
    with a time axis where `return_sequences` is set; states `state_h` and `state_c`, each as one step's output.

    ```json
    {"type": "ConvLSTM1D", "filters": 16, "kernel_size": 3, "padding": "same"}
    ```
    """

    filters: Filters
    kernel_size: Kernel1
    strides: Strides1 = 1
    padding: Padding = "valid"
    data_format: DataFormat = None
    dilation_rate: Dilation1 = 1
    activation: f.ActivationField = "tanh"
    recurrent_activation: f.RecurrentActivation = "sigmoid"
    use_bias: f.UseBias = True
    kernel_initializer: f.KernelInitializer = "glorot_uniform"
    recurrent_initializer: f.RecurrentInitializer = "orthogonal"
    bias_initializer: f.BiasInitializer = "zeros"
    unit_forget_bias: f.UnitForgetBias = True
    kernel_regularizer: f.KernelRegularizer = None
    recurrent_regularizer: f.RecurrentRegularizer = None
    bias_regularizer: f.BiasRegularizer = None
    activity_regularizer: f.ActivityRegularizer = None
    kernel_constraint: f.KernelConstraint = None
    recurrent_constraint: f.RecurrentConstraint = None
    bias_constraint: f.BiasConstraint = None
    dropout: f.Dropout = 0.0
    recurrent_dropout: f.RecurrentDropout = 0.0
    seed: f.Seed = None
    return_sequences: f.ReturnSequences = False
    return_state: f.ReturnState = False
    go_backwards: f.GoBackwards = False
    stateful: f.Stateful = False
    zero_output_for_mask: f.ZeroOutputForMask = False

    def state_names(self) -> tuple[str, ...]:
        """The hidden state and the cell state."""
        return ("state_h", "state_c")

    def returned_names(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """The main output, and with `return_state` the final states."""
        return returned(self)

    def infer(self, call: Call) -> LayerFacts:
        """Frames of one axis."""
        return over_frames(self, call, 1)


class ConvLSTM2D(Recurrent):
    """An LSTM whose gates are convolutions over two axes (Shi et al., 2015): for films and maps. Not by cuDNN.

    Input (batch, timesteps, rows, columns, channels); output (batch, rows, columns, filters), its rows and columns by
    `padding` and `strides`, with a time axis where `return_sequences` is set; states `state_h` and `state_c`, each as
    one step's output.

    ```json
    {"type": "ConvLSTM2D", "filters": 32, "kernel_size": 3, "padding": "same"}
    ```
    """

    filters: Filters
    kernel_size: Kernel2
    strides: Strides2 = 1
    padding: Padding = "valid"
    data_format: DataFormat = None
    dilation_rate: Dilation2 = 1
    activation: f.ActivationField = "tanh"
    recurrent_activation: f.RecurrentActivation = "sigmoid"
    use_bias: f.UseBias = True
    kernel_initializer: f.KernelInitializer = "glorot_uniform"
    recurrent_initializer: f.RecurrentInitializer = "orthogonal"
    bias_initializer: f.BiasInitializer = "zeros"
    unit_forget_bias: f.UnitForgetBias = True
    kernel_regularizer: f.KernelRegularizer = None
    recurrent_regularizer: f.RecurrentRegularizer = None
    bias_regularizer: f.BiasRegularizer = None
    activity_regularizer: f.ActivityRegularizer = None
    kernel_constraint: f.KernelConstraint = None
    recurrent_constraint: f.RecurrentConstraint = None
    bias_constraint: f.BiasConstraint = None
    dropout: f.Dropout = 0.0
    recurrent_dropout: f.RecurrentDropout = 0.0
    seed: f.Seed = None
    return_sequences: f.ReturnSequences = False
    return_state: f.ReturnState = False
    go_backwards: f.GoBackwards = False
    stateful: f.Stateful = False
    zero_output_for_mask: f.ZeroOutputForMask = False

    def state_names(self) -> tuple[str, ...]:
        """The hidden state and the cell state."""
        return ("state_h", "state_c")

    def returned_names(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """The main output, and with `return_state` the final states."""
        return returned(self)

    def infer(self, call: Call) -> LayerFacts:
        """Frames of two axes."""
        return over_frames(self, call, 2)


class ConvLSTM3D(Recurrent):
    """An LSTM whose gates are convolutions over three axes (Shi et al., 2015): for volumes over time. Not by cuDNN.

    Input (batch, timesteps, depths, rows, columns, channels); output (batch, depths, rows, columns, filters), the sizes
    of its middle axes by `padding` and `strides`, with a time axis where `return_sequences` is set; states `state_h`
    and `state_c`, each as one step's output.

    ```json
    {"type": "ConvLSTM3D", "filters": 8, "kernel_size": 3, "padding": "same"}
    ```
    """

    filters: Filters
    kernel_size: Kernel3
    strides: Strides3 = 1
    padding: Padding = "valid"
    data_format: DataFormat = None
    dilation_rate: Dilation3 = 1
    activation: f.ActivationField = "tanh"
    recurrent_activation: f.RecurrentActivation = "sigmoid"
    use_bias: f.UseBias = True
    kernel_initializer: f.KernelInitializer = "glorot_uniform"
    recurrent_initializer: f.RecurrentInitializer = "orthogonal"
    bias_initializer: f.BiasInitializer = "zeros"
    unit_forget_bias: f.UnitForgetBias = True
    kernel_regularizer: f.KernelRegularizer = None
    recurrent_regularizer: f.RecurrentRegularizer = None
    bias_regularizer: f.BiasRegularizer = None
    activity_regularizer: f.ActivityRegularizer = None
    kernel_constraint: f.KernelConstraint = None
    recurrent_constraint: f.RecurrentConstraint = None
    bias_constraint: f.BiasConstraint = None
    dropout: f.Dropout = 0.0
    recurrent_dropout: f.RecurrentDropout = 0.0
    seed: f.Seed = None
    return_sequences: f.ReturnSequences = False
    return_state: f.ReturnState = False
    go_backwards: f.GoBackwards = False
    stateful: f.Stateful = False
    zero_output_for_mask: f.ZeroOutputForMask = False

    def state_names(self) -> tuple[str, ...]:
        """The hidden state and the cell state."""
        return ("state_h", "state_c")

    def returned_names(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """The main output, and with `return_state` the final states."""
        return returned(self)

    def infer(self, call: Call) -> LayerFacts:
        """Frames of three axes."""
        return over_frames(self, call, 3)
