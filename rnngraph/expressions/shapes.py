"""The shapes of a cell's formulas, found by unification over the named sizes, before any number is known.

A free name (`i1`) takes whatever size it meets; a parameter (`units`) stands for any number, so that two different ones
never fit. What can't be settled by form alone, such as half of a free size, becomes a demand on the numbers.
"""

from __future__ import annotations

import difflib
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rnngraph.expressions.formula import ELEMENTWISE, Term
from rnngraph.expressions.sizes import Shape, Size, divided, number, product
from rnngraph.expressions.syntax import ExpressionError

ONE = number(1)
SHOWN = 12
"""Of more names than this the rest is left out of an error."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a formula gives: sizes without the batch, whether each example has its own, whether it is true or false."""

    shape: Shape = ()
    batched: bool = False
    boolean: bool = False

    def __str__(self) -> str:
        return f"[{', '.join(map(str, self.shape))}]"


@dataclass(frozen=True, slots=True)
class Typed:
    """A term with what it gives; `split` gives several values, all else one."""

    term: Term
    values: tuple[Value, ...]
    args: tuple[Typed, ...] = ()

    @property
    def value(self) -> Value:
        """What a term that gives one value gives."""
        return self.values[0]


@dataclass(frozen=True, slots=True)
class Demand:
    """Two sizes that have to come to the same number, and the piece of text that says so."""

    left: Size
    right: Size
    span: tuple[int, int]


@dataclass
class Unifier:
    """What is known of the free names: `bound` has the size that each takes.

    `given` are those that an input has, to which the others are bound rather than they to them.
    """

    free: frozenset[str]
    given: frozenset[str] = frozenset()
    bound: dict[str, Size] = field(default_factory=dict)
    demands: list[Demand] = field(default_factory=list)

    def settled(self, size: Size) -> Size:
        """A size with everything that is known put in."""
        return size.put_in(self.bound)

    def fit(self, one: Size, other: Size, span: tuple[int, int]) -> bool:
        """Whether two sizes can be one, which from now on they are."""
        left, right = self.settled(one), self.settled(other)
        if left == right:
            return True
        try:
            if self._solve(left, right) or self._solve(right, left):
                return True
        except ExpressionError:
            return False
        if not left.has_quotients and not right.has_quotients:
            # Names stand for one or more, so a difference of one sign is never none.
            signs = {factor > 0 for _, factor in (left - right).terms}
            if len(signs) == 1 or self.free.isdisjoint((*left.names(), *right.names())):
                return False
        self.demands.append(Demand(left, right, span))
        return True

    def _solve(self, one: Size, other: Size) -> bool:
        """Binds a free name so that the sizes are one; whether there is such a name."""
        free = self.free.intersection(one.names())
        for name in sorted(free, key=lambda name: (name in self.given, name)):
            if name in self.given and not self.given.issuperset(self.free.intersection(other.names())):
                return False
            size = one.solved(name, other)
            if size is not None:
                self._bind(name, size)
                return True
        return False

    def _bind(self, name: str, size: Size) -> None:
        self.bound = {key: each.put_in({name: size}) for key, each in self.bound.items()}
        self.bound[name] = size

    def same(self, one: Shape, other: Shape, span: tuple[int, int]) -> bool:
        """Whether two shapes can be one."""
        return len(one) == len(other) and all(self.fit(a, b, span) for a, b in zip(one, other, strict=True))


def infer(term: Term, names: Mapping[str, Value], unifier: Unifier) -> Typed:
    """A term and all its parts with their shapes.

    Raises:
        ExpressionError: a name is unknown, or shapes do not fit; the error points at the piece.
    """
    if term.op == "name":
        if term.value not in names:
            raise _error(term, f"there is no {term.value!r} here; {_offered(str(term.value), names)}")
        return Typed(term, (names[str(term.value)],))
    args = tuple(infer(arg, names, unifier) for arg in term.args)
    for index, arg in enumerate(args):
        wants = term.op == "where" and index == 0
        if len(arg.values) != 1:
            raise _error(arg.term, "split gives several values: they are assigned to several names")
        if arg.value.boolean != wants:
            what = (
                "the condition of where is a comparison" if wants else "a comparison stands in where's condition only"
            )
            raise _error(arg.term, what)
    return Typed(term, _Rule(term, tuple(arg.value for arg in args), unifier).values(), args)


