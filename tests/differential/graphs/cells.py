"""Cells as data: random formulas over one or two inputs and states, and the guide's nested cell."""

from __future__ import annotations

from tests.differential.graphs.draw import Draw, Entry

UNARY = ("tanh({})", "sigmoid({})", "relu({})", "-{}", "softmax({})", "exp({} * 0.1)", "where({0} > 0, {0}, 0)")
BINARY = ("{} + {}", "{} * {}", "({} - {}) / 2", "maximum({}, {})")

NESTED: Entry = {
    "parameters": ["unit_1", "unit_2"],
    "inputs": {"x_1": ["i1"], "x_2": ["i2"]},
    "states": {"s_1": ["unit_1"], "s_2": ["unit_2", 2]},
    "weights": {
        "kernel_1": {"shape": ["i1", "unit_1"], "initializer": "uniform"},
        "kernel_2": {"shape": ["i2", "unit_2", 2], "trainable": False},
    },
    "step": {
        "output_1": "x_1 @ kernel_1",
        "output_2": "einsum('bi,ikl->bkl', x_2, kernel_2)",
        "s_1": "s_1 + output_1",
        "s_2": "s_2 + output_2",
    },
    "outputs": ["output_1", "output_2"],
}


def cells(draw: Draw) -> dict[str, Entry]:
    """The cells of a document, by name."""
    made = {"Mine": cell(draw)} if draw.chance(60) else {}
    return made | ({"Nested": NESTED} if draw.chance(60) else {})


def cell(draw: Draw) -> Entry:
    """A cell of one input whose size is `units`, of one or two states."""
    states = ("h", "c")[: draw.choice((1, 2))]
    gates = ("a", "b", "d")[: draw.choice((1, 2, 3))]
    weights: dict[str, Entry] = {"kernel": {"shape": ["features", f"{len(gates)} * units"]}}
    recurrent = draw.chance(80)
    if recurrent:
        weights["recurrent_kernel"] = {"shape": ["units", f"{len(gates)} * units"], "initializer": "orthogonal"}
    if draw.chance(60):
        weights["bias"] = {"shape": [f"{len(gates)} * units"], "initializer": draw.choice(("zeros", "ones"))}
    terms = ["x @ kernel", *(["h @ recurrent_kernel"] if recurrent else []), *(["bias"] if "bias" in weights else [])]
    step = {", ".join(gates): f"split({' + '.join(terms)}, {len(gates)})"}
    for state in reversed(states):
        step[state] = formula(draw, (*gates, *states))
    if "h" in states and len(states) == 2 and draw.chance(50):
        step["y"] = formula(draw, states)
    output = "y" if "y" in step else "h"
    return {
        "parameters": ["units"],
        "inputs": {"x": ["features"]},
        "states": {state: ["units"] for state in states},
        "weights": weights,
        "step": step,
        "outputs": [output],
    }


def formula(draw: Draw, names: tuple[str, ...], depth: int = 2) -> str:
    """Something of the size of the names."""
    if not depth or draw.chance(30):
        return draw.choice(names)
    if draw.chance(50):
        return draw.choice(UNARY).format(formula(draw, names, depth - 1))
    return f"({draw.choice(BINARY).format(formula(draw, names, depth - 1), formula(draw, names, depth - 1))})"
