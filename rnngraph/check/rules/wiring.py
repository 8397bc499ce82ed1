"""RG2: names, references, and the graph that they make."""

from __future__ import annotations

from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.repairs import nearest_reference, reference_at, remove_field, set_at
from rnngraph.check.rule import Context, Said, hint, rule, shown, subject
from rnngraph.graph import Problem
from rnngraph.problems import kinds


@rule("RG201", kinds.wiring.DuplicateName)
def duplicate_name(problem: kinds.wiring.DuplicateName, context: Context) -> Said:
    """Every input and every layer has a name of its own.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"name": "hidden", "type": "Dense", "units": 4}, {"name": "hidden", "type": "Dense", "units": 2, "inputs": "x"}],
     "outputs": "hidden"}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"name": "hidden", "type": "Dense", "units": 4}, {"name": "logits", "type": "Dense", "units": 2}]}
    ```
    """
    return f"the name {shown(problem.name)} is taken already"


@rule("RG202", kinds.wiring.UnknownReference)
def unknown_reference(problem: kinds.wiring.UnknownReference, context: Context) -> Said:
    """A reference names an input or a layer that is there.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"name": "hidden", "type": "Dense", "units": 4}, {"type": "Dense", "units": 2, "inputs": "hiden"}],
     "outputs": ["hidden", "dense"]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"name": "hidden", "type": "Dense", "units": 4}, {"type": "Dense", "units": 2, "inputs": "hidden"}]}
    ```
    """
    message = f"{subject(problem)}there is no input or layer {shown(problem.found)}{hint(problem.nearest)}"
    if "/" in problem.found:
        message += "; what is inside a block is read by way of the outputs of the block"
    return message, nearest_reference(problem, context)


@rule("RG203", kinds.wiring.UnknownPort)
def unknown_port(problem: kinds.wiring.UnknownPort, context: Context) -> Said:
    """A reference names a port that the layer has.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"name": "encoder", "type": "GRU", "units": 4}],
     "outputs": ["encoder.state_c"]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"name": "encoder", "type": "GRU", "units": 4}],
     "outputs": ["encoder.state_h"]}
    ```
    """
    ports = ", ".join(problem.known)
    message = (
        f"{subject(problem)}{problem.of} has no port {shown(problem.found)}{hint(problem.nearest)} (it has {ports})"
    )
    at, near = reference_at(problem, context), problem.nearest
    if near is None or at is None or context.value(at) != f"{problem.of}.{problem.found}":
        return message
    return message, set_at(at, f"{problem.of}.{near}", f"write {shown(near)}", safe=False)


@rule("RG204", kinds.wiring.Cycle)
def cycle(problem: kinds.wiring.Cycle, context: Context) -> Said:
    """Data flow in one direction.

    What flows back in time is a recurrent layer's own state; between layers there is no way back.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"name": "mix", "type": "Add", "inputs": ["x", "hidden"]},
                {"name": "hidden", "type": "Dense", "units": 8, "inputs": "mix"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"name": "hidden", "type": "Dense", "units": 8, "inputs": "x"},
                {"name": "mix", "type": "Add", "inputs": ["x", "hidden"]}]}
    ```
    """
    path = problem.names
    shortened = path if len(path) <= 12 else [*path[:6], "...", *path[-5:]]
    return f"the layers read each other in a circle: {' → '.join(shortened)}"


def _whole(problem: Problem) -> str:
    return f"the block {problem.block}" if problem.block is not None else "the model"


@rule("RG205", kinds.wiring.NoInputs)
def no_inputs(problem: kinds.wiring.NoInputs, context: Context) -> Said:
    """A model has an input.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [], "layers": [{"type": "Dense", "units": 2}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return f"{_whole(problem)} has no inputs"


@rule("RG206", kinds.wiring.NoLayers)
def no_layers(problem: kinds.wiring.NoLayers, context: Context) -> Said:
    """A model has a layer.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}], "layers": []}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return f"{_whole(problem)} has no layers"