def _error(term: Term, message: str) -> ExpressionError:
    return ExpressionError(message, *term.span)


def _offered(name: str, names: Mapping[str, Value]) -> str:
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    shown = ", ".join(list(names)[:SHOWN])
    return f"there are {shown}" if len(names) <= SHOWN else f"there are {shown}, ..."


@dataclass(frozen=True, slots=True)
class _Rule:
    """The shape rule of one term."""

    term: Term
    given: tuple[Value, ...]
    unifier: Unifier

    def values(self) -> tuple[Value, ...]:
        op = self.term.op
        if op == "number":
            return (Value(),)
        if op in ELEMENTWISE or op == "neg":
            return self.given
        if op in ("+", "-", "*", "/", "minimum", "maximum"):
            return (self.broadcast(self.given),)
        if op in ("<", "<=", ">", ">="):
            made = self.broadcast(self.given)
            return (Value(made.shape, made.batched, True),)
        if op in ("sum", "mean", "max"):
            return (self.reduced(),)
        rule: dict[str, Callable[[], Value | tuple[Value, ...]]] = {
            "@": self.matmul,
            "matmul": self.matmul,
            "einsum": self.einsum,
            "softmax": self.softmax,
            "where": self.where,
            "concat": self.concat,
            "split": self.split,
            "reshape": self.reshape,
            "transpose": self.transpose,
            "layer_norm": self.layer_norm,
        }
        made_by_rule = rule[op]()
        return made_by_rule if isinstance(made_by_rule, tuple) else (made_by_rule,)

    def error(self, message: str) -> ExpressionError:
        return _error(self.term, message)

    @property
    def batched(self) -> bool:
        return any(each.batched for each in self.given)

    def option(self, name: str) -> object:
        return dict(self.term.options)[name]

    def axis(self, rank: int) -> int:
        axis = self.option("axis")
        if not isinstance(axis, int) or not -rank <= axis < rank:
            shown = self.given[0]
            raise self.error(f"axis {axis} of a tensor {shown}: axes count from 0 without the batch, or from -1 back")
        return axis % rank

    def broadcast(self, values: tuple[Value, ...]) -> Value:
        """NumPy's rule without the batch, so that a number for each example never meets an axis of a weight."""
        rank = max(len(each.shape) for each in values)
        padded = [(*[ONE] * (rank - len(each.shape)), *each.shape) for each in values]
        shape = []
        for sizes in zip(*padded, strict=True):
            kept = ONE
            for size in map(self.unifier.settled, sizes):
                if size != ONE and kept == ONE:
                    kept = size
                elif size != ONE and not self.unifier.fit(kept, size, self.term.span):
                    raise self.error(f"the shapes {' and '.join(map(str, values))} do not fit")
            shape.append(kept)
        return Value(tuple(shape), any(each.batched for each in values))

    def matmul(self) -> Value:
        """NumPy's `matmul` of one example: the last axis of the left meets the last but one of the right."""
        left, right = (each.shape for each in self.given)
        if not left or not right:
            raise self.error(f"a matrix product needs an axis on both sides: {self.given[0]} @ {self.given[1]}")
        inner = right[-2] if len(right) > 1 else right[-1]
        if not self.unifier.fit(left[-1], inner, self.term.span):
            settled = self.unifier.settled
            raise self.error(
                f"{self.given[0]} @ {self.given[1]}: the last axis on the left has {settled(left[-1])}, "
                f"the right takes {settled(inner)}"
            )
        one, other = left[:-2], right[:-2]
        if one and other and not self.unifier.same(one, other, self.term.span):
            raise self.error(f"{self.given[0]} @ {self.given[1]}: the axes before the last two differ")
        rows = left[-2:-1]
        columns = right[-1:] if len(right) > 1 else ()
        return Value((*(one or other), *rows, *columns), self.batched)

    def einsum(self) -> Value:
        """One letter an axis; the batch is the first letter of each tensor that has it, and of the result."""
        inputs, output = self.subscripts()
        sizes: dict[str, Size] = {}
        batch = {letters[:1] for letters, each in zip(inputs, self.given, strict=True) if each.batched}
        if len(batch) > 1 or (batch and output[:1] not in batch):
            raise self.error("in einsum the batch is one letter, the first of all that have it and of the result")
        for letters, each in zip(inputs, self.given, strict=True):
            axes = letters[1:] if each.batched else letters
            if len(set(letters)) != len(letters):
                raise self.error(f"{letters!r} has a letter twice: einsum takes no diagonals")
            if len(axes) != len(each.shape) or (batch & set(axes)):
                hint = ", the batch first" if each.batched else ""
                raise self.error(f"{letters!r} has not a letter an axis of {each}{hint}")
            for letter, size in zip(axes, each.shape, strict=True):
                if not self.unifier.fit(sizes.setdefault(letter, size), size, self.term.span):
                    raise self.error(f"{letter!r} is {sizes[letter]} and {size}")
        free = output[1:] if batch else output
        unknown = [letter for letter in free if letter not in sizes]
        if unknown or len(set(output)) != len(output):
            raise self.error(f"the result {output!r} takes each letter once, and from the inputs")
        return Value(tuple(sizes[letter] for letter in free), bool(batch))

    def subscripts(self) -> tuple[list[str], str]:
        left, arrow, output = str(self.term.value).replace(" ", "").partition("->")
        inputs = left.split(",")
        letters = set("".join((*inputs, output)))
        if not arrow or not letters <= set(string.ascii_letters):
            raise self.error("einsum's subscripts are letters, as in 'bi,ij->bj'")
        if len(inputs) != len(self.given):
            raise self.error(f"einsum has subscripts for {len(inputs)} tensors and is given {len(self.given)}")
        return inputs, output

    def softmax(self) -> Value:
        self.axis(len(self.given[0].shape))
        return self.given[0]

    def reduced(self) -> Value:
        value = self.given[0]
        axis = self.axis(len(value.shape))
        kept = (ONE,) if self.option("keepdims") else ()
        return Value((*value.shape[:axis], *kept, *value.shape[axis + 1 :]), value.batched)

    def where(self) -> Value:
        made = self.broadcast(self.given)
        return Value(made.shape, made.batched)

    def concat(self) -> Value:
        first = self.given[0]
        axis = self.axis(len(first.shape))
        total = number(0)
        for each in self.given:
            one, other = ((*shape[:axis], *shape[axis + 1 :]) for shape in (first.shape, each.shape))
            if len(each.shape) != len(first.shape) or not self.unifier.same(one, other, self.term.span):
                raise self.error(
                    f"concat of {' and '.join(map(str, self.given))}: all but one axis have to be the same"
                )
            total += each.shape[axis]
        return Value((*first.shape[:axis], total, *first.shape[axis + 1 :]), self.batched)

    def split(self) -> tuple[Value, ...]:
        value, parts = self.given[0], self.option("n")
        axis = self.axis(len(value.shape))
        if not isinstance(parts, int) or parts < 1:
            raise self.error("split makes one part or more")
        whole = self.unifier.settled(value.shape[axis])
        try:
            part = divided("/", whole, number(parts))
        except ExpressionError:
            raise self.error(f"{whole} does not split into {parts} equal parts") from None
        each = Value((*value.shape[:axis], part, *value.shape[axis + 1 :]), value.batched)
        return (each,) * parts

    def reshape(self) -> Value:
        value, sizes = self.given[0], self.option("sizes")
        made = Value(sizes if isinstance(sizes, tuple) else (), value.batched)
        if not self.unifier.fit(product(value.shape), product(made.shape), self.term.span):
            raise self.error(f"{value} has not as many numbers as {made}")
        return made

    def transpose(self) -> Value:
        value = self.given[0]
        if len(value.shape) < 2:
            raise self.error(f"transpose swaps the last two axes; {value} has {len(value.shape)}")
        return Value((*value.shape[:-2], value.shape[-1], value.shape[-2]), value.batched)

    def layer_norm(self) -> Value:
        value, *scales = self.given
        for each in scales:
            if each.batched:
                raise self.error("layer_norm's gamma and beta are weights, the same for every example")
            if not value.shape or not self.unifier.same(each.shape, value.shape[-1:], self.term.span):
                raise self.error(f"layer_norm's gamma and beta have the last axis of {value}, not {each}")
        return value
