"""The dataflow of one time step, from its formulas: operations, with the names that the author gave to their results.

Weights, and whatever is computed from weights and numbers only, are not boxes of their own: they appear in the box
that uses them. A sum with a matrix product in it is one box.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from rnngraph.expressions import FUNCTIONS, ExpressionError, Term, Typed, Value
from rnngraph.expressions import Shape as SizeShape
from rnngraph.graph import Dim, shape_text
from rnngraph.layers.custom import CustomCell

PieceKind = Literal["input", "state", "affine", "function", "operator", "result"]

SIGNS = {"*": "×", "+": "+", "-": "−", "/": "÷", "@": "@", "neg": "−"}
SHOWN = {"sigmoid": "σ", "hard_sigmoid": "hard σ", "zeros_like": "0", "ones_like": "1"}
COMPARISONS = ("<", "<=", ">", ">=")
ROLES = {"where": ("if", "then", "else"), "layer_norm": ("", "gamma", "beta")}
"""Roles of the arguments of functions that take several kinds of them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A box of the picture. `name` is that of its result, `lines` describe its operation, `formula` is the source."""

    key: str
    kind: PieceKind
    name: str | None = None
    lines: tuple[str, ...] = ()
    formula: str = ""
    is_state: bool = False

    @property
    def is_output(self) -> bool:
        """Whether this is an output of the cell, which readers of the layer receive."""
        return self.kind == "result" and self.lines[0].startswith("output")


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection of two pieces: the name of the value, its role for the reader, its shape, whether it is a state."""

    source: str
    target: str
    name: str | None
    role: str | None
    shape: str
    is_state: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """A step as pieces and wires, with its formulas as the author wrote them."""

    pieces: tuple[Piece, ...]
    wires: tuple[Wire, ...]
    formulas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """The value of a name: the result of the piece `key`, or without a key a constant of the step."""

    key: str | None
    text: str
    value: Value
    name: str | None = None
    is_state: bool = False


def flow(cell: CustomCell, sizes: Mapping[str, float] | None, batch: Dim = None) -> Flow:
    """The dataflow of a cell. `sizes` has the number of each named size; if it is None, the names are shown."""
    return _FlowBuilder(cell, sizes, batch).flow()


