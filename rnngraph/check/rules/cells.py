"""RG7: cells written as data, and what goes into them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rnngraph.check.rule import Context, Said, rule, shown, subject
from rnngraph.graph import Node, Pointer, Problem, shape_text
from rnngraph.layers.base import Layer
from rnngraph.layers.block import Block
from rnngraph.layers.custom import CustomCell, definitions
from rnngraph.layers.definition import Definition
from rnngraph.layers.recurrent import RNN
from rnngraph.layers.wrappers import DIRECTIONS, Bidirectional
from rnngraph.problems import kinds


@rule("RG701", kinds.cells.InvalidFormula)
def formula(problem: kinds.cells.InvalidFormula, context: Context) -> Said:
    """A formula of a cell is one of the language, and its shapes fit.

    `+ - * / @`, unary minus, parentheses, numbers, names, and the functions of docs/cells.md; a comparison in `where`
    only. Nothing in a document is ever run: whatever else is written is an error that points at it.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Minimal": {"parameters": ["units"], "inputs": {"x": ["i"]}, "states": {"h": ["units"]},
       "weights": {"kernel": {"shape": ["i", "units"]}},
       "step": {"h": "tanh(x @ kernel + h ** 2)"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Minimal", "units": 4}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Minimal": {"parameters": ["units"], "inputs": {"x": ["i"]}, "states": {"h": ["units"]},
       "weights": {"kernel": {"shape": ["i", "units"]}},
       "step": {"h": "tanh(x @ kernel + h)"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Minimal", "units": 4}}]}
    ```
    """
    return f"{_place(problem)}{problem.message}"


def _place(problem: Problem) -> str:
    """`cells.Minimal.step.h: `, or the layer that uses a cell."""
    return (
        f"`{(problem.field or '').replace('/', '.')}`: " if problem.node is None and problem.field else subject(problem)
    )


@rule("RG702", kinds.cells.InvalidCellName)
def cell_name(problem: kinds.cells.InvalidCellName, context: Context) -> Said:
    """A name means one thing in a cell, and is assigned once.

    Parameters, inputs, states, weights and what the step assigns have different names; only a state is declared and
    assigned. `output` and `states` are reserved, since they mean ports wherever a layer is referred to, and so are Python's
    keywords. A parameter becomes a field, so it can't have the name of a field that every layer has, such as `name` or
    `dtype`; docs/cells.md lists all such names. A cell can't have the name of a type of rnngraph.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Leaky": {"inputs": {"x": ["i"]}, "states": {"h": ["i"]},
       "step": {"h": "0.9 * h + x", "x": "tanh(h)"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Leaky"}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Leaky": {"inputs": {"x": ["i"]}, "states": {"h": ["i"]},
       "step": {"h": "0.9 * h + x", "y": "tanh(h)"}, "outputs": ["y"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Leaky"}}]}
    ```
    """
    return f"{_place(problem)}the name {shown(problem.found)} {problem.why}"


@rule("RG703", kinds.cells.InvalidCellOutput)
def cell_output(problem: kinds.cells.InvalidCellOutput, context: Context) -> Said:
    """What a cell gives is something that its step has made: a name that it assigned, or a state.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Leaky": {"inputs": {"x": ["i"]}, "states": {"h": ["i"]}, "step": {"h": "0.9 * h + x"}, "outputs": ["y"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Leaky"}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Leaky": {"inputs": {"x": ["i"]}, "states": {"h": ["i"]}, "step": {"h": "0.9 * h + x"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Leaky"}}]}
    ```
    """
    return f"{_place(problem)}{shown(problem.found)} {problem.why}"


@rule("RG704", kinds.cells.UnknownCellSize)
def cell_size(problem: kinds.cells.UnknownCellSize, context: Context) -> Said:
    """Every name in a size is a parameter, or gets its value from an input.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Counter": {"inputs": {"x": ["i"]}, "states": {"h": ["i"], "n": ["k"]},
       "step": {"h": "0.9 * h + x", "n": "n + 1"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Counter"}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Counter": {"inputs": {"x": ["i"]}, "states": {"h": ["i"], "n": [1]},
       "step": {"h": "0.9 * h + x", "n": "n + 1"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Counter"}}]}
    ```
    """
    found, size = problem.found, problem.size
    inside = "" if found == size else f" in {size}"
    return f"{_place(problem)}nothing says what {found}{inside} is: no parameter, and no input has this size"


@rule("RG705", kinds.cells.UnequalParts)
def cell_parts(problem: kinds.cells.UnequalParts, context: Context) -> Said:
    """The pieces of an initializer come to the weight's last axis.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Gated": {"inputs": {"x": ["i"]}, "states": {"h": ["i"]},
       "weights": {"bias": {"shape": ["2 * i"], "initializer": {"type": "Concatenate", "parts": [["zeros", "i"]]}}},
       "step": {"b, c": "split(bias, 2)", "h": "h + sigmoid(x + b) * tanh(x + c)"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Gated"}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Gated": {"inputs": {"x": ["i"]}, "states": {"h": ["i"]},
       "weights": {"bias": {"shape": ["2 * i"], "initializer": {"type": "Concatenate", "parts": [["zeros", "i"], ["ones", "i"]]}}},
       "step": {"b, c": "split(bias, 2)", "h": "h + sigmoid(x + b) * tanh(x + c)"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Gated"}}]}
    ```
    """
    return f"{_place(problem)}the pieces come to {problem.found}, the last axis has {problem.expected}"


@rule("RG710", kinds.cells.WrongCellInput)
def cell_input(problem: kinds.cells.WrongCellInput, context: Context) -> Said:
    """The sizes of a cell's inputs agree with its parameters and with each other.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Leaky": {"parameters": ["units"], "inputs": {"x": ["units"]}, "states": {"h": ["units"]},
       "step": {"h": "0.9 * h + x"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Leaky", "units": 4}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Leaky": {"parameters": ["units"], "inputs": {"x": ["units"]}, "states": {"h": ["units"]},
       "step": {"h": "0.9 * h + x"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Leaky", "units": 8}}]}
    ```
    """
    size = f" ({problem.size})" if problem.size != str(problem.expected) else ""
    return (
        f"{subject(problem)}the cell takes {problem.expected}{size} where its input {problem.input} has {problem.found}"
    )


@rule("RG711", kinds.cells.ImpossibleCellSize)
def cell_number(problem: kinds.cells.ImpossibleCellSize, context: Context) -> Said:
    """The sizes of a cell come to whole numbers of one or more, and those that have to be equal are.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 7]}],
     "cells": {"Gated": {"inputs": {"x": ["i"]}, "states": {"h": ["i / 2"]},
       "step": {"a, b": "split(x, 2)", "h": "h + a * sigmoid(b)"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Gated"}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Gated": {"inputs": {"x": ["i"]}, "states": {"h": ["i / 2"]},
       "step": {"a, b": "split(x, 2)", "h": "h + a * sigmoid(b)"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Gated"}}]}
    ```
    """
    return f"{subject(problem)}{problem.message}"


@rule("RG712", kinds.cells.UnequalLengths)
def sequence_lengths(problem: kinds.cells.UnequalLengths, context: Context) -> Said:
    """Sequences that a cell reads together are of one length.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [5, 8]}, {"name": "y", "shape": [6, 8]}],
     "cells": {"Both": {"inputs": {"a": ["i"], "b": ["i"]}, "states": {"h": ["i"]}, "step": {"h": "h + a * b"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Both"}, "inputs": ["x", "y"]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [5, 8]}, {"name": "y", "shape": [5, 8]}],
     "cells": {"Both": {"inputs": {"a": ["i"], "b": ["i"]}, "states": {"h": ["i"]}, "step": {"h": "h + a * b"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Both"}, "inputs": ["x", "y"]}]}
    ```
    """
    found, expected = shape_text(problem.found), shape_text(problem.expected)
    return f"{subject(problem)}its sequences are of different lengths: {found} beside {expected} (batch, time)"


def find_idle_states(context: Context) -> Iterator[Problem]:
    """States that no formula assigns, unless every layer with the cell is given their initial values."""
    uses = [use for node in context.graph.nodes for use in cell_uses(node)]
    for definition in used_cells(context):
        for name in definition.idle_states():
            field = f"cells/{definition.name}/states/{name}"
            if any(name not in started for used, started in uses if used == definition):
                yield kinds.cells.IdleState(field, found=name, origin=key_at(field, context))


def cell_uses(node: Node) -> Iterator[tuple[Definition, Collection[str]]]:
    """The cells in the layer of a node, each with the names of its states that `initial_state` gives."""
    layer = node.layer
    given = layer.state_names()[: len(node.initial_state)] if isinstance(layer, Layer) else ()
    if isinstance(layer, Bidirectional):
        for prefix, direction in zip(DIRECTIONS, layer.directions(), strict=True):
            yield from loop_uses(direction, given, f"{prefix}_")
    elif isinstance(layer, Layer):
        yield from loop_uses(layer, given)


def loop_uses(layer: Layer, given: Collection[str], prefix: str = "") -> Iterator[tuple[Definition, Collection[str]]]:
    """The cells in a layer, each with the names of its states that are among `given` after the prefix."""
    if isinstance(layer, RNN):
        for place, cell in layer.cells():
            start = f"{prefix}{place}_" if place else prefix
            if isinstance(cell, CustomCell):
                yield cell.definition, [name for name in cell.state_names() if f"{start}{name}" in given]
    elif isinstance(layer, Block):
        for node in layer.body.nodes:
            yield from cell_uses(node)
    else:
        # A wrapper gives the layers inside it no initial states.
        for _, inner in layer.inner_layers():
            yield from cell_uses(Node("", inner.type, inner))


def used_cells(context: Context) -> list[Definition]:
    """The cells as data that a graph uses, each once."""
    found = (each for node in context.graph.nodes for each in definitions(node.layer))
    return list({each.name: each for each in found if each.statements}.values())


def key_at(field: str, context: Context) -> Pointer | None:
    """The place of a key in a document; none in a graph that has no text."""
    return Pointer(f"/{field}", key=True) if context.graph.source else None


@rule("RG720", kinds.cells.IdleState, "warning", find_idle_states)
def cell_state(problem: kinds.cells.IdleState, context: Context) -> Said:
    """A state changes from step to step, or `initial_state` gives it.

    A state that no formula assigns stays what it starts as: zero. A memory that is the same at every step is such a state,
    given by the `initial_state` of each layer that uses the cell.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Leaky": {"inputs": {"x": ["i"]}, "states": {"h": ["i"], "c": ["i"]}, "step": {"h": "0.9 * h + x + c"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Leaky"}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Leaky": {"inputs": {"x": ["i"]}, "states": {"h": ["i"], "c": ["i"]}, "step": {"c": "c + x", "h": "0.9 * h + x + c"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Leaky"}}]}
    ```
    """
    return f"{_place(problem)}no formula assigns this state, so it stays zero where no `initial_state` gives it"


def find_unread(context: Context) -> Iterator[Problem]:
    """What a cell has that no formula reads."""
    for definition in used_cells(context):
        for path, name in definition.unread():
            field = f"cells/{definition.name}/{path}"
            yield kinds.cells.UnreadName(field, found=name, origin=key_at(field, context))


@rule("RG721", kinds.cells.UnreadName, "warning", find_unread)
def cell_unread(problem: kinds.cells.UnreadName, context: Context) -> Said:
    """Whatever a cell has is there for something.

    A weight that no formula reads is never trained, an input is ignored, a line is computed for nothing: often a typing
    error in a formula.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Leaky": {"inputs": {"x": ["i"]}, "states": {"h": ["i"]}, "weights": {"bias": {"shape": ["i"]}},
       "step": {"h": "0.9 * h + x"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Leaky"}}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "cells": {"Leaky": {"inputs": {"x": ["i"]}, "states": {"h": ["i"]}, "weights": {"bias": {"shape": ["i"]}},
       "step": {"h": "0.9 * h + x + bias"}, "outputs": ["h"]}},
     "layers": [{"type": "RNN", "cell": {"type": "Leaky"}}]}
    ```
    """
    return f"{_place(problem)}no formula reads {problem.found}"


FAMILY = (
    formula,
    cell_name,
    cell_output,
    cell_size,
    cell_parts,
    cell_input,
    cell_number,
    sequence_lengths,
    cell_state,
    cell_unread,
)
