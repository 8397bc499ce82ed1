"""The formulas of a cell, computed with NumPy: what they mean, said a second time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from rnngraph.expressions import Term
from rnngraph.layers.custom import CustomCell

Array = Any

ERF = np.vectorize(math.erf)
FUNCTIONS: dict[str, Callable[..., Array]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "@": np.matmul,
    "neg": np.negative,
    "where": np.where,
    "minimum": np.minimum,
    "maximum": np.maximum,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "hard_sigmoid": lambda x: np.clip((x + 3) / 6, 0, 1),
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "gelu": lambda x: x * (1 + ERF(x / math.sqrt(2))) / 2,
    "silu": lambda x: x / (1 + np.exp(-x)),
    "softplus": lambda x: np.log1p(np.exp(x)),
    "softmax": lambda x, axis: np.exp(x) / np.exp(x).sum(axis, keepdims=True),
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "square": np.square,
    "abs": np.abs,
}


def value(term: Term, names: Mapping[str, Array], sizes: Mapping[str, float]) -> Any:
    """What a term comes to; the last axis counts from the end, so that the batch does not matter."""
    if term.op == "name":
        return names[str(term.value)]
    if term.op == "number":
        return float(term.value or 0)
    args = [value(arg, names, sizes) for arg in term.args]
    options = dict(term.options)
    match term.op:
        case "split":
            return np.split(args[0], options["n"], options["axis"])
        case "reshape":  # of weights only
            return np.reshape(args[0], [size.value(sizes) for size in options["sizes"]])
    return FUNCTIONS[term.op](*args, **options)


def step(cell: CustomCell, names: dict[str, Array], sizes: Mapping[str, float]) -> dict[str, Array]:
    """Every name after a step, given inputs, states and weights."""
    names = dict(names)
    for statement in cell.definition.statements:
        found = value(statement.typed.term, names, sizes)
        several = found if len(statement.targets) > 1 else [found]
        names.update(zip(statement.targets, several, strict=True))
    return names