@rule("RG207", kinds.wiring.NoOutputs)
def no_outputs(problem: kinds.wiring.NoOutputs, context: Context) -> Said:
    """A model has an output.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}],
     "outputs": []}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return f"{_whole(problem)} has no outputs; left out, `outputs` is the last layer"


@rule("RG208", kinds.wiring.DuplicateOutput)
def duplicate_output(problem: kinds.wiring.DuplicateOutput, context: Context) -> Said:
    """An output is listed once.

    Losses and data know outputs by name, so two of one name cannot be told apart.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}],
     "outputs": ["dense", "dense"]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}],
     "outputs": ["dense"]}
    ```
    """
    message = f"the output {shown(problem.found)} is listed twice"
    listed = context.value("/outputs")
    again = [index for index, each in enumerate(listed) if each in listed[:index]] if isinstance(listed, list) else []
    same = [index for index in again if listed[index] == problem.found]
    edits = tuple(Edit(f"/outputs/{index}", operation="remove") for index in same[:1])
    return (message, Fix("list it once", edits)) if edits else message


@rule("RG209", kinds.wiring.AmbiguousInput)
def ambiguous_input(problem: kinds.wiring.AmbiguousInput, context: Context) -> Said:
    """The first layer says what it reads where the model has several inputs.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}, {"name": "y", "shape": [8]}],
     "layers": [{"name": "first", "type": "Dense", "units": 2}, {"type": "Add", "inputs": ["x", "y"]}],
     "outputs": ["first", "add"]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}, {"name": "y", "shape": [8]}],
     "layers": [{"name": "first", "type": "Dense", "units": 2, "inputs": "x"}, {"type": "Add", "inputs": ["x", "y"]}],
     "outputs": ["first", "add"]}
    ```
    """
    return f"{subject(problem)}it needs `inputs`, since the model has several: {', '.join(problem.inputs)}"


@rule("RG210", kinds.wiring.WrongInputCount)
def input_count(problem: kinds.wiring.WrongInputCount, context: Context) -> Said:
    """A layer reads as many tensors as it takes.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}, {"name": "y", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 2, "inputs": ["x", "y"]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}, {"name": "y", "shape": [8]}],
     "layers": [{"type": "Concatenate", "inputs": ["x", "y"]}, {"type": "Dense", "units": 2}]}
    ```
    """
    least, most = problem.minimum, problem.maximum
    wanted = f"{least}" if least == most else f"{least} or more" if most is None else f"{least} to {most}"
    noun = "input" if wanted == "1" else "inputs"
    merge = "; merge them first, with Concatenate, say" if most == 1 and problem.found > 1 else ""
    return f"{subject(problem)}{problem.type} takes {wanted} {noun}, {problem.found} {'is' if problem.found == 1 else 'are'} given{merge}"


@rule("RG211", kinds.wiring.WrongInputNames)
def input_names(problem: kinds.wiring.WrongInputNames, context: Context) -> Said:
    """A dict of inputs has the names that the layer knows.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}, {"name": "y", "shape": [null, 8]}],
     "layers": [{"type": "Attention", "inputs": {"query": "x", "values": "y"}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}, {"name": "y", "shape": [null, 8]}],
     "layers": [{"type": "Attention", "inputs": {"query": "x", "value": "y"}}]}
    ```
    """
    found = ", ".join(problem.found)
    if not problem.known:
        return f"{subject(problem)}{problem.type} takes one tensor or a list, not a dict ({found})"
    return f"{subject(problem)}{problem.type} takes inputs named {', '.join(problem.known)}, in a dict, not {found}"


@rule("RG212", kinds.wiring.WrongCallArgument)
def call_argument(problem: kinds.wiring.WrongCallArgument, context: Context) -> Said:
    """A call argument stands at a layer that takes it.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 2, "use_causal_mask": true}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Attention", "inputs": ["x", "x"], "use_causal_mask": true}]}
    ```
    """
    message = f"{subject(problem)}{problem.type} takes no `{problem.field}`"
    return message, remove_field(problem, context)


@rule("RG213", kinds.wiring.UndeclaredInput)
def undeclared_input(problem: kinds.wiring.UndeclaredInput, context: Context) -> Said:
    """Every input that a graph reads is among its inputs.

    It happens in Python only, where `Graph(inputs=[x], outputs=f(x, y))` forgets `y`; in a document it is an unknown
    reference.

    Bad:

    ```python
    x, y = rg.Input("x", (8,)), rg.Input("y", (8,))
    rg.Graph("bad", inputs=[x], outputs=rg.Add()([x, y]))
    ```

    Good:

    ```python
    x, y = rg.Input("x", (8,)), rg.Input("y", (8,))
    rg.Graph("good", inputs=[x, y], outputs=rg.Add()([x, y]))
    ```
    """
    return f"the outputs depend on the input {shown(problem.name)}, which is not among the graph's inputs"


@rule("RG214", kinds.wiring.TooManyNodes)
def too_many_nodes(problem: kinds.wiring.TooManyNodes, context: Context) -> Said:
    """A model has a number of layers that somebody could mean.

    By default that is 20,000, the layers of expanded blocks counted; `--max-nodes` raises it. Inputs and outputs are
    no more than that, and 100,000 references; `--max-references` raises those.

    Bad:

    ```text
    a document of more layers than the limit
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    found, limit, what = problem.found, problem.limit, problem.what
    return f"the model has {found:,} {what}, more than the {limit:,} that are built"


@rule("RG215", kinds.wiring.TooManyProblems)
def too_many_problems(problem: kinds.wiring.TooManyProblems, context: Context) -> Said:
    """Of one document no more than 1,000 problems are told: mend those, and the others come.

    Bad:

    ```text
    a document with thousands of errors
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return f"{problem.found:,} more problems, besides the {problem.limit:,} that are told"


FAMILY = (
    duplicate_name,
    unknown_reference,
    unknown_port,
    cycle,
    no_inputs,
    no_layers,
    no_outputs,
    duplicate_output,
    ambiguous_input,
    input_count,
    input_names,
    call_argument,
    undeclared_input,
    too_many_nodes,
    too_many_problems,
)
