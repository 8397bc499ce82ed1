"""The formulas of a cell: read with Python's `ast`, kept as plain terms, never run.

Nothing but what `read` names gets through: no attribute, no index, no comprehension, no string but einsum's.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rnngraph.expressions.arithmetic import MAX_LENGTH, ExpressionError
from rnngraph.expressions.sizes import read_size

MAX_DEPTH = 50
"""How deep a formula may be nested."""
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

AXIS = {"axis": -1}
REDUCE = {"axis": -1, "keepdims": False}
ELEMENTWISE = (
    *("sigmoid", "hard_sigmoid", "tanh", "relu", "gelu", "silu", "softplus"),
    *("exp", "log", "sqrt", "square", "abs", "ones_like", "zeros_like"),
)


@dataclass(frozen=True, slots=True)
class Function:
    """How a function is called: how many tensors it takes, at least and at most, and its options' defaults."""

    least: int
    most: int | None
    options: dict[str, Any]


FUNCTIONS: dict[str, Function] = {
    **{name: Function(1, 1, {}) for name in ELEMENTWISE},
    "softmax": Function(1, 1, AXIS),
    "minimum": Function(2, 2, {}),
    "maximum": Function(2, 2, {}),
    "where": Function(3, 3, {}),
    "sum": Function(1, 1, REDUCE),
    "mean": Function(1, 1, REDUCE),
    "max": Function(1, 1, REDUCE),
    "concat": Function(1, None, AXIS),
    "split": Function(1, 1, {"n": None, "axis": -1}),
    "reshape": Function(1, 1, {"sizes": None}),
    "transpose": Function(1, 1, {}),
    "matmul": Function(2, 2, {}),
    "einsum": Function(1, None, {}),
    "layer_norm": Function(3, 3, {"epsilon": 0.001}),
}
"""Every function of the language. An option without a default is the argument after the tensors."""


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
    span: tuple[int, int] = (0, 0)

    def names(self) -> Iterator[str]:
        """Every name that it reads, sizes left out."""
        if self.op == "name":
            yield str(self.value)
        for arg in self.args:
            yield from arg.names()


def read(text: str) -> Term:
    """Reads a formula.

    Raises:
        ExpressionError: it holds something that the language does not have, which the error points at.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"a formula has at most {MAX_LENGTH:,} characters", 0, len(text))
    # Offsets are bytes to `ast`, and characters to us: the language is ASCII, so let nothing else in.
    other = next((index for index, each in enumerate(text) if not each.isascii() or not each.isprintable()), None)
    if other is not None:
        raise ExpressionError("a formula is written in printable ASCII", other)
    shift = len(text) - len(text.lstrip())
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        at = min(max((error.offset or 1) - 1 + shift, 0), max(len(text) - 1, 0))
        raise ExpressionError(f"this is no formula: {error.msg}", at, at + 1) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError("this is no formula", 0, len(text)) from None
    return _Reader(shift).term(tree)


class _Reader:
    def __init__(self, shift: int) -> None:
        self.shift = shift

    def error(self, message: str, node: ast.AST) -> ExpressionError:
        return ExpressionError(message, *self.span(node))

    def span(self, node: ast.AST) -> tuple[int, int]:
        start, end = getattr(node, "col_offset", 0), getattr(node, "end_col_offset", None) or 1
        return start + self.shift, end + self.shift

    def term(self, node: ast.expr, depth: int = 0) -> Term:
        span = self.span(node)
        if depth > MAX_DEPTH:
            raise ExpressionError(f"nested deeper than {MAX_DEPTH}", *span)
        match node:
            case ast.Name(id=name):
                return Term("name", value=name, span=span)
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return Term("number", value=self.number(value, node), span=span)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Term("neg", (self.term(operand, depth + 1),), span=span)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                return Term(OPERATORS[type(op)], (self.term(left, depth + 1), self.term(right, depth + 1)), span=span)
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in OPERATORS:
                return Term(OPERATORS[type(op)], (self.term(left, depth + 1), self.term(right, depth + 1)), span=span)
            case ast.Call(func=ast.Name(id=name)):
                return self.call(node, name, depth)
        raise self.error(f"a formula has no {_called(node)}", node)

    def call(self, node: ast.Call, name: str, depth: int) -> Term:
        known = FUNCTIONS.get(name)
        if known is None:
            raise self.error(f"there is no function {name!r}; there are {', '.join(FUNCTIONS)}", node.func)
        positional, subscripts = list(node.args), None
        starred = next((each for each in positional if isinstance(each, ast.Starred)), None)
        if starred:
            raise self.error("a formula has no starred argument", starred)
        if name == "einsum":
            subscripts = self.subscripts(node, positional)
            positional = positional[1:]
        options = self.options(node, name, known, positional)
        tensors = positional[: known.most]
        if len(tensors) < known.least:
            raise self.error(f"{name} takes {_counted(known)}, {len(tensors)} given", node)
        args = tuple(self.term(each, depth + 1) for each in tensors)
        return Term(name, args, subscripts, tuple(options.items()), self.span(node))

    def options(self, node: ast.Call, name: str, known: Function, positional: list[ast.expr]) -> dict[str, Any]:
        rest = positional[known.most :] if known.most is not None else []
        given = dict(zip(known.options, rest, strict=False))
        if len(rest) > len(known.options):
            raise self.error(f"{name} has no argument in this place", rest[len(known.options)])
        for keyword in node.keywords:
            if keyword.arg not in known.options:
                raise self.error(f"{name} has no argument {keyword.arg!r}", keyword.value)
            if keyword.arg in given:
                raise self.error(f"{name} is given {keyword.arg} twice", keyword.value)
            given[keyword.arg] = keyword.value
        missing = next((key for key, default in known.options.items() if default is None and key not in given), None)
        if missing:
            raise self.error(f"{name} lacks its argument {missing}", node)
        return {**known.options, **{key: self.option(key, value) for key, value in given.items()}}

    def option(self, key: str, node: ast.expr) -> Any:
        match key:
            case "sizes":
                if not isinstance(node, ast.List):
                    raise self.error("the sizes are a list, as in reshape(x, [heads, 16])", node)
                return tuple(read_size(each, self.shift) for each in node.elts)
            case "keepdims":
                if isinstance(node, ast.Constant) and isinstance(node.value, bool):
                    return node.value
                raise self.error("keepdims is True or False", node)
            case "epsilon":
                if isinstance(node, ast.Constant) and type(node.value) in (int, float):
                    return self.number(node.value, node)  # type: ignore[arg-type]
                raise self.error("epsilon is a number", node)
        negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
        digits = node.operand if isinstance(node, ast.UnaryOp) and negative else node
        if isinstance(digits, ast.Constant) and type(digits.value) is int and digits.value <= MAX_LENGTH:
            return -digits.value if negative else digits.value
        raise self.error(f"{key} is an integer", node)

    def subscripts(self, node: ast.Call, positional: list[ast.expr]) -> str:
        if positional and isinstance(positional[0], ast.Constant) and isinstance(positional[0].value, str):
            return positional[0].value
        raise self.error("einsum starts with its subscripts, as in einsum('bi,ij->bj', x, kernel)", node)

    def number(self, value: float, node: ast.AST) -> float:
        if not abs(value) <= MAX_VALUE:
            raise self.error("a number out of bounds", node)
        return value


def _counted(known: Function) -> str:
    return f"{known.least} tensors or more" if known.most is None else f"{known.least} tensor{'s'[: known.least - 1]}"


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
        ast.UnaryOp: "sign but a minus",
        ast.BinOp: "operator but + - * / @",
    }
    return names.get(type(node), type(node).__name__.lower())
