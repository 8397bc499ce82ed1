"""Sizes with names in them: `4 * units`, `i1`. Two are equal if they are equal whatever the names stand for."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from rnngraph.expressions.arithmetic import parse
from rnngraph.expressions.syntax import ExpressionError, span

MAX_TERMS = 100
"""Products of sums grow fast; no size that anybody means is as long as this."""
MAX_LENGTH = 300
"""Characters of the longest division that is kept: divisions of divisions grow fast too."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """A division that does not come out even by its form alone: `i / 2`, `i // 2` or `i % 2`."""

    op: str
    left: Size
    right: Size

    def __str__(self) -> str:
        sides = (
            str(each) if each.bare or each.constant is not None else f"({each})" for each in (self.left, self.right)
        )
        return f" {self.op} ".join(sides)

    def value(self, names: Mapping[str, float]) -> int:
        """The number that it comes to; `/` has to come out even."""
        left, right = self.left.value(names), self.right.value(names)
        if right == 0:
            raise ExpressionError(f"the size {self} divides by zero")
        if self.op == "%":
            return left % right
        if self.op == "/" and left % right:
            raise ExpressionError(f"the size {self} is {left} / {right}, no whole number")
        return left // right


Atom = str | Quotient
Terms = tuple[tuple[tuple[Atom, ...], int], ...]


@dataclass(frozen=True)
class Size:
    """A polynomial with whole coefficients over names, divided by a number; equal sizes are equal objects.

    `terms` has for each product of names its coefficient, sorted; a number alone has the empty product. `over` is what
    their sum is divided by.
    """

    terms: Terms
    over: int = 1

    def __str__(self) -> str:
        shown = []
        for atoms, factor in self.terms:
            product = [atom if isinstance(atom, str) else f"({atom})" for atom in atoms]
            sign, size = ("-" if factor < 0 else "", abs(factor))
            shown.append(sign + " * ".join(product if product and size == 1 else [str(size), *product]))
        total = " + ".join(shown).replace("+ -", "- ") or "0"
        if self.over == 1:
            return total
        return f"({total}) / {self.over}" if len(shown) > 1 else f"{total} / {self.over}"

    def __add__(self, other: Size) -> Size:
        mine = [(atoms, factor * other.over) for atoms, factor in self.terms]
        return _normal([*mine, *((atoms, factor * self.over) for atoms, factor in other.terms)], self.over * other.over)

    def __mul__(self, other: Size) -> Size:
        terms = [((*a, *b), m * n) for a, m in self.terms for b, n in other.terms]
        return _normal(terms, self.over * other.over)

    def __sub__(self, other: Size) -> Size:
        return self + other * number(-1)

    @cached_property
    def constant(self) -> int | None:
        """The whole number that it is, or None where names are in it."""
        if not self.terms:
            return 0
        atoms, factor = self.terms[0]
        return factor if len(self.terms) == 1 and not atoms and self.over == 1 else None

    @cached_property
    def bare(self) -> str | None:
        """The name that it is, or None where it is anything else."""
        if len(self.terms) != 1 or self.over != 1 or self.terms[0][1] != 1 or len(self.terms[0][0]) != 1:
            return None
        atom = self.terms[0][0][0]
        return atom if isinstance(atom, str) else None

    def names(self) -> Iterator[str]:
        """Every name in it."""
        for atoms, _ in self.terms:
            for atom in atoms:
                if isinstance(atom, str):
                    yield atom
                else:
                    yield from atom.left.names()
                    yield from atom.right.names()

    @property
    def is_positive(self) -> bool:
        """Whether its form tells that it is more than zero, whatever the names, which are one or more, stand for."""
        return bool(self.terms) and not self.has_quotients and all(factor > 0 for _, factor in self.terms)

    @cached_property
    def has_quotients(self) -> bool:
        """Whether there is a division in it that its form alone does not settle."""
        return any(isinstance(atom, Quotient) for atoms, _ in self.terms for atom in atoms)

    def solved(self, name: str, other: Size) -> Size | None:
        """What `name` has to be for this to be `other`: told where this is a product with `name` in it once.

        Raises:
            ExpressionError: it would be no whole number.
        """
        if len(self.terms) != 1 or self.has_quotients or name in other.names():
            return None
        atoms, factor = self.terms[0]
        if atoms.count(name) != 1:
            return None
        rest = Size(((tuple(atom for atom in atoms if atom != name), factor),))
        return divided("/", other * number(self.over), rest)

    def value(self, names: Mapping[str, float]) -> int:
        """The number that it comes to.

        Raises:
            ExpressionError: a name stands for no whole number, or a division does not come out even.
        """
        total = 0
        for atoms, factor in self.terms:
            values = (_whole(atom, names[atom]) if isinstance(atom, str) else atom.value(names) for atom in atoms)
            total += math.prod(values, start=factor)
        if total % self.over:
            raise ExpressionError(f"the size {self} is {total} / {self.over}, no whole number")
        return total // self.over

    def put_in(self, sizes: Mapping[str, Size]) -> Size:
        """The size with other sizes in place of names.

        Raises:
            ExpressionError: the result is longer than any size that is meant.
        """
        if not sizes or sizes.keys().isdisjoint(self.names()):
            return self
        total = number(0)
        for atoms, factor in self.terms:
            product = number(factor)
            for atom in atoms:
                if isinstance(atom, str):
                    product *= sizes.get(atom, named(atom))
                else:
                    product *= divided(atom.op, atom.left.put_in(sizes), atom.right.put_in(sizes))
            total += product
        return divided("/", total, number(self.over))


Shape = tuple[Size, ...]


def number(value: int) -> Size:
    """A plain number."""
    return Size(((((), value),)) if value else ())


def named(name: str) -> Size:
    """A name alone."""
    return Size((((name,), 1),))


def divided(op: str, left: Size, right: Size) -> Size:
    """`left` divided by `right`, by `/`, `//` or `%`: worked out where the form alone tells it."""
    n = right.constant
    if n == 0:
        raise ExpressionError("a division by zero")
    even = _even(left, right)
    if even is not None and (op == "/" or even.over == 1):
        if even.constant is None and len(even.terms) == 1 and not even.terms[0][0]:
            raise ExpressionError(f"{even} is no whole number")
        return number(0) if op == "%" else even
    if n and left.constant is not None:
        return number(left.constant // n if op == "//" else left.constant % n)
    quotient = Quotient(op, left, right)
    if len(str(quotient)) > MAX_LENGTH:
        raise ExpressionError("a size of too many divisions")
    return Size((((quotient,), 1),))


def _even(left: Size, right: Size) -> Size | None:
    """`left / right` where that is a polynomial again: `right` has one term, whose names are in all terms of `left`."""
    if right.has_quotients:
        return None  # it may come to nothing
    if len(right.terms) != 1:
        return number(1) if left == right and left.is_positive else None
    atoms, factor = right.terms[0]
    terms = []
    for product, coefficient in left.terms:
        kept = list(product)
        for atom in atoms:
            if atom not in kept:
                return None
            kept.remove(atom)
        terms.append((tuple(kept), coefficient * right.over))
    return _normal(terms, left.over * factor)


def product(shape: Shape) -> Size:
    """How many numbers a tensor of that shape holds."""
    total = number(1)
    for size in shape:
        total *= size
    return total


def parse_size(value: int | str) -> Size:
    """A size as a document writes it: an integer, a name, or arithmetic on those.

    Raises:
        ExpressionError: it is none of these.
    """
    if isinstance(value, int):
        return number(value)
    return read_size(parse(value).tree)


def read_size(node: ast.expr) -> Size:
    """The size that a piece of a parsed expression writes."""
    match node:
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            return number(value)
        case ast.Name(id=name):
            return named(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return number(-1) * read_size(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SYMBOLS:
            one, other, symbol = read_size(left), read_size(right), SYMBOLS[type(op)]
            try:
                return _combined(symbol, one, other)
            except ExpressionError as error:
                raise ExpressionError(error.message, *span(node)) from None
    raise ExpressionError("a size is an integer, a name, or + - * / // % of those", *span(node))


SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}


def _combined(symbol: str, one: Size, other: Size) -> Size:
    match symbol:
        case "+":
            return one + other
        case "-":
            return one - other
        case "*":
            return one * other
    return divided(symbol, one, other)


def _normal(terms: list[tuple[tuple[Atom, ...], int]], over: int = 1) -> Size:
    collected: dict[tuple[Atom, ...], int] = {}
    for atoms, factor in terms:
        key = tuple(sorted(atoms, key=str))
        collected[key] = collected.get(key, 0) + factor
    common = math.gcd(over, *collected.values()) * (1 if over > 0 else -1)
    kept = [(atoms, factor // common) for atoms, factor in collected.items() if factor]
    if len(kept) > MAX_TERMS:
        raise ExpressionError(f"a size of more than {MAX_TERMS} terms")
    ordered = sorted(kept, key=lambda term: (len(term[0]) == 0, [str(atom) for atom in term[0]]))
    return Size(tuple(ordered), over // common)


def _whole(name: str, value: float) -> int:
    if isinstance(value, float) and not value.is_integer():
        raise ExpressionError(f"{name} is {value}, which is no size")
    return int(value)
