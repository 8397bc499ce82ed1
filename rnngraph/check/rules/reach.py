"""RG22: what no output depends on."""

from __future__ import annotations

from collections.abc import Iterator

from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.rule import Context, Said, rule, subject
from rnngraph.graph import Problem
from rnngraph.graph.reachability import dependencies_of_outputs
from rnngraph.problems import kinds


def reaching(context: Context) -> frozenset[str]:
    """The names of everything that an output depends on."""
    return context.analysis.reached if context.analysis else dependencies_of_outputs(context.graph)


def unreached(context: Context, names: list[str]) -> Iterator[str]:
    """Those of the names that reach no output."""
    if context.graph.outputs:
        found = context.once(reaching)
        yield from (name for name in names if name not in found)


def find_unreachable(context: Context) -> Iterator[Problem]:
    """Layers that no output depends on."""
    for name in unreached(context, [node.name for node in context.graph.nodes]):
        yield kinds.reach.UnreachableLayer(node=name)


def find_unused(context: Context) -> Iterator[Problem]:
    """Inputs that no output depends on."""
    for name in unreached(context, [each.name for each in context.graph.inputs]):
        yield kinds.reach.UnusedInput(node=name)


@rule("RG220", kinds.reach.UnreachableLayer, "warning", find_unreachable)
def unreachable_layer(problem: kinds.reach.UnreachableLayer, context: Context) -> Said:
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


@rule("RG221", kinds.reach.UnusedInput, "warning", find_unused)
def unused_input(problem: kinds.reach.UnusedInput, context: Context) -> Said:
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
    message = f"{subject(problem)}no output depends on this input"
    at = context.pointer(problem.node)
    edit = Edit(at or "", operation="remove")
    return (message, Fix("remove it", (edit,), safe=False)) if at and _never_read(problem.node, context) else message


def _never_read(name: str | None, context: Context) -> bool:
    """Whether nothing at all reads an input, so that it can go."""
    return all(ref.node != name for node in context.graph.nodes for _, ref in node.references())


FAMILY = (unreachable_layer, unused_input)