@dataclass
class _FlowBuilder:
    cell: CustomCell
    sizes: Mapping[str, float] | None
    batch: Dim
    pieces: dict[str, Piece] = field(default_factory=dict)
    wires: list[Wire] = field(default_factory=list)
    signals: dict[str, Signal] = field(default_factory=dict)
    text: str = ""

    def flow(self) -> Flow:
        declared = self.cell.definition.declared
        for name, shape in declared.inputs.items():
            self.start(name, shape, "input")
        for name, shape in declared.states.items():
            self.start(name, shape, "state")
        for name, weight in declared.weights.items():
            self.signals[name] = Signal(None, name, Value(weight.shape))
        for name in declared.parameters:
            self.signals[name] = Signal(None, name, Value())
        formulas = []
        for statement in self.cell.definition.statements:
            self.text = statement.text
            formulas.append(f"{', '.join(statement.targets)} = {statement.text}")
            self.assign(statement.targets, self.signal(statement.typed), formulas[-1])
        self.finish()
        return Flow(tuple(self.pieces.values()), tuple(self.wires), tuple(formulas))

    def start(self, name: str, shape: SizeShape, kind: PieceKind) -> None:
        key = f"{kind} {name}"
        is_state = kind == "state"
        said = "state, step t − 1" if is_state else "input, step t"
        self.pieces[key] = Piece(key, kind, name, (said,), is_state=is_state)
        self.signals[name] = Signal(key, name, Value(shape, True), name, is_state)

    def finish(self) -> None:
        """Adds the states after the step, and the outputs; a state that is also an output is drawn once."""
        declared, outputs = self.cell.definition.declared, self.cell.definition.outputs
        for name in declared.states:
            both = name in outputs
            self.end(name, "output and state, step t" if both else "state, step t", is_state=True)
        for name in outputs:
            if name not in declared.states:
                self.end(name, "output, step t", is_state=False)

    def end(self, name: str, said: str, *, is_state: bool) -> None:
        key = f"result {name}"
        self.pieces[key] = Piece(key, "result", name, (said,), is_state=is_state)
        signal = self.signals[name]
        self.join(replace(signal, name=name, is_state=is_state), key)

    def assign(self, targets: tuple[str, ...], found: Signal, formula: str) -> None:
        """Gives names to a result: the parts of a split leave one piece under several names."""
        states = self.cell.definition.declared.states
        if found.key and len(targets) == 1 and found.name is None:
            self.pieces[found.key] = replace(self.pieces[found.key], name=targets[0], formula=formula)
        for name in targets:
            self.signals[name] = replace(found, text=name, name=name, is_state=name in states)

    def signal(self, typed: Typed) -> Signal:
        """The value of a term; adds the pieces that compute it."""
        term = typed.term
        if term.op == "name":
            return self.signals[str(term.value)]
        if term.op == "number":
            return Signal(None, self.source(term), typed.value)
        if all(self.signals[name].key is None for name in term.names()):
            return Signal(None, self.source(term), typed.values[0])
        addends = self.operands(typed) if term.op == "+" else (typed,)
        if any(map(_is_product, addends)):
            return self.affine(typed, addends)
        given = [self.signal(arg) for arg in self.operands(typed)]
        if term.op == "split":
            return replace(given[0], name=given[0].name or "", value=typed.values[0])
        return self.piece(typed, given)

    def operands(self, typed: Typed) -> tuple[Typed, ...]:
        """The arguments of a term; a sum of sums is one sum, a product of products one product."""
        op = typed.term.op
        if op not in ("+", "*"):
            return typed.args
        return tuple(inner for arg in typed.args for inner in (self.operands(arg) if arg.term.op == op else (arg,)))

    def piece(self, typed: Typed, given: list[Signal]) -> Signal:
        kind, lines, roles = self.looks(typed.term, given)
        key = self.add(kind, lines, typed.term)
        for signal, role in zip(given, roles, strict=True):
            if signal.key is not None:
                self.join(signal, key, role)
        return Signal(key, self.source(typed.term), typed.value)

    def affine(self, typed: Typed, addends: tuple[Typed, ...]) -> Signal:
        """A sum with at least one matrix product in it, as one box."""
        key = f"p{len(self.pieces)}"
        self.pieces[key] = Piece(key, "affine")
        lines = []
        for index, addend in enumerate(addends):
            parts = addend.args if _is_product(addend) else (addend,)
            signals = [self.signal(part) for part in parts]
            for signal in signals:
                if signal.key is not None:
                    self.join(signal, key)
            text = " @ ".join(self.said(signal, part.term) for signal, part in zip(signals, parts, strict=True))
            lines.append(f"+ {text}" if index else text)
        self.pieces[key] = replace(self.pieces[key], lines=tuple(lines), formula=self.source(typed.term))
        return Signal(key, self.source(typed.term), typed.value)

    def said(self, signal: Signal, term: Term) -> str:
        """An operand as text: its name, a constant with its shape, or the part of the formula that computes it."""
        if signal.key is None:
            shape = self.shape(signal.value)
            return f"{signal.text} {shape}" if signal.value.shape else signal.text
        return signal.name or f"({self.source(term)})"

    def looks(self, term: Term, given: list[Signal]) -> tuple[PieceKind, tuple[str, ...], list[str | None]]:
        """Kind and lines of the piece for an operator or a function, and the role of each argument."""
        if term.op in SIGNS or term.op in COMPARISONS:
            return self.operator(term, given)
        constants = [f"{each.text} {self.shape(each.value)}" for each in given if each.key is None and each.value.shape]
        numbers = [each.text for each in given if each.key is None and not each.value.shape]
        options = [
            f"{name} {_option(value)}"
            for name, value in term.options
            if value != FUNCTIONS[term.op].options.get(name, value) or FUNCTIONS[term.op].options.get(name) is None
        ]
        subscripts = [str(term.value).replace("->", "→")] if term.op == "einsum" else []
        detail = ", ".join([*subscripts, *numbers, *options])
        named = ROLES.get(term.op)
        flowing = sum(each.key is not None for each in given)
        roles: list[str | None] = [
            (named[index] or None)
            if named
            else str(index + 1)
            if flowing > 1 and term.op in ("concat", "einsum")
            else None
            for index in range(len(given))
        ]
        return "function", tuple(filter(None, (SHOWN.get(term.op, term.op), detail, *constants))), roles

    def operator(self, term: Term, given: list[Signal]) -> tuple[PieceKind, tuple[str, ...], list[str | None]]:
        """An operator is drawn as a sign in a circle, together with its constant if it has one."""
        sign = SIGNS.get(term.op, term.op)
        commutes = term.op in ("+", "*")
        constants = [each.text for each in given if each.key is None]
        if term.op == "neg":
            return "operator", (sign,), [None]
        if constants and commutes:
            return "operator", (f"{sign} {f' {sign} '.join(constants)}",), [None] * len(given)
        if constants:
            before = given[0].key is None
            return "operator", (f"{constants[0]} {sign}" if before else f"{sign} {constants[0]}",), [None, None]
        return "operator", (sign,), [None] * len(given) if commutes else [None, sign]

    def add(self, kind: PieceKind, lines: tuple[str, ...], term: Term) -> str:
        key = f"p{len(self.pieces)}"
        self.pieces[key] = Piece(key, kind, None, lines, self.source(term))
        return key

    def join(self, signal: Signal, target: str, role: str | None = None) -> None:
        if signal.key is None:  # a state may be set to a constant
            key = self.add("function", (signal.text,), Term("number"))
            signal = replace(signal, key=key)
        assert signal.key is not None  # noqa: S101 - for mypy
        self.wires.append(
            Wire(signal.key, target, signal.name or None, role, self.shape(signal.value), signal.is_state)
        )

    def source(self, term: Term) -> str:
        start, end = term.span
        return self.text[start:end]

    def shape(self, value: Value) -> str:
        """A shape as text, with the batch first if the value depends on it; in numbers if they are known."""
        sizes = [each.put_in(self.cell.definition.bound) for each in value.shape]
        try:
            if self.sizes is not None:
                numbers = tuple(each.value(self.sizes) for each in sizes)
                return shape_text((self.batch, *numbers) if value.batched else numbers)
        except (ExpressionError, KeyError):
            pass
        words = [*(["None" if self.batch is None else str(self.batch)] if value.batched else []), *map(str, sizes)]
        return f"({words[0]},)" if len(words) == 1 else f"({', '.join(words)})"


def _option(value: object) -> str:
    return f"({', '.join(map(str, value))})" if isinstance(value, tuple) else str(value)


def _is_product(typed: Typed) -> bool:
    return typed.term.op in ("@", "matmul")
