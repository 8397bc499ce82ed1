"""RG31: layers around a layer."""

from __future__ import annotations

from rnngraph.check.repairs import set_at, set_field
from rnngraph.check.rule import Context, Said, rule, shown, subject
from rnngraph.graph import shape_text
from rnngraph.layers.wrappers import Bidirectional
from rnngraph.problems import kinds


@rule("RG310", kinds.wrappers.UnequalDirections)
def direction_shapes(problem: kinds.wrappers.UnequalDirections, context: Context) -> Said:
    """The two directions of a Bidirectional can be merged.

    Only "concat" and null take directions of different sizes.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Bidirectional", "merge_mode": "sum", "layer": {"type": "GRU", "units": 4},
                 "backward_layer": {"type": "GRU", "units": 5, "go_backwards": true}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Bidirectional", "merge_mode": "concat", "layer": {"type": "GRU", "units": 4},
                 "backward_layer": {"type": "GRU", "units": 5, "go_backwards": true}}]}
    ```
    """
    shapes = f"{shape_text(problem.forward)} forward and {shape_text(problem.backward)} backward"
    message = f"{subject(problem)}its directions give {shapes}, which {shown(problem.merge_mode)} can't merge"
    joined = problem.merge_mode != "concat"
    return message, set_field(problem, context, "concat", safe=False) if joined else None


@rule("RG311", kinds.wrappers.WrongDirectionField)
def direction_fields(problem: kinds.wrappers.WrongDirectionField, context: Context) -> Said:
    """The two directions of a Bidirectional are a pair.

    They run in opposite directions, and agree in `return_sequences`, `return_state` and `stateful`.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Bidirectional", "layer": {"type": "GRU", "units": 4}, "backward_layer": {"type": "GRU", "units": 4}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Bidirectional", "layer": {"type": "GRU", "units": 4},
                 "backward_layer": {"type": "GRU", "units": 4, "go_backwards": true}}]}
    ```
    """
    field, wanted = problem.name, problem.wanted
    how = "be opposite" if wanted == "different" else "agree"
    message = f"{subject(problem)}`{field}` of the two directions has to {how}"
    layer, at = context.layer(problem.node), context.pointer(problem.node, "backward_layer", field)
    if not isinstance(layer, Bidirectional):
        return message
    forward = getattr(layer.layer, field)
    value = not forward if wanted == "different" else forward
    # Which of the two is the slip is known only for the direction: the forward layer goes forward.
    return message, set_at(at, value, f"set {field} of the backward layer", safe=wanted == "different" and not forward)


@rule("RG313", kinds.wrappers.SeveralOutputs)
def several_outputs(problem: kinds.wrappers.SeveralOutputs, context: Context) -> Said:
    """A layer in a wrapper has one output.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [3, null, 8]}],
     "layers": [{"type": "TimeDistributed",
                 "layer": {"type": "Bidirectional", "merge_mode": null, "layer": {"type": "GRU", "units": 4}}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [3, null, 8]}],
     "layers": [{"type": "TimeDistributed",
                 "layer": {"type": "Bidirectional", "merge_mode": "concat", "layer": {"type": "GRU", "units": 4}}}]}
    ```
    """
    found = " and ".join(problem.found)
    return f"{subject(problem)}a layer in a wrapper has to have one output, this has {found}"


FAMILY = (direction_shapes, direction_fields, several_outputs)
