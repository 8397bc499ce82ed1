"""The formulas of a cell: read with Python's `ast`, kept as plain terms, never run.

Nothing but what `read` names gets through: no attribute, no index, no comprehension, no string but einsum's.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rnngraph.expressions.sizes import read_size
from rnngraph.expressions.syntax import MAX_LENGTH, ExpressionError, parsed, span

MAX_VALUE = 1e38
"""Numbers end where those of a float32 do."""

OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}

REDUCE = {"axis": -1, "keepdims": False}
ELEMENTWISE = {
    "sigmoid": "1 / (1 + exp(-x))",
    "hard_sigmoid": "x / 6 + 0.5, no less than 0 and no more than 1",
    "tanh": "the hyperbolic tangent",
    "relu": "x where it is positive, else 0",
    "gelu": "x times the normal distribution function of x",
    "silu": "x * sigmoid(x)",
    "softplus": "log(1 + exp(x))",
    "exp": "e to the x",
    "log": "the natural logarithm",
    "sqrt": "the square root",
    "square": "x * x",
    "abs": "x without its sign",
    "ones_like": "ones, as many as x has numbers",
    "zeros_like": "zeros, as many as x has numbers",
}
"""Functions of each number by itself, and what they give: as Keras's activations and operations of those names."""


@dataclass(frozen=True, slots=True)
class Function:
    """How a function is called, and what it gives.

    `call` shows it; `least` and `most` say how many tensors it takes, `options` what comes after them, by name, with
    its default (None: there is none).
    """

    call: str
    about: str
    least: int
    most: int | None
    options: dict[str, Any] = field(default_factory=dict)


FUNCTIONS: dict[str, Function] = {
    **{name: Function(f"{name}(x)", about, 1, 1) for name, about in ELEMENTWISE.items()},
    "softmax": Function("softmax(x, axis=-1)", "exp(x), divided by its sum along the axis", 1, 1, {"axis": -1}),
    "minimum": Function("minimum(a, b)", "the smaller of two numbers", 2, 2),
    "maximum": Function("maximum(a, b)", "the larger of two numbers", 2, 2),
    "where": Function(
        "where(condition, a, b)", "a where the condition, a comparison by < <= > >=, holds, else b", 3, 3
    ),
    "sum": Function("sum(x, axis=-1, keepdims=False)", "the sum along an axis", 1, 1, REDUCE),
    "mean": Function("mean(x, axis=-1, keepdims=False)", "the mean along an axis", 1, 1, REDUCE),
    "max": Function("max(x, axis=-1, keepdims=False)", "the largest number along an axis", 1, 1, REDUCE),
    "concat": Function("concat(a, b, ..., axis=-1)", "one after another along an axis", 1, None, {"axis": -1}),
    "split": Function(
        "split(x, n, axis=-1)", "n equal parts along an axis, for as many names", 1, 1, {"n": None, "axis": -1}
    ),
    "reshape": Function(
        "reshape(x, [sizes])", "the same numbers in another shape, the last axis fastest", 1, 1, {"sizes": None}
    ),
    "transpose": Function("transpose(x)", "the last two axes swapped", 1, 1),
    "matmul": Function("matmul(a, b)", "the matrix product, as a @ b", 2, 2),
    "einsum": Function(
        "einsum('spec', a, b, ...)", "a sum of products by letters; the batch is the first letter", 1, None
    ),
    "layer_norm": Function(
        "layer_norm(x, gamma, beta, epsilon=0.001)",
        "x normalized along its last axis (Ba et al., 2016)",
        *(3, 3),
        {"epsilon": 0.001},
    ),
}
"""Every function of the language."""


@dataclass(frozen=True, slots=True)
class Term:
    """A piece of a formula: an operator or a function over other terms, a name, or a number.

    `op` is the operator's sign, the function's name, "name" or "number"; `value` the name, the number or einsum's
    subscripts; `span` where it stands in the text, as offsets in characters.
    """

    op: str
    args: tuple[Term, ...] = ()
    value: str | float | None = None
    options: tuple[tuple[str, Any], ...] = ()
    span: tuple[int, int] = field(default=(0, 0), compare=False, repr=False)

    def names(self) -> Iterator[str]:
        """Every name that it reads, sizes left out."""
        if self.op == "name":
            yield str(self.value)
        for arg in self.args:
            yield from arg.names()

    def size_names(self) -> Iterator[str]:
        """Every name that stands in a size of it, as in `reshape(x, [heads, k])`."""
        for _, value in self.options:
            for size in value if isinstance(value, tuple) else ():
                yield from size.names()
        for arg in self.args:
            yield from arg.size_names()


def read(text: str) -> Term:
    """Reads a formula.

    Raises:
        ExpressionError: it holds something that the language does not have, which the error points at.
    """
    return _term(parsed(text, "a formula"))


def _error(message: str, node: ast.AST) -> ExpressionError:
    return ExpressionError(message, *span(node))


