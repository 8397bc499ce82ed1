"""RG2: names, references, and the graph that they make."""

from __future__ import annotations

from collections.abc import Iterator

from rnngraph.check.rule import Context, Said, hint, rule, shown, subject
from rnngraph.graph import Problem


@rule("RG201", "duplicate_name")
def duplicate_name(problem: Problem, context: Context) -> Said:
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
    return f"the name {shown(problem.values['name'])} is taken already"


@rule("RG202", "unknown_reference")
def unknown_reference(problem: Problem, context: Context) -> Said:
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
    return f"{subject(problem)}there is no input or layer {shown(problem.values['found'])}{hint(problem.values)}"


@rule("RG203", "unknown_port")
def unknown_port(problem: Problem, context: Context) -> Said:
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
    values = problem.values
    ports = ", ".join(values["known"])
    return f"{subject(problem)}{values['of']} has no port {shown(values['found'])}{hint(values)} (it has {ports})"


@rule("RG204", "cycle")
def cycle(problem: Problem, context: Context) -> Said:
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
    path = problem.values["path"]
    shortened = path if len(path) <= 12 else [*path[:6], "...", *path[-5:]]
    return f"the layers read each other in a circle: {' → '.join(shortened)}"


@rule("RG205", "no_inputs")
def no_inputs(problem: Problem, context: Context) -> Said:
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
    return "the model has no inputs"


@rule("RG206", "no_layers")
def no_layers(problem: Problem, context: Context) -> Said:
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
    return "the model has no layers"


@rule("RG207", "no_outputs")
def no_outputs(problem: Problem, context: Context) -> Said:
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
    return "the model has no outputs; left out, `outputs` is the last layer"


@rule("RG208", "duplicate_output")
def duplicate_output(problem: Problem, context: Context) -> Said:
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
    return f"the output {shown(problem.values['found'])} is listed twice"


@rule("RG209", "ambiguous_input")
def ambiguous_input(problem: Problem, context: Context) -> Said:
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
    return f"{subject(problem)}it needs `inputs`, since the model has several: {', '.join(problem.values['inputs'])}"


@rule("RG210", "input_count")
def input_count(problem: Problem, context: Context) -> Said:
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
    values = problem.values
    least, most = values["least"], values["most"]
    wanted = f"{least}" if least == most else f"{least} or more" if most is None else f"{least} to {most}"
    noun = "input" if wanted == "1" else "inputs"
    merge = "; merge them first, with Concatenate, say" if most == 1 and values["found"] > 1 else ""
    return f"{subject(problem)}{values['type']} takes {wanted} {noun}, {values['found']} are given{merge}"


@rule("RG211", "input_names")
def input_names(problem: Problem, context: Context) -> Said:
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
    values = problem.values
    found = ", ".join(values["found"])
    if not values["known"]:
        return f"{subject(problem)}{values['type']} takes one tensor or a list, not a dict ({found})"
    return f"{subject(problem)}{values['type']} takes inputs named {', '.join(values['known'])}, in a dict, not {found}"


@rule("RG212", "call_argument")
def call_argument(problem: Problem, context: Context) -> Said:
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
    return f"{subject(problem)}{problem.values['type']} takes no `{problem.field}`"


@rule("RG213", "undeclared_input")
def undeclared_input(problem: Problem, context: Context) -> Said:
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
    return f"the outputs depend on the input {shown(problem.values['name'])}, which is not among the graph's inputs"


@rule("RG214", "too_many_nodes")
def too_many_nodes(problem: Problem, context: Context) -> Said:
    """A model has a number of layers that somebody could mean.

    The limit is `MAX_NODES` in `rnngraph/spec/build.py`.

    Bad:

    ```text
    a document of more layers than the limit
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return f"the model has {problem.values['found']:,} layers, more than the {problem.values['limit']:,} that are built"


def reaching(context: Context) -> set[str]:
    """The names of everything that an output depends on."""
    sources = {node.name: [ref.node for _, ref in node.references()] for node in context.graph.nodes}
    waiting = [output.ref.node for output in context.graph.outputs]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += sources.get(name, [])
    return found


BROKEN_WIRING = frozenset(
    {"unknown_reference", "ambiguous_input", "no_outputs", "cycle", "duplicate_name", "wrong_type", "unknown_field"}
)


def unreached(context: Context, names: list[str]) -> Iterator[str]:
    """Those of the names that reach no output, unless what is wrong elsewhere may be the reason."""
    problems = context.analysis.problems if context.analysis else context.graph.problems
    if context.graph.outputs and not any(problem.kind in BROKEN_WIRING for problem in problems):
        found = reaching(context)
        yield from (name for name in names if name not in found)


def find_unreachable(context: Context) -> Iterator[Problem]:
    """Layers that no output depends on."""
    for name in unreached(context, [node.name for node in context.graph.nodes]):
        yield Problem("unreachable_layer", name)


def find_unused(context: Context) -> Iterator[Problem]:
    """Inputs that no output depends on."""
    for name in unreached(context, [each.name for each in context.graph.inputs]):
        yield Problem("unused_input", name)


@rule("RG220", "unreachable_layer", "warning", find_unreachable)
def unreachable_layer(problem: Problem, context: Context) -> Said:
    """A layer is there for an output.

    One that no output depends on is in no compiled model: often a forgotten link.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"name": "hidden", "type": "Dense", "units": 4}, {"name": "logits", "type": "Dense", "units": 2, "inputs": "x"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}],
     "layers": [{"name": "hidden", "type": "Dense", "units": 4}, {"name": "logits", "type": "Dense", "units": 2}]}
    ```
    """
    return f"{subject(problem)}no output depends on it, so no model will have it"


@rule("RG221", "unused_input", "warning", find_unused)
def unused_input(problem: Problem, context: Context) -> Said:
    """An input is there for an output.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [8]}, {"name": "y", "shape": [8]}],
     "layers": [{"type": "Dense", "units": 2, "inputs": "x"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [8]}], "layers": [{"type": "Dense", "units": 2}]}
    ```
    """
    return f"{subject(problem)}no output depends on this input"


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
    unreachable_layer,
    unused_input,
)
