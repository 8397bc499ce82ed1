"""Arithmetic on named values: `+ - * / // %`, unary minus, parentheses, numbers, names, and nothing else."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from rnngraph.expressions.syntax import ExpressionError, parsed, span

Value = int | float | str

MAX_NUMBER = 2**63
"""A result beyond this is no size, no rate and no seed."""

BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression."""

    text: str
    tree: ast.expr

    def names(self) -> Iterator[tuple[str, int]]:
        """Every name that it uses, with its offset."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name):
                yield node.id, node.col_offset

    def value(self, names: Mapping[str, Value]) -> Value:
        """What it comes to; a whole number is an int, whatever it was made of.

        Raises:
            ExpressionError: a name is not there or is no number, a division by zero, a result that is out of bounds.
        """
        return _value(self.tree, names)


def parse(text: str) -> Expression:
    """Reads an expression.

    Raises:
        ExpressionError: it holds anything else than arithmetic on numbers and names.
    """
    tree = parsed(text, "an expression")
    for node in ast.walk(tree):
        _check(node)
    return Expression(text, tree)


def _check(node: ast.AST) -> None:
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return
        case ast.BinOp() if type(node.op) in BINARY:
            return
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()) | ast.Name() | ast.operator() | ast.unaryop() | ast.expr_context():
            return
    raise ExpressionError("only + - * / // %, parentheses, numbers and names stand here", *span(node))


def _value(node: ast.expr, names: Mapping[str, Value]) -> Value:
    match node:
        case ast.Constant(value=int() | float() as number):
            return _bounded(number, node)
        case ast.Name(id=name):
            if name not in names:
                raise ExpressionError(f"there is no parameter {name!r}", node.col_offset, node.col_offset + len(name))
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _bounded(-_number(operand, names), node)
        case ast.UnaryOp(operand=operand):
            return _number(operand, names)
        case ast.BinOp(left=left, op=op, right=right):
            one, other = _number(left, names), _number(right, names)
            try:
                return _bounded(BINARY[type(op)](one, other), node)
            except ZeroDivisionError:
                raise ExpressionError("a division by zero", node.col_offset, node.end_col_offset) from None
            except OverflowError:
                raise ExpressionError("a number out of bounds", node.col_offset, node.end_col_offset) from None
    raise ExpressionError("this is no arithmetic", node.col_offset, node.end_col_offset)


def _number(node: ast.expr, names: Mapping[str, Value]) -> int | float:
    value = _value(node, names)
    if isinstance(value, str):
        raise ExpressionError(f"{value!r} is no number to reckon with", node.col_offset, node.end_col_offset)
    return value


def _bounded(number: float, node: ast.expr) -> int | float:
    if not abs(number) <= MAX_NUMBER:
        raise ExpressionError("a number out of bounds", node.col_offset, node.end_col_offset)
    return int(number) if isinstance(number, float) and number.is_integer() else number