def _term(node: ast.expr) -> Term:
    match node:
        case ast.Name(id=name):
            return Term("name", value=name, span=span(node))
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return Term("number", value=_number(value, node), span=span(node))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Term("neg", (_term(operand),), span=span(node))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return Term(OPERATORS[type(op)], (_term(left), _term(right)), span=span(node))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in OPERATORS:
            return Term(OPERATORS[type(op)], (_term(left), _term(right)), span=span(node))
        case ast.Call(func=ast.Name(id=name)):
            return _call(node, name)
    raise _error(f"a formula has no {_called(node)}", node)


def _call(node: ast.Call, name: str) -> Term:
    known = FUNCTIONS.get(name)
    if known is None:
        near = difflib.get_close_matches(name, FUNCTIONS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(FUNCTIONS)}"
        raise _error(f"there is no function {name!r}; {hint}", node.func)
    positional, subscripts = list(node.args), None
    starred = next((each for each in positional if isinstance(each, ast.Starred)), None)
    if starred:
        raise _error("a formula has no starred argument", starred)
    if name == "einsum":
        subscripts = _subscripts(node, positional)
        positional = positional[1:]
    options = _options(node, name, known, positional)
    tensors = positional[: known.most]
    if len(tensors) < known.least:
        raise _error(f"{name} takes {_counted(known)}, {len(tensors)} given", node)
    return Term(name, tuple(_term(each) for each in tensors), subscripts, tuple(options.items()), span(node))


def _options(node: ast.Call, name: str, known: Function, positional: list[ast.expr]) -> dict[str, Any]:
    rest = positional[known.most :] if known.most is not None else []
    given = dict(zip(known.options, rest, strict=False))
    if len(rest) > len(known.options):
        raise _error(f"{name} takes no argument in this place", rest[len(known.options)])
    for keyword in node.keywords:
        if keyword.arg not in known.options:
            shown = f"argument {keyword.arg!r}" if keyword.arg else "**arguments"
            raise _error(f"{name} takes no {shown}", keyword)
        if keyword.arg in given:
            raise _error(f"{name} is given {keyword.arg} twice", keyword)
        given[keyword.arg] = keyword.value
    missing = next((key for key, default in known.options.items() if default is None and key not in given), None)
    if missing:
        raise _error(f"{name} needs its argument {missing}", node)
    return {**known.options, **{key: _option(key, value) for key, value in given.items()}}


def _option(key: str, node: ast.expr) -> Any:
    match key, node:
        case "sizes", ast.List(elts=elements):
            return tuple(read_size(each) for each in elements)
        case "keepdims", ast.Constant(value=bool() as value):
            return value
        case "epsilon", ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return _number(value, node)
        case "axis" | "n", ast.Constant(value=int() as value) if _is_index(value):
            return value
        case "axis", ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)) if _is_index(value):
            return -value
    raise _error(f"{key} has to be {OPTIONS[key]}", node)


OPTIONS = {
    "sizes": "a list of sizes, as in reshape(x, [heads, 16])",
    "keepdims": "True or False",
    "epsilon": "a number",
    "axis": "an integer",
    "n": "an integer",
}


def _is_index(value: int) -> bool:
    return not isinstance(value, bool) and value <= MAX_LENGTH


def _subscripts(node: ast.Call, positional: list[ast.expr]) -> str:
    if positional and isinstance(positional[0], ast.Constant) and isinstance(positional[0].value, str):
        return positional[0].value
    raise _error("einsum starts with its subscripts, as in einsum('bi,ij->bj', x, kernel)", node)


def _number(value: float, node: ast.AST) -> float:
    if not abs(value) <= MAX_VALUE:
        raise _error("a number out of bounds", node)
    return value


def _counted(known: Function) -> str:
    tensors = f"{known.least} tensor{'s'[: known.least - 1]}"
    return f"{tensors} or more" if known.most is None else tensors


def _called(node: ast.AST) -> str:
    """What people call a piece of Python's grammar."""
    names: dict[type[ast.AST], str] = {
        ast.Attribute: "attribute",
        ast.Subscript: "index",
        ast.Call: "call but of its functions by name",
        ast.Lambda: "lambda",
        ast.Compare: "chain of comparisons, and none but < <= > >=",
        ast.BoolOp: "and, or, not",
        ast.IfExp: "if; use where(condition, a, b)",
        ast.List: "list but reshape's sizes",
        ast.Tuple: "tuple",
        ast.Constant: "text, True, False or None here",
        ast.UnaryOp: "sign but a minus, and no not",
        ast.JoinedStr: "f-string",
        ast.ListComp: "comprehension",
        ast.SetComp: "comprehension",
        ast.DictComp: "comprehension",
        ast.GeneratorExp: "comprehension",
        ast.BinOp: "operator but + - * / @",
    }
    return names.get(type(node), type(node).__name__.lower())
