"""Recurrent layers over whole sequences: SimpleRNN, GRU, LSTM, and RNN around a cell or a stack of cells."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from rnngraph.graph import Problem, Reason, TensorType, Verdict, Weight
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.cells import Cell, CellFacts, GRUCell, LSTMCell, dense_step
from rnngraph.layers.cost import together
from rnngraph.layers.custom import CustomCell, weight_problems
from rnngraph.layers.inner import InnerCells
from rnngraph.layers.loop import Recurrent, length_problems, over_time, returned, step_types, too_short
from rnngraph.layers.object_shapes import object_shape_problems
from rnngraph.problems import kinds

CUDNN_NEEDS: Mapping[str, tuple[Any, str]] = {
    "activation": ("tanh", '"tanh"'),
    "recurrent_activation": ("sigmoid", '"sigmoid"'),
    "recurrent_dropout": (0, "0"),
    "unroll": (False, "false"),
    "use_bias": (True, "true"),
    "reset_after": (True, "true"),
}


def cudnn_verdict(layer: GRU | LSTM) -> Verdict:
    """Every field of an LSTM or a GRU that keeps Keras from cuDNN.

    Keras 3.15, TensorFlow backend: `cudnn_ok` and `LSTM.inner_loop`, which tests `recurrent_dropout` as a field, so
    also at inference. `dropout` is no obstacle.
    """
    fields = layer.__dict__
    reasons = []
    if fields["cudnn"] == "never":
        reasons.append(Reason("cudnn", 'cudnn is "never"', "auto"))
    for name, (needed, shown) in CUDNN_NEEDS.items():
        found = fields.get(name, needed)
        if found != needed:
            reasons.append(Reason(name, f"{name} is {_shown(found)}, cuDNN needs {shown}", needed))
    return Verdict(tuple(reasons))


def _shown(value: object) -> str:
    return json.dumps("linear" if value is None else value)


class SimpleRNN(Recurrent):
    """A fully connected RNN: the output of a timestep is fed to the next. Never computed by cuDNN.

    Input (batch, timesteps, features); output (batch, units), or (batch, timesteps, units) with `return_sequences`;
    state `state_h` (batch, units).

    ```json
    {"type": "SimpleRNN", "units": 32}
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
    activity_regularizer: f.ActivityRegularizer = None
    kernel_constraint: f.KernelConstraint = None
    recurrent_constraint: f.RecurrentConstraint = None
    bias_constraint: f.BiasConstraint = None
    dropout: f.Dropout = 0.0
    recurrent_dropout: f.RecurrentDropout = 0.0
    return_sequences: f.ReturnSequences = False
    return_state: f.ReturnState = False
    go_backwards: f.GoBackwards = False
    stateful: f.Stateful = False
    unroll: f.Unroll = False
    seed: f.Seed = None
    zero_output_for_mask: f.ZeroOutputForMask = False

    def state_names(self) -> tuple[str, ...]:
        """The hidden state."""
        return ("state_h",)

    def returned_names(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """The main output, and with `return_state` the final states."""
        return returned(self)

    def infer(self, call: Call) -> LayerFacts:
        """One dense gate, one state."""
        bias = (self.units,) if self.use_bias else ()
        verdict = Verdict((Reason(None, "SimpleRNN has no cuDNN kernel in Keras; LSTM and GRU have"),))
        return too_short(call) or over_time(
            self, call, dense_step(self, self.units, "h", 1, bias, step_types(call), call), verdict
        )


class GRU(Recurrent):
    """Gated recurrent unit (Cho et al., 2014). By cuDNN, where a GPU is and its defaults are kept.

    Input (batch, timesteps, features); output (batch, units), or (batch, timesteps, units) with `return_sequences`;
    state `state_h` (batch, units).

    ```json
    {"type": "GRU", "units": 64, "return_sequences": true}
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
    unroll: f.Unroll = False
    reset_after: f.ResetAfter = True
    zero_output_for_mask: f.ZeroOutputForMask = False
    cudnn: f.Cudnn = "auto"

    def state_names(self) -> tuple[str, ...]:
        """The hidden state."""
        return ("state_h",)

    def returned_names(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """The main output, and with `return_state` the final states."""
        return returned(self)

    def infer(self, call: Call) -> LayerFacts:
        """Three gates, one state; with `reset_after` two biases, one for the input and one for the state."""
        bias = (2, 3 * self.units) if self.reset_after else (3 * self.units,)
        cell = dense_step(self, self.units, "h", 3, bias if self.use_bias else (), step_types(call), call)
        return too_short(call) or over_time(self, call, cell, cudnn_verdict(self))


class LSTM(Recurrent):
    """Long short-term memory (Hochreiter & Schmidhuber, 1997). By cuDNN, where a GPU is and its defaults are kept.

    Input (batch, timesteps, features); output (batch, units), or (batch, timesteps, units) with `return_sequences`;
    states `state_h` and `state_c`, each (batch, units).

    ```json
    {"type": "LSTM", "units": 64}
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
    unroll: f.Unroll = False
    zero_output_for_mask: f.ZeroOutputForMask = False
    cudnn: f.Cudnn = "auto"

    def state_names(self) -> tuple[str, ...]:
        """The hidden state and the cell state."""
        return ("state_h", "state_c")

    def returned_names(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """The main output, and with `return_state` the final states."""
        return returned(self)

    def infer(self, call: Call) -> LayerFacts:
        """Four gates, two states."""
        bias = (4 * self.units,) if self.use_bias else ()
        cell = dense_step(self, self.units, "hc", 4, bias, step_types(call), call)
        return too_short(call) or over_time(self, call, cell, cudnn_verdict(self))


class RNN(Recurrent):
    """The loop by itself, around a cell or a stack of cells. Never computed by cuDNN, whatever the cell.

    Input (batch, timesteps, ...features), or as many sequences of one length as the cell takes inputs, as a list or a
    dict; output as the last cell's, with a time axis where `return_sequences` is set;
    the states are the cell's own, in a stack `cell_0_state_h`, `cell_0_state_c`, `cell_1_state_h`, ...

    ```json
    {"type": "RNN", "cell": [{"type": "LSTMCell", "units": 64}, {"type": "GRUCell", "units": 32}]}
    ```
    """

    cell: Annotated[InnerCells, Field(description="A cell, or a list of cells stacked from the input up.")]
    return_sequences: f.ReturnSequences = False
    return_state: f.ReturnState = False
    go_backwards: f.GoBackwards = False
    stateful: f.Stateful = False
    unroll: f.Unroll = False
    zero_output_for_mask: f.ZeroOutputForMask = False

    def cells(self) -> tuple[tuple[str, Cell], ...]:
        """The cells from the input up, each with the prefix of its weights' and states' names, none if alone."""
        if isinstance(self.cell, Cell):
            return (("", self.cell),)
        return tuple((f"cell_{index}", cell) for index, cell in enumerate(self.cell))

    def inner_layers(self) -> tuple[tuple[str, Layer], ...]:
        """The cells, by field."""
        return tuple((_place(prefix), cell) for prefix, cell in self.cells())

    def inputs_taken(self) -> tuple[int, int | None]:
        """As many sequences as the first cell takes inputs."""
        count = len(self.cells()[0][1].step_inputs()) or 1
        return (count, count)

    def names_of_inputs(self) -> tuple[str, ...]:
        """The first cell's names for its inputs."""
        return self.cells()[0][1].step_inputs()

    def port_names(self) -> tuple[str, ...]:
        """What the last cell gives, then the states."""
        return (*self.cells()[-1][1].output_names(), *self.state_names())

    def state_names(self) -> tuple[str, ...]:
        """Every cell's states, prefixed in a stack."""
        return tuple(f"{at}_{name}" if at else name for at, cell in self.cells() for name in cell.state_names())

    def returned_names(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """What the last cell gives, and with `return_state` the final states."""
        names = self.port_names()
        return names if self.return_state else names[: len(names) - len(self.state_names())]

    def infer(self, call: Call) -> LayerFacts:
        """Each cell is fed the output of the one below it, within one timestep."""
        short = too_short(call)
        if short:
            return short
        steps, facts = step_types(call), CellFacts(problems=length_problems(call))
        inside = replace(call, policy=self.policy(call))
        made: list[Problem] = []
        for prefix, cell in self.cells():
            inner = cell.step(steps, inside)
            facts = CellFacts(
                inner.outputs,
                facts.states + tuple(replace(s, name=f"{prefix}_{s.name}" if prefix else s.name) for s in inner.states),
                facts.weights + tuple(self._own(weight, prefix) for weight in inner.weights),
                facts.problems + tuple(_of_cell(each, prefix) for each in inner.problems),
                together(facts.cost, inner.cost),
            )
            wrong = object_shape_problems(cell.__dict__, inner.weights, None)
            if isinstance(cell, CustomCell) and not inner.problems:
                wrong = (*wrong, *weight_problems(cell, steps, inner.weights))
            made += [each.inside(*_place(prefix).split("/")) for each in wrong]
            if inner.problems:
                break
            steps = tuple(TensorType((steps[0].shape[0], *shape), self.policy(call).compute) for shape in inner.outputs)
        facts = replace(facts, problems=facts.problems or self._dtypes(call))
        result = over_time(self, call, facts, Verdict((Reason(None, self._no_cudnn()),)))
        return replace(result, problems=(*result.problems, *made))

    def _no_cudnn(self) -> str:
        """Why cuDNN is out, and, where the cell is one that it has a layer for, which."""
        why = "RNN runs its cell step by step; cuDNN has whole layers only"
        whole = type(self.cell).__name__.removesuffix("Cell")
        return f"{why}, as {whole} is for this cell" if isinstance(self.cell, LSTMCell | GRUCell) else why

    def _dtypes(self, call: Call) -> tuple[Problem, ...]:
        """Cells of a stack that compute in another dtype than the layer.

        Keras 3.15 starts them from states in the layer's dtype: TensorFlow's loop, and its choice between two steps
        under a mask, are of one dtype only.
        """
        wanted = self.policy(call).compute
        cells = self.cells()
        found = [(prefix, cell.policy(replace(call, policy=self.policy(call))).compute) for prefix, cell in cells]
        return tuple(
            kinds.weights.WrongCellDtype(f"{_place(prefix)}/dtype", found=dtype, expected=wanted)
            for prefix, dtype in found
            if len(cells) > 1 and dtype != wanted
        )

    def _own(self, weight: Weight, prefix: str) -> Weight:
        name = f"{prefix}/{weight.name}" if prefix else weight.name
        return replace(weight, name=name, trainable=weight.trainable and self.trainable)


def _place(prefix: str) -> str:
    """The path of a cell's field, by the prefix of its weights."""
    return prefix.replace("_", "/") or "cell"


def _of_cell(problem: Problem, prefix: str) -> Problem:
    """A cell's problem where it stands: that of its inputs is the layer's own, unless other cells are below it."""
    own = problem.field is not None and problem.field.startswith("inputs")
    place = _place(prefix)
    return problem if own and prefix in ("", "cell_0") else replace(problem, field=place)
