"""RNN cells: the mathematics of one time step, and what it costs in weights, states and arithmetic."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from rnngraph.graph import Problem, Shape, State, TensorType, Weight
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.cost import FREE, Cost
from rnngraph.problems import kinds


@dataclass(frozen=True, slots=True)
class CellFacts:
    """What one step gives: each output's sizes without the batch, the states (without the batch), the weights.

    The cost's `kept` has the step's outputs and states too: who loops over time keeps them all.
    """

    outputs: tuple[Shape, ...] = ()
    states: tuple[State, ...] = ()
    weights: tuple[Weight, ...] = ()
    problems: tuple[Problem, ...] = ()
    cost: Cost = FREE


class Cell(Layer):
    """A cell: a layer of one time step, usable inside `RNN` only."""

    def output_names(self) -> tuple[str, ...]:
        """The names of what it gives: `output`, unless it gives several tensors."""
        return ("output",)

    def step_inputs(self) -> tuple[str, ...]:
        """The names of what it takes at each step, for a dict of inputs; none where it takes one without a name."""
        return ()

    @abstractmethod
    def step(self, inputs: tuple[TensorType, ...], call: Call) -> CellFacts:
        """Everything about one step over inputs of shape (batch, ...features)."""

    def infer(self, call: Call) -> LayerFacts:
        """A cell by itself is no layer of a graph."""
        return LayerFacts(problems=(kinds.fields.BareCell(found=self.type),))


KEPT = {"h": {1: 1, 3: 5}, "hc": {4: 7}}
"""Vectors of `units` scalars that one step leaves for the backward pass, by kinds of states and number of gates.

