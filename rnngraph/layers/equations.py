"""One time step of each built-in recurrent layer and cell, in the language in which a document's own cells are written.

Keras 3.15: `call` of SimpleRNNCell, GRUCell and LSTMCell; dropout, which is nothing at inference, is left out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rnngraph.layers.base import Layer
from rnngraph.layers.cells import GRUCell, LSTMCell, SimpleRNNCell
from rnngraph.layers.custom import CustomCell, cell_class
from rnngraph.layers.define import define
from rnngraph.layers.recurrent import GRU, LSTM, SimpleRNN

ACTIVATIONS = {
    "linear": "{x}",
    **{
        name: f"{name}({{x}})"
        for name in ("gelu", "hard_sigmoid", "relu", "sigmoid", "silu", "softmax", "softplus", "tanh")
    },
    "celu": "where({x} > 0, {x}, exp({x}) - 1)",
    "elu": "where({x} > 0, {x}, exp({x}) - 1)",
    "exponential": "exp({x})",
    "hard_shrink": "where(abs({x}) > 0.5, {x}, 0)",
    "hard_silu": "{x} * hard_sigmoid({x})",
    "hard_tanh": "minimum(maximum({x}, -1), 1)",
    "leaky_relu": "where({x} > 0, {x}, 0.2 * {x})",
    "log_sigmoid": "-softplus(-{x})",
    "log_softmax": "log(softmax({x}))",
    "mish": "{x} * tanh(softplus({x}))",
    "relu6": "minimum(relu({x}), 6)",
    "selu": "1.0507009873554805 * where({x} > 0, {x}, 1.6732632423543772 * (exp({x}) - 1))",
    "soft_shrink": "relu({x} - 0.5) - relu(-{x} - 0.5)",
    "softsign": "{x} / (1 + abs({x}))",
    "sparse_plus": "where({x} < 1, square(relu({x} + 1)) / 4, {x})",
    "sparse_sigmoid": "minimum(relu({x} + 1) / 2, 1)",
    "squareplus": "({x} + sqrt(square({x}) + 4)) / 2",
    "tanh_shrink": "{x} - tanh({x})",
}
"""Keras's activations by formula; sparsemax, which sorts, has none."""


def equations(layer: Layer) -> CustomCell | None:
    """The cell whose formulas compute a step of a layer or cell; its weights have the layer's names, order and shapes.

    Its states stand in the layer's order, under the names of the literature: `h`, `c`. None for a layer that has no
    step by itself, or none that the language can say.
    """
    match layer:
        case CustomCell():
            return layer if layer.definition.statements else None
        case SimpleRNN() | SimpleRNNCell():
            made = _simple(_name(layer.activation), layer.use_bias)
        case GRU() | GRUCell():
            step = _gru_after if layer.reset_after else _gru_before
            made = step(_name(layer.activation), _name(layer.recurrent_activation), layer.use_bias)
        case LSTM() | LSTMCell():
            made = _lstm(_name(layer.activation), _name(layer.recurrent_activation), layer.use_bias)
        case _:
            return None
    return made.model_validate({"units": layer.units}) if made else None


def _name(activation: object) -> str:
    return "linear" if activation is None else str(activation)


def _activated(activation: str, argument: str) -> str:
    return ACTIVATIONS[activation].format(x=argument)


def _gate(name: str, activation: str, argument: str) -> dict[str, str]:
    """A gate, in one formula where the activation reads its argument once and as a whole."""
    if ACTIVATIONS[activation] in ("{x}", f"{activation}({{x}})"):
        return {name: _activated(activation, argument)}
    return {f"s_{name}": argument, name: _activated(activation, f"s_{name}")}


def _plus(use_bias: bool, name: str = "bias") -> str:
    return f" + {name}" if use_bias else ""


@lru_cache
def _simple(activation: str, use_bias: bool) -> type[CustomCell] | None:
    if activation not in ACTIVATIONS:
        return None
    step = {
        "a": f"x @ kernel + h @ recurrent_kernel{_plus(use_bias)}",
        "h": _activated(activation, "a"),
    }
    return _cell("SimpleRNN", 1, ["units"] if use_bias else [], ("h",), step)


@lru_cache
def _lstm(activation: str, recurrent: str, use_bias: bool) -> type[CustomCell] | None:
    if not {activation, recurrent} <= ACTIVATIONS.keys():
        return None
    step = {
        "a": f"x @ kernel + h @ recurrent_kernel{_plus(use_bias)}",
        "a_i, a_f, a_g, a_o": "split(a, 4)",
        "i": _activated(recurrent, "a_i"),
        "f": _activated(recurrent, "a_f"),
        "g": _activated(activation, "a_g"),
        "o": _activated(recurrent, "a_o"),
        "c": "f * c + i * g",
        "h": "o * tanh(c)" if activation == "tanh" else f"o * ({_activated(activation, 'c')})",
    }
    return _cell("LSTM", 4, ["4 * units"] if use_bias else [], ("h", "c"), step)


@lru_cache
def _gru_before(activation: str, recurrent: str, use_bias: bool) -> type[CustomCell] | None:
    """With `reset_after` false: the state is reset before it meets its weights (Cho et al., 2014)."""
    if not {activation, recurrent} <= ACTIVATIONS.keys():
        return None
    step = {
        "a": f"x @ kernel{_plus(use_bias)}",
        "a_z, a_r, a_g": "split(a, 3)",
        "u_z, u_r, u_g": "split(recurrent_kernel, 3)",
        **_gate("z", recurrent, "a_z + h @ u_z"),
        **_gate("r", recurrent, "a_r + h @ u_r"),
        **_gate("g", activation, "a_g + (r * h) @ u_g"),
        "h": "z * h + (1 - z) * g",
    }
    return _cell("GRU", 3, ["3 * units"] if use_bias else [], ("h",), step)


@lru_cache
def _gru_after(activation: str, recurrent: str, use_bias: bool) -> type[CustomCell] | None:
    """With `reset_after`: the weighted state is reset, as cuDNN computes it; input and state have a bias each."""
    if not {activation, recurrent} <= ACTIVATIONS.keys():
        return None
    step = {
        **({"input_bias, state_bias": "split(reshape(bias, [6 * units]), 2)"} if use_bias else {}),
        "a": f"x @ kernel{_plus(use_bias, 'input_bias')}",
        "b": f"h @ recurrent_kernel{_plus(use_bias, 'state_bias')}",
        "a_z, a_r, a_g": "split(a, 3)",
        "b_z, b_r, b_g": "split(b, 3)",
        **_gate("z", recurrent, "a_z + b_z"),
        **_gate("r", recurrent, "a_r + b_r"),
        **_gate("g", activation, "a_g + r * b_g"),
        "h": "z * h + (1 - z) * g",
    }
    return _cell("GRU", 3, [2, "3 * units"] if use_bias else [], ("h",), step)


def _cell(
    name: str, gates: int, bias: list[int | str], states: tuple[str, ...], step: dict[str, str]
) -> type[CustomCell]:
    """A cell of `gates` dense gates over one input, whose first state is its output."""
    size = "units" if gates == 1 else f"{gates} * units"
    weights: dict[str, Any] = {
        "kernel": {"shape": ["features", size]},
        "recurrent_kernel": {"shape": ["units", size], "initializer": "orthogonal"},
    }
    if bias:
        weights["bias"] = {"shape": bias, "initializer": "zeros"}
    section = {
        "parameters": ["units"],
        "inputs": {"x": ["features"]},
        "states": {state: ["units"] for state in states},
        "weights": weights,
        "step": step,
        "outputs": [states[0]],
    }
    return cell_class(define(name, section))
