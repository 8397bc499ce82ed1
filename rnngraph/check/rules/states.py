"""RG4: recurrent states and where they start."""

from __future__ import annotations

from rnngraph.check.diagnostic import Fix
from rnngraph.check.repairs import remove_field, set_at
from rnngraph.check.rule import Context, Said, rule, subject
from rnngraph.graph import Problem, shape_text
from rnngraph.problems import kinds


@rule("RG401", kinds.states.WrongStateCount)
def state_count(problem: kinds.states.WrongStateCount, context: Context) -> Said:
    """A recurrent layer is given as many initial states as it has.

    Keras 3 builds a model with too few states, and fails when it runs; with too many it ignores some without a word:
    a GRU started from an LSTM's `[h, c]` never sees `c`.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad",
     "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [
       {"name": "encoder", "type": "LSTM", "units": 4, "inputs": "x"},
       {"name": "decoder", "type": "GRU", "units": 4, "inputs": "x", "initial_state": "encoder"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good",
     "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [
       {"name": "encoder", "type": "LSTM", "units": 4, "inputs": "x"},
       {"name": "decoder", "type": "GRU", "units": 4, "inputs": "x", "initial_state": "encoder.state_h"}]}
    ```
    """
    found, expected = problem.found, problem.expected
    count = "one initial state" if len(expected) == 1 else f"{len(expected)} initial states"
    message = (
        f"{subject(problem)}it takes {count} ({', '.join(expected)}), {found} {'is' if found == 1 else 'are'} given"
    )
    return message, _right_count(problem, context)


def _right_count(problem: kinds.states.WrongStateCount, context: Context) -> Fix | None:
    """The hidden state alone where one is taken; all of a layer's states where one of them is given and all are taken."""
    node = context.nodes.get(problem.node)
    given = node.initial_state if node else ()
    expected = problem.expected
    place = context.pointer(problem.node, "initial_state")
    hidden = [ref for ref in given if ref.port == "state_h"]
    if len(expected) == 1 and len(hidden) == 1:
        return set_at(place, str(hidden[0]), f"start from {hidden[0]} alone", safe=False)
    source = context.layer(given[0].node) if len({ref.node for ref in given}) == 1 else None
    if source and len(source.state_names()) == len(expected) > len(given):
        return set_at(place, given[0].node, f"start from all states of {given[0].node}", safe=False)
    return None


@rule("RG402", kinds.states.WrongStateKind)
def state_kind(problem: kinds.states.WrongStateKind, context: Context) -> Said:
    """A hidden state starts a hidden state, and a cell state a cell state.

    `state_h` is squashed by tanh and `state_c` is not: one in place of the other has the right size and the wrong
    meaning, which Keras cannot see.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad",
     "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [
       {"name": "encoder", "type": "LSTM", "units": 4, "inputs": "x"},
       {"name": "decoder", "type": "LSTM", "units": 4, "inputs": "x",
        "initial_state": ["encoder.state_c", "encoder.state_h"]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good",
     "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [
       {"name": "encoder", "type": "LSTM", "units": 4, "inputs": "x"},
       {"name": "decoder", "type": "LSTM", "units": 4, "inputs": "x",
        "initial_state": ["encoder.state_h", "encoder.state_c"]}]}
    ```
    """
    port, state = problem.port, problem.state
    message = f"{subject(problem)}{port} can't start {state}: they are states of different kinds"
    return message, _in_order(problem, context)


def _in_order(problem: Problem, context: Context) -> Fix | None:
    """The states of one layer, given in another order than its own, in order."""
    node = context.nodes.get(problem.node)
    refs = node.initial_state if node else ()
    source = context.layer(refs[0].node) if len({ref.node for ref in refs}) == 1 else None
    if source is None or sorted(str(ref.port) for ref in refs) != sorted(source.state_names()):
        return None
    place = context.pointer(problem.node, "initial_state")
    ordered = [f"{refs[0].node}.{name}" for name in source.state_names()]
    return set_at(place, ordered, "put the states in order", safe=False)


@rule("RG403", kinds.states.WrongStateSize)
def state_size(problem: kinds.states.WrongStateSize, context: Context) -> Said:
    """An initial state has the size of the state that it starts.

    Keras 3 builds a model with states of the wrong width, and fails in a matrix product when it runs.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad",
     "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [
       {"name": "encoder", "type": "GRU", "units": 7, "inputs": "x"},
       {"name": "decoder", "type": "GRU", "units": 4, "inputs": "x", "initial_state": "encoder"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good",
     "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [
       {"name": "encoder", "type": "GRU", "units": 4, "inputs": "x"},
       {"name": "decoder", "type": "GRU", "units": 4, "inputs": "x", "initial_state": "encoder"}]}
    ```
    """
    found, expected = shape_text(problem.found), shape_text(problem.expected)
    message = f"{subject(problem)}{problem.state} is of shape {expected}, the initial state given for it of {found}"
    return message, _state_of_source(problem, context)


def _state_of_source(problem: kinds.states.WrongStateSize, context: Context) -> Fix | None:
    """The states of a recurrent layer, where its whole output sequence was given in their place."""
    node, state = context.nodes.get(problem.node), context.layer(problem.node)
    if node is None or state is None or len(node.initial_state) != 1 or len(state.state_names()) != 1:
        return None
    (ref,) = node.initial_state
    source = context.layer(ref.node)
    if len(problem.found) != 3 or source is None or source.state_names() != ("state_h",):
        return None
    place = context.pointer(problem.node, "initial_state")
    return set_at(place, f"{ref.node}.state_h", f"start from {ref.node}'s last state", safe=False)


@rule("RG404", kinds.states.StatefulWithoutBatch)
def stateful_batch(problem: kinds.states.StatefulWithoutBatch, context: Context) -> Said:
    """A stateful layer knows its batch size.

    Its states are variables, one row a sample, so the model needs `batch_size`.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad",
     "inputs": [{"name": "x", "shape": [10, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "stateful": true}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "batch_size": 20,
     "inputs": [{"name": "x", "shape": [10, 8]}],
     "layers": [{"type": "LSTM", "units": 4, "stateful": true}]}
    ```
    """
    message = f"{subject(problem)}a stateful layer needs a fixed batch; give the model a `batch_size`"
    training = context.value("/training/batch_size")
    fits = isinstance(training, int) and not isinstance(training, bool)
    return message, set_at("/batch_size", training, "take training's batch size", safe=False) if fits else None


@rule("RG405", kinds.states.NoStates)
def no_states(problem: kinds.states.NoStates, context: Context) -> Said:
    """Only a recurrent layer takes an initial state.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad",
     "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [
       {"name": "encoder", "type": "GRU", "units": 4},
       {"name": "logits", "type": "Dense", "units": 2, "inputs": "x", "initial_state": "encoder"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good",
     "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [
       {"name": "encoder", "type": "GRU", "units": 4},
       {"name": "logits", "type": "Dense", "units": 2, "inputs": "encoder"}]}
    ```
    """
    message = f"{subject(problem)}{problem.type} has no states, so `initial_state` means nothing to it"
    return message, remove_field(problem, context)


FAMILY = (state_count, state_kind, state_size, stateful_batch, no_states)