SimpleRNN: the new state. GRU: the three gates, the new state, and what the reset gate is multiplied with or gives (the
state's product with `reset_after`, else the scaled state). LSTM: the four gates, c, tanh(c), h.
"""


def dense_step(
    layer: Layer,
    units: int,
    state_kinds: str,
    gates: int,
    bias: tuple[int, ...],
    inputs: tuple[TensorType, ...],
    call: Call,
) -> CellFacts:
    """A cell of `gates` dense gates: kernel (features, gates * units), recurrent_kernel (units, gates * units), bias.

    Keras 3: `build` of SimpleRNNCell, GRUCell and LSTMCell. `state_kinds` has a letter for each state. A step
    costs gates * units * (features + units) multiply-accumulates: input and state, each by its kernel.
    """
    states = tuple(State(f"state_{kind}", (units,), kind) for kind in state_kinds)
    step = inputs[0]
    features = step.shape[-1]
    if len(inputs) > 1:
        return CellFacts(problems=(several_inputs(1, inputs, layer),))
    if step.rank != 2:
        wrong = kinds.shapes.WrongRank("inputs", found=step.rank + 1, expected=3)
        return CellFacts(((units,),), states, (), (wrong,))
    if features is None:
        return CellFacts(((units,),), states, (), (kinds.shapes.UnknownSize("inputs", axis=-1),))
    kernels = (
        layer.weight(call, "kernel", features, gates * units),
        layer.weight(call, "recurrent_kernel", units, gates * units),
    )
    biases = (layer.weight(call, "bias", *bias),) if bias else ()
    cost = Cost(gates * units * (features + units), kept=KEPT[state_kinds][gates] * units)
    return CellFacts(((units,),), states, (*kernels, *biases), cost=cost)


def several_inputs(wanted: int, inputs: tuple[TensorType, ...], layer: Layer) -> Problem:
    """A cell that is given more or fewer inputs than it takes."""
    return kinds.wiring.WrongInputCount("inputs", found=len(inputs), minimum=wanted, maximum=wanted, type=layer.type)


class SimpleRNNCell(Cell):
    """One step of `SimpleRNN`: `h' = activation(x @ kernel + h @ recurrent_kernel + bias)`. Only inside `RNN`.

    ```json
    {"type": "RNN", "cell": {"type": "SimpleRNNCell", "units": 32}}
    ```
    """

    units: f.Units
    activation: f.ActivationField = "tanh"
    use_bias: f.UseBias = True
    kernel_initializer: f.KernelInitializer = "glorot_uniform"
    recurrent_initializer: f.RecurrentInitializer = "orthogonal"
    bias_initializer: f.BiasInitializer = "zeros"
    kernel_regularizer: f.KernelRegularizer = None
    recurrent_regularizer: f.RecurrentRegularizer = None
    bias_regularizer: f.BiasRegularizer = None
    kernel_constraint: f.KernelConstraint = None
    recurrent_constraint: f.RecurrentConstraint = None
    bias_constraint: f.BiasConstraint = None
    dropout: f.Dropout = 0.0
    recurrent_dropout: f.RecurrentDropout = 0.0
    seed: f.Seed = None

    def state_names(self) -> tuple[str, ...]:
        """The hidden state."""
        return ("state_h",)

    def step(self, inputs: tuple[TensorType, ...], call: Call) -> CellFacts:
        """One dense gate, one state."""
        bias = (self.units,) if self.use_bias else ()
        return dense_step(self, self.units, "h", 1, bias, inputs, call)


class GRUCell(Cell):
    """One step of `GRU` (Cho et al., 2014; with `reset_after`, the variant that cuDNN computes). Only inside `RNN`.

    ```json
    {"type": "RNN", "cell": {"type": "GRUCell", "units": 32}}
    ```
    """

    units: f.Units
    activation: f.ActivationField = "tanh"
    recurrent_activation: f.RecurrentActivation = "sigmoid"
    use_bias: f.UseBias = True
    kernel_initializer: f.KernelInitializer = "glorot_uniform"
    recurrent_initializer: f.RecurrentInitializer = "orthogonal"
    bias_initializer: f.BiasInitializer = "zeros"
    kernel_regularizer: f.KernelRegularizer = None
    recurrent_regularizer: f.RecurrentRegularizer = None
    bias_regularizer: f.BiasRegularizer = None
    kernel_constraint: f.KernelConstraint = None
    recurrent_constraint: f.RecurrentConstraint = None
    bias_constraint: f.BiasConstraint = None
    dropout: f.Dropout = 0.0
    recurrent_dropout: f.RecurrentDropout = 0.0
    reset_after: f.ResetAfter = True
    seed: f.Seed = None

    def state_names(self) -> tuple[str, ...]:
        """The hidden state."""
        return ("state_h",)

    def step(self, inputs: tuple[TensorType, ...], call: Call) -> CellFacts:
        """Three gates, one state; with `reset_after` two biases, one for the input and one for the state."""
        bias = (2, 3 * self.units) if self.reset_after else (3 * self.units,)
        return dense_step(self, self.units, "h", 3, bias if self.use_bias else (), inputs, call)


class LSTMCell(Cell):
    """One step of `LSTM` (Hochreiter & Schmidhuber, 1997; with a forget gate, Gers et al., 2000). Only inside `RNN`.

    ```json
    {"type": "RNN", "cell": [{"type": "LSTMCell", "units": 32}, {"type": "LSTMCell", "units": 16}]}
    ```
    """

    units: f.Units
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
    kernel_constraint: f.KernelConstraint = None
    recurrent_constraint: f.RecurrentConstraint = None
    bias_constraint: f.BiasConstraint = None
    dropout: f.Dropout = 0.0
    recurrent_dropout: f.RecurrentDropout = 0.0
    seed: f.Seed = None

    def state_names(self) -> tuple[str, ...]:
        """The hidden state and the cell state."""
        return ("state_h", "state_c")

    def step(self, inputs: tuple[TensorType, ...], call: Call) -> CellFacts:
        """Four gates, two states."""
        bias = (4 * self.units,) if self.use_bias else ()
        return dense_step(self, self.units, "hc", 4, bias, inputs, call)
