"""Recurrent layers over whole sequences: SimpleRNN, GRU, LSTM, and RNN around a cell or a stack of cells."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from rnngraph.graph import Mask, Port, Problem, State, TensorType, Weight
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts, Reason, Verdict
from rnngraph.layers.cells import Cell, CellFacts, dense_step
from rnngraph.layers.cost import Cost, minus, plus, scalars, together
from rnngraph.layers.inner import InnerCells
from rnngraph.layers.made import misfits
from rnngraph.layers.masks import mask_problems
from rnngraph.layers.shapes import integer_problems, same_shape


def returned(layer: Recurrent) -> tuple[str, ...]:
    """The ports that a Keras call returns: the main output, and with `return_state` the final states."""
    return ("output", *(layer.state_names() if layer.return_state else ()))


def over_time(layer: Recurrent, call: Call, cell: CellFacts, verdict: Verdict) -> LayerFacts:
    """Facts of the loop from those of a step. Keras 3: `RNN.compute_output_shape` and `RNN.compute_mask`.

    Output (batch, ...features), or (batch, timesteps, ...features) with `return_sequences`, which alone hands
    the mask on; states (batch, ...). A mask is never handed on with a state. Of several inputs, the first that has a
    mask gives it.
    """
    dtype = layer.policy(call).compute
    batch, length = call.input.type.shape[:2]
    mask = first_mask(call) if layer.return_sequences else None
    time = (length,) if layer.return_sequences else ()
    states = tuple(State(state.name, (batch, *state.shape), state.kind) for state in cell.states)
    names = layer.port_names()
    main = tuple(
        Port(name, TensorType((batch, *time, *shape), dtype), mask=mask)
        for name, shape in zip(names, cell.outputs, strict=False)
    )
    finals = tuple(Port(state.name, TensorType(state.shape, dtype), state.kind) for state in states)
    problems = (
        *integer_problems(call),
        *mask_problems(call, axes=2),
        *cell.problems,
        *loop_problems(layer, call),
        *state_problems(call, states),
        *cudnn_problems(layer, call, verdict),
    )
    outputs = () if cell.problems else (*main, *finals)
    # The backward pass needs the outputs of all steps, and where the layer returns them they are its outputs already.
    cost = cell.cost.over(length)
    given = plus(*(scalars(port.type.shape) for port in main)) if layer.return_sequences else 0
    cost = Cost(cost.macs, cost.step, minus(cost.kept, given))
    return LayerFacts(outputs, cell.weights, states, verdict, problems, cost)


def first_mask(call: Call) -> Mask | None:
    """The mask of the loop: a step is skipped for all inputs or for none."""
    return next((mask for mask in call.masks if mask), None)


def loop_problems(layer: Recurrent, call: Call) -> tuple[Problem, ...]:
    """Sizes that must be known: the batch for `stateful`, the number of timesteps for `unroll`."""
    batch, length = call.input.type.shape[:2]
    stateful = (Problem("stateful_batch", None, "stateful"),) if layer.stateful and batch is None else ()
    unroll = (Problem("unroll_length", None, "unroll"),) if layer.unroll and length is None else ()
    return stateful + unroll


def state_problems(call: Call, states: tuple[State, ...]) -> tuple[Problem, ...]:
    """What is wrong with `initial_state`: its count, the kind of each (`h` starts `h`), the size of each.

    Keras 3 checks none of these when a model is built, and runs a GRU on an LSTM's two states (keras 3.15).
    """
    given = call.initial_state
    if given and len(given) != len(states):
        values = {"found": len(given), "expected": [state.name for state in states]}
        return (Problem("state_count", None, "initial_state", values),)
    problems = []
    for index, (state, port) in enumerate(zip(states, given, strict=False)):
        place = f"initial_state/{index}"
        if port is None:
            continue
        values = {"state": state.name, "found": port.type.shape, "expected": state.shape}
        if None not in (port.kind, state.kind) and port.kind != state.kind:
            problems.append(Problem("state_kind", None, place, {**values, "port": port.name}))
        elif not same_shape(port.type.shape, state.shape):
            problems.append(Problem("state_size", None, place, values))
    return tuple(problems)


def cudnn_problems(layer: Recurrent, call: Call, verdict: Verdict) -> tuple[Problem, ...]:
    """A required kernel that can't be had; a mask that the kernel can't take.

    A mask that is not right-padded fails in the kernel at run time: Keras 3 raises InvalidArgumentError there.
    """
    if getattr(layer, "cudnn", "auto") == "require" and not verdict.eligible:
        return (Problem("cudnn_required", None, "cudnn", {"reasons": verdict.reasons}),)
    mask = first_mask(call)
    if verdict.eligible and mask is not None and mask.padding == "any":
        return (Problem("mask_padding", None, "inputs", {"source": mask.source}),)
    return ()


def too_short(call: Call) -> LayerFacts | None:
    """The facts of a layer that was fed something without a time axis, or None where there is one."""
    for index, port in enumerate(call.inputs):
        if port.type.rank < 3:
            place = "inputs" if len(call.inputs) == 1 else f"inputs/{index}"
            return LayerFacts(problems=(Problem("rank", None, place, {"found": port.type.rank, "expected": 3}),))
    return None


def step_types(call: Call) -> tuple[TensorType, ...]:
    """The types of one timestep of the inputs."""
    types = (port.type for port in call.inputs)
    return tuple(TensorType((each.shape[0], *each.shape[2:]), each.dtype) for each in types)


def length_problems(call: Call) -> tuple[Problem, ...]:
    """Sequences that are read together are of one length, and of one batch."""
    first = call.input.type.shape[:2]
    return tuple(
        Problem("sequence_lengths", None, f"inputs/{index}", {"found": port.type.shape, "expected": first})
        for index, port in enumerate(call.inputs)
        if not same_shape(port.type.shape[:2], first)
    )


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


class SimpleRNN(Layer):
    """A fully connected RNN: the output of a timestep is fed to the next. Never computed by cuDNN.

    Input (batch, timesteps, features); output (batch, units), or (batch, timesteps, units) with `return_sequences`;
    state `state_h` (batch, units).

    ```json
    {"type": "SimpleRNN", "units": 32}
    ```
    """

    takes = frozenset({"mask"})

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


class GRU(Layer):
    """Gated recurrent unit (Cho et al., 2014). By cuDNN, where a GPU is and its defaults are kept.

    Input (batch, timesteps, features); output (batch, units), or (batch, timesteps, units) with `return_sequences`;
    state `state_h` (batch, units).

    ```json
    {"type": "GRU", "units": 64, "return_sequences": true}
    ```
    """

    takes = frozenset({"mask"})

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


class LSTM(Layer):
    """Long short-term memory (Hochreiter & Schmidhuber, 1997). By cuDNN, where a GPU is and its defaults are kept.

    Input (batch, timesteps, features); output (batch, units), or (batch, timesteps, units) with `return_sequences`;
    states `state_h` and `state_c`, each (batch, units).

    ```json
    {"type": "LSTM", "units": 64}
    ```
    """

    takes = frozenset({"mask"})

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


class RNN(Layer):
    """The loop by itself, around a cell or a stack of cells. Never computed by cuDNN, whatever the cell.

    Input (batch, timesteps, ...features), or as many sequences of one length as the cell takes inputs, as a list or a
    dict; output as the last cell's, with a time axis where `return_sequences` is set;
    the states are the cell's own, in a stack `cell_0_state_h`, `cell_0_state_c`, `cell_1_state_h`, ...

    ```json
    {"type": "RNN", "cell": [{"type": "LSTMCell", "units": 64}, {"type": "GRUCell", "units": 32}]}
    ```
    """

    takes = frozenset({"mask"})

    cell: Annotated[InnerCells, Field(description="A cell, or a list of cells stacked from the input up.")]
    return_sequences: f.ReturnSequences = False
    return_state: f.ReturnState = False
    go_backwards: f.GoBackwards = False
    stateful: f.Stateful = False
    unroll: f.Unroll = False
    zero_output_for_mask: Annotated[
        f.Flag, Field(description="Whether a masked timestep gives zeros, not the output of the step before.")
    ] = False

    def cells(self) -> tuple[tuple[str, Cell], ...]:
        """The cells from the input up, each with the prefix of its weights' and states' names, none if alone."""
        if isinstance(self.cell, Cell):
            return (("", self.cell),)
        return tuple((f"cell_{index}", cell) for index, cell in enumerate(self.cell))

    def inner_layers(self) -> tuple[tuple[str, Layer], ...]:
        """The cells, by field."""
        return tuple((prefix.replace("_", "/") or "cell", cell) for prefix, cell in self.cells())

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
            made += [
                replace(each, field=f"{_place(prefix)}/{each.field}") for each in misfits(cell, inner.weights, None)
            ]
            if inner.problems:
                break
            steps = tuple(TensorType((steps[0].shape[0], *shape), self.policy(call).compute) for shape in inner.outputs)
        facts = replace(facts, problems=facts.problems or (*self._dtypes(call), *made))
        return over_time(
            self, call, facts, Verdict((Reason(None, "RNN runs its cell step by step; cuDNN has whole layers only"),))
        )

    def _dtypes(self, call: Call) -> tuple[Problem, ...]:
        """Cells of a stack that compute in another dtype than the layer, under a mask.

        Keras 3.15 chooses at a masked step between the states of two steps, which TensorFlow does in one dtype only.
        """
        wanted = self.policy(call).compute
        cells = self.cells() if first_mask(call) else ()
        found = [(prefix, cell.policy(replace(call, policy=self.policy(call))).compute) for prefix, cell in cells]
        return tuple(
            Problem("cell_dtype", None, f"{prefix.replace('_', '/')}/dtype", {"found": dtype, "expected": wanted})
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


SEQUENCE_LAYERS = (SimpleRNN, GRU, LSTM, RNN)
Recurrent = SimpleRNN | GRU | LSTM | RNN
