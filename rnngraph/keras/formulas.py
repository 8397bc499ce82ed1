"""The formulas of a cell as functions of tensors, made once, from terms whose shapes are known."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import keras
from keras import ops

from rnngraph.expressions import Typed

Tensor = Any
Names = dict[str, Tensor]
"""What each name stands for in the step that is running."""
Run = Callable[[Names], Any]
"""A term: from the names' tensors to its own, or for `split` to a list."""

ELEMENTWISE: dict[str, Callable[[Tensor], Tensor]] = {
    "neg": ops.negative,
    "sigmoid": keras.activations.sigmoid,
    "hard_sigmoid": keras.activations.hard_sigmoid,
    "tanh": keras.activations.tanh,
    "relu": keras.activations.relu,
    "gelu": keras.activations.gelu,
    "silu": keras.activations.silu,
    "softplus": keras.activations.softplus,
    "exp": ops.exp,
    "log": ops.log,
    "sqrt": ops.sqrt,
    "square": ops.square,
    "abs": ops.abs,
    "ones_like": ops.ones_like,
    "zeros_like": ops.zeros_like,
}
BROADCAST: dict[str, Callable[..., Tensor]] = {
    "+": ops.add,
    "-": ops.subtract,
    "*": ops.multiply,
    "/": ops.divide,
    "minimum": ops.minimum,
    "maximum": ops.maximum,
    "where": ops.where,
    "<": ops.less,
    "<=": ops.less_equal,
    ">": ops.greater,
    ">=": ops.greater_equal,
}
REDUCE = {"sum": ops.sum, "mean": ops.mean, "max": ops.max}


def function(typed: Typed, sizes: Mapping[str, float], dtype: str) -> Run:
    """A term as a function.

    Arguments:
        typed: the term with its shapes.
        sizes: the number behind each name of a size.
        dtype: of the numbers in it.
    """
    term = typed.term
    if term.op == "name":
        name = str(term.value)
        return lambda names: names[name]
    if term.op == "number":
        value = term.value
        return lambda names: ops.convert_to_tensor(value, dtype=dtype)
    parts = [function(arg, sizes, dtype) for arg in typed.args]
    run = _operation(typed, sizes)
    if len(parts) == 1:
        (part,) = parts
        return lambda names: run(part(names))
    return lambda names: run(*(part(names) for part in parts))


def _operation(typed: Typed, sizes: Mapping[str, float]) -> Callable[..., Any]:
    op = typed.term.op
    if op in ELEMENTWISE:
        return ELEMENTWISE[op]
    if op in BROADCAST:
        return _broadcast(BROADCAST[op], typed)
    if op in REDUCE:
        return partial(REDUCE[op], axis=_axis(typed), keepdims=_option(typed, "keepdims"))
    if op == "reshape":
        return _reshape(typed, sizes)
    return OTHERS[op](typed)


def _option(typed: Typed, name: str) -> Any:
    return dict(typed.term.options)[name]


def _axis(typed: Typed) -> int:
    """The axis in a tensor with its batch, which the language does not count."""
    axis: int = _option(typed, "axis")
    return axis + 1 if axis >= 0 and any(arg.value.batched for arg in typed.args) else axis


def _reshape(typed: Typed, sizes: Mapping[str, float]) -> Callable[[Tensor], Tensor]:
    shape = tuple(size.value(sizes) for size in _option(typed, "sizes"))
    return partial(ops.reshape, newshape=(-1, *shape) if typed.args[0].value.batched else shape)


def _split(typed: Typed) -> Callable[[Tensor], Tensor | Sequence[Tensor]]:
    parts = _option(typed, "n")
    return partial(ops.split, indices_or_sections=parts, axis=_axis(typed)) if parts > 1 else lambda x: x


def _layer_norm(typed: Typed) -> Callable[[Tensor, Tensor, Tensor], Tensor]:
    return partial(ops.layer_normalization, axis=-1, epsilon=_option(typed, "epsilon"))


def _broadcast(run: Callable[..., Tensor], typed: Typed) -> Callable[..., Tensor]:
    """An operation by NumPy's rule without the batch: what has fewer axes gets its new ones behind the batch."""
    rank = len(typed.value.shape)
    missing = [rank - len(arg.value.shape) if arg.value.batched else 0 for arg in typed.args]
    if not any(missing):
        return run
    return lambda *given: run(*(_behind_batch(x, count) for x, count in zip(given, missing, strict=True)))


def _behind_batch(x: Tensor, count: int) -> Tensor:
    return ops.expand_dims(x, axis=list(range(1, count + 1))) if count else x


def _matmul(typed: Typed) -> Callable[[Tensor, Tensor], Tensor]:
    left, right = (arg.value for arg in typed.args)
    if not right.batched and len(right.shape) == 2:
        return ops.matmul  # type: ignore[no-any-return]
    letters = iter(string.ascii_letters)
    batch, inner = next(letters), next(letters)
    row = next(letters) if len(left.shape) > 1 else ""
    column = next(letters) if len(right.shape) > 1 else ""
    above = max(left.shape[:-2], right.shape[:-2], key=len)
    outer = "".join(next(letters) for _ in above)
    one = f"{batch if left.batched else ''}{outer if left.shape[:-2] else ''}{row}{inner}"
    other = f"{batch if right.batched else ''}{outer if right.shape[:-2] else ''}{inner}{column}"
    result = f"{batch if left.batched or right.batched else ''}{outer}{row}{column}"
    return partial(ops.einsum, f"{one},{other}->{result}")


def _concat(typed: Typed) -> Callable[..., Tensor]:
    axis = _axis(typed)
    batched = [arg.value.batched for arg in typed.args]
    if all(batched) or not any(batched):
        return lambda *given: ops.concatenate(given, axis=axis)
    first = batched.index(True)

    def run(*given: Tensor) -> Tensor:
        batch = ops.shape(given[first])[0]
        parts = (x if own else over_batch(x, batch) for x, own in zip(given, batched, strict=True))
        return ops.concatenate(list(parts), axis=axis)

    return run


def over_batch(x: Tensor, batch: Any) -> Tensor:
    """A tensor that is the same for every example, once for each."""
    return ops.broadcast_to(x, (batch, *x.shape))


OTHERS: dict[str, Callable[[Typed], Callable[..., Any]]] = {
    "@": _matmul,
    "matmul": _matmul,
    "einsum": lambda typed: partial(ops.einsum, str(typed.term.value).replace(" ", "")),
    "softmax": lambda typed: partial(ops.softmax, axis=_axis(typed)),
    "transpose": lambda typed: partial(ops.swapaxes, axis1=-1, axis2=-2),
    "concat": _concat,
    "split": _split,
    "layer_norm": _layer_norm,
}
