"""RG4: recurrent states and where they start."""

from __future__ import annotations

from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.rule import Context, Said, rule, sizes, subject
from rnngraph.graph import Pointer, Problem


@rule("RG401", "state_count")
def state_count(problem: Problem, context: Context) -> Said:
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
    found, expected = problem.values["found"], problem.values["expected"]
    count = "one initial state" if len(expected) == 1 else f"{len(expected)} initial states"
    message = (
        f"{subject(problem)}it takes {count} ({', '.join(expected)}), {found} {'is' if found == 1 else 'are'} given"
    )
    node = context.nodes.get(problem.node)
    hidden = [ref for ref in node.initial_state if ref.port == "state_h"] if node else []
    if len(expected) == 1 and len(hidden) == 1 and node and isinstance(node.origin, Pointer):
        edit = Edit(f"{node.origin.path}/initial_state", str(hidden[0]))
        return message, Fix(f"start from {hidden[0]} alone", (edit,), safe=False)
    return message


@rule("RG402", "state_kind")
def state_kind(problem: Problem, context: Context) -> Said:
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
    port, state = problem.values["port"], problem.values["state"]
    return f"{subject(problem)}{port} can't start {state}: they are states of different kinds"


@rule("RG403", "state_size")
def state_size(problem: Problem, context: Context) -> Said:
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
    found, expected = sizes(problem.values["found"]), sizes(problem.values["expected"])
    return (
        f"{subject(problem)}{problem.values['state']} is of shape {expected}, the initial state given for it of {found}"
    )


@rule("RG404", "stateful_batch")
def stateful_batch(problem: Problem, context: Context) -> Said:
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
    return f"{subject(problem)}a stateful layer needs a fixed batch; give the model a `batch_size`"


@rule("RG405", "no_states")
def no_states(problem: Problem, context: Context) -> Said:
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
    return f"{subject(problem)}{problem.values['type']} has no states, so `initial_state` means nothing to it"


FAMILY = (state_count, state_kind, state_size, stateful_batch, no_states)
