"""The loop over time: what every recurrent layer has in common, whatever it does at a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rnngraph.graph import Mask, Port, Problem, Shape, State, TensorType, Verdict
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.cells import CellFacts
from rnngraph.layers.cost import Cost, minus, plus, scalars
from rnngraph.layers.masks import unfit
from rnngraph.layers.shapes import integer_problems, same_shape
from rnngraph.problems import kinds


class Recurrent(Layer):
    """A layer that loops over time, which `Bidirectional` can run in both directions. What it does is in its class."""

    takes = frozenset({"mask"})

    if TYPE_CHECKING:
        # Fields of each such layer, in Keras's order there.
        @property
        def return_sequences(self) -> bool:
            """Whether the output has a time axis."""

        @property
        def return_state(self) -> bool:
            """Whether a Keras call returns the final states."""

        @property
        def go_backwards(self) -> bool:
            """Whether the sequence is read from its end."""

        @property
        def stateful(self) -> bool:
            """Whether the final states start the next batch."""


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
        *loop_mask_problems(layer, call, cell),
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


def unrolls(layer: Recurrent) -> bool:
    """Whether the layer has the field `unroll`, and unrolls its loop."""
    return bool(getattr(layer, "unroll", False))


def loop_mask_problems(layer: Recurrent, call: Call, cell: CellFacts) -> tuple[Problem, ...]:
    """A mask that is not (batch, timesteps). One with the first axes of a step's outputs and states is for each place.

    Keras 3, TensorFlow backend: `rnn`, where `_expand_mask` stretches what is missing.
    """
    found = next(((index, mask) for index, mask in enumerate(call.masks) if mask), None)
    if found is None:
        return ()
    index, mask = found
    expected, places = call.inputs[index].type.shape[:2], mask.shape[2:]
    shapes: tuple[Shape, ...] = (*cell.outputs, *(state.shape for state in cell.states))
    covers = all(len(places) < len(shape) and same_shape(places, shape[: len(places)]) for shape in shapes)
    fits = same_shape(mask.shape[:2], expected) and (not places or (covers and not unrolls(layer)))
    return () if fits else (unfit(call, index, expected, mask),)


def loop_problems(layer: Recurrent, call: Call) -> tuple[Problem, ...]:
    """Sizes that must be known: the batch for `stateful`, the number of timesteps for `unroll`."""
    batch, length = call.input.type.shape[:2]
    stateful = (kinds.states.StatefulWithoutBatch("stateful"),) if layer.stateful and batch is None else ()
    unroll = (kinds.shapes.UnknownUnrollLength("unroll"),) if unrolls(layer) and length is None else ()
    return stateful + unroll


def state_problems(call: Call, states: tuple[State, ...]) -> tuple[Problem, ...]:
    """What is wrong with `initial_state`: its count, the kind of each (`h` starts `h`), the size of each.

    Keras 3 checks none of these when a model is built, and runs a GRU on an LSTM's two states (keras 3.15).
    """
    given = call.initial_state
    if given and len(given) != len(states):
        expected = tuple(state.name for state in states)
        return (kinds.states.WrongStateCount("initial_state", found=len(given), expected=expected),)
    problems: list[Problem] = []
    for index, (state, port) in enumerate(zip(states, given, strict=False)):
        place = f"initial_state/{index}"
        if port is None:
            continue
        found = port.type.shape
        if None not in (port.kind, state.kind) and port.kind != state.kind:
            problems.append(kinds.states.WrongStateKind(place, state=state.name, port=port.name))
        elif not same_shape(found, state.shape):
            problems.append(kinds.states.WrongStateSize(place, state=state.name, found=found, expected=state.shape))
    return tuple(problems)


def cudnn_problems(layer: Recurrent, call: Call, verdict: Verdict) -> tuple[Problem, ...]:
    """A required kernel that can't be had; a mask that the kernel can't take.

    A mask that is not right-padded fails in the kernel at run time: Keras 3 raises InvalidArgumentError there.
    """
    if getattr(layer, "cudnn", "auto") == "require" and not verdict.eligible:
        return (kinds.cudnn.CudnnRequired("cudnn", reasons=verdict.reasons),)
    mask = first_mask(call)
    if verdict.eligible and mask is not None and mask.padding == "any":
        return (kinds.masks.AnyPadding("inputs", source=mask.source),)
    return ()


def too_short(call: Call) -> LayerFacts | None:
    """The facts of a layer that was fed something without a time axis, or None where there is one."""
    for index, port in enumerate(call.inputs):
        if port.type.rank < 3:
            place = "inputs" if len(call.inputs) == 1 else f"inputs/{index}"
            return LayerFacts(problems=(kinds.shapes.WrongRank(place, found=port.type.rank, expected=3),))
    return None


def step_types(call: Call) -> tuple[TensorType, ...]:
    """The types of one timestep of the inputs."""
    types = (port.type for port in call.inputs)
    return tuple(TensorType((each.shape[0], *each.shape[2:]), each.dtype) for each in types)


def length_problems(call: Call) -> tuple[Problem, ...]:
    """Sequences that are read together are of one length, and of one batch."""
    first = call.input.type.shape[:2]
    return tuple(
        kinds.cells.UnequalLengths(f"inputs/{index}", found=port.type.shape, expected=first)
        for index, port in enumerate(call.inputs)
        if not same_shape(port.type.shape[:2], first)
    )
