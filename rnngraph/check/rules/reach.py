"""RG22: what no output depends on."""

from __future__ import annotations

from collections.abc import Iterator

from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.rule import Context, Said, rule, subject
from rnngraph.graph import Problem
from rnngraph.graph.following import reached
from rnngraph.spec.unread import hides_names


def reaching(context: Context) -> set[str]:
    """The names of everything that an output depends on."""
    sources = {node.name: [ref.node for _, ref in node.references()] for node in context.graph.nodes}
    return reached((output.ref.node for output in context.graph.outputs), sources)


BROKEN_WIRING = frozenset(
    {
        *("unknown_reference", "ambiguous_input", "no_outputs", "cycle", "duplicate_name", "bad_name"),
        # What one reads too little of is what was forgotten.
        *("input_count", "input_names"),
        # Where a block is not what was meant, nor is what reads it.
        *("unknown_port", "unknown_block", "block_cycle", "deep_blocks", "repeat", "too_many_nodes"),
    }
)
REFERENCES = frozenset({"inputs", "initial_state", "mask", "outputs", "shares"})


def breaks_wiring(problem: Problem) -> bool:
    """Whether a problem may be why something is not reached: a reference that is missing, unread, or mistyped."""
    if hides_names(problem):
        return True
    if problem.kind in ("wrong_type", "unknown_field"):
        return bool(REFERENCES & {(problem.field or "").partition("/")[0], problem.values.get("nearest")})
    return problem.kind in BROKEN_WIRING


def unreached(context: Context, names: list[str]) -> Iterator[str]:
    """Those of the names that reach no output, unless what is wrong elsewhere may be the reason."""
    problems = context.analysis.problems if context.analysis else context.graph.problems
    if context.graph.outputs and not any(breaks_wiring(problem) for problem in problems):
        found = context.once(reaching)
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
    message = f"{subject(problem)}no output depends on this input"
    at = context.pointer(problem.node)
    edit = Edit(at or "", operation="remove")
    return (message, Fix("remove it", (edit,), safe=False)) if at and _never_read(problem.node, context) else message


def _never_read(name: str | None, context: Context) -> bool:
    """Whether nothing at all reads an input, so that it can go."""
    return all(ref.node != name for node in context.graph.nodes for _, ref in node.references())


FAMILY = (unreachable_layer, unused_input)
