"""The formulas of a cell, from top to bottom: what each name stands for, and everything that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnngraph.expressions import ExpressionError, Term, Typed, Unifier, Value, infer, number, read
from rnngraph.graph import Problem
from rnngraph.layers import fields as f
from rnngraph.layers.declaration import CellSection, Parts, invalid_formula
from rnngraph.layers.definition import (
    PARTS,
    Definition,
    Statement,
    meaning,
    reserved,
    targets_of,
    unknown_sizes,
    written,
)
from rnngraph.problems import InvalidSpec, kinds

WHOLE = (0, 0)


class Step:
    """Reads the formulas of one section.

    `values` has what each name stands for; `unknown` those of which it can't be told, because their line is wrong:
    of a line that reads one nothing is said.
    """

    def __init__(self, name: str, data: Mapping[str, Any], section: CellSection, problems: list[Problem]) -> None:
        self.name, self.data, self.section = name, data, section
        self.problems = problems
        self.terms: list[Term] = []
        named = {each for shape in written(section).values() for size in shape for each in size.names()}
        given = {each for shape in section.inputs.values() for size in shape for each in size.names()}
        free = frozenset(named - set(section.parameters))
        self.unifier = Unifier(free, free & given)
        self.values: dict[str, Value] = {
            **{each: Value() for each in section.parameters},
            **{each: Value(shape, True) for each, shape in section.inputs.items()},
            **{each: Value(shape, True) for each, shape in section.states.items()},
            **{each: Value(weight.shape) for each, weight in section.weights.items()},
        }
        self.unknown: set[str] = set()
        self.assigned: set[str] = set()

    def definition(self) -> Definition:
        """The cell.

        Raises:
            InvalidSpec: with every problem of the formulas.
        """
        read_ = [self.statement(key, text) for key, text in self.section.step.items()]
        statements = tuple(each for each in read_ if each is not None)
        outputs = self.outputs()
        self.pieces()
        if self.problems:
            raise InvalidSpec(self.problems)
        unifier = self.unifier
        said_ = meaning(self.section, self.terms)
        made = Definition(
            self.name, said_, self.data, self.section, outputs, statements, unifier.bound, tuple(unifier.demands)
        )
        unknown = list(unknown_sizes(made))
        if unknown:
            raise InvalidSpec(unknown)
        return made

    def statement(self, key: str, text: str) -> Statement | None:
        """One line, or None where it is wrong or reads what is unknown."""
        place = f"step/{key}"
        targets = targets_of(key)
        for index, name in enumerate(targets):
            why = self.objection(name) or ("is assigned twice here" if name in targets[:index] else None)
            if why:
                self.problems.append(kinds.cells.InvalidCellName(place, found=name, why=why))
        typed = self.typed(targets, place, text)
        for index, name in enumerate(targets):
            self.assigned.add(name)
            if name in self.section.states:
                self.values[name] = Value(self.section.states[name], True)
            elif typed:
                self.values[name] = typed.values[index]
            else:
                self.unknown.add(name)
        return Statement(targets, typed, text, key) if typed else None

    def typed(self, targets: tuple[str, ...], place: str, text: str) -> Typed | None:
        """The formula with its shapes, as far as they can be told."""
        try:
            term = read(text)
            self.terms.append(term)
            self.unifier.free |= set(term.size_names()) - set(self.section.parameters)
            if not self.unknown.isdisjoint(term.names()):
                return None
            typed = infer(term, self.values, self.unifier)
            self.fit(targets, typed)
        except ExpressionError as error:
            self.problems.append(invalid_formula(error, place))
            return None
        return typed

    def objection(self, name: str) -> str | None:
        """Why a name can't be assigned."""
        if not f.NAME.fullmatch(name):
            return "is not valid: a name is a letter or _, then letters, digits and _, at most 64 of them"
        if name in self.assigned:
            return "is assigned already"
        for part in ("inputs", "weights", "parameters"):
            if name in getattr(self.section, part):
                return f"is {PARTS[part]}, which a step can't assign"
        return reserved(name)

    def fit(self, targets: tuple[str, ...], typed: Typed) -> None:
        """A line gives as many values as it has names, and a state keeps its shape from step to step."""
        span = typed.term.span
        if len(typed.values) != len(targets):
            given, wanted = len(typed.values), len(targets)
            counts = f"{given} {'value' if given == 1 else 'values'} for {wanted} {'name' if wanted == 1 else 'names'}"
            raise ExpressionError(counts, *span)
        for name, value in zip(targets, typed.values, strict=True):
            if value.boolean:
                raise ExpressionError("a comparison stands in where's condition only", *span)
            wanted_shape = self.section.states.get(name)
            if wanted_shape is not None and not self.unifier.same(value.shape, wanted_shape, span):
                raise ExpressionError(f"the state {name} is {Value(wanted_shape)}, this is {value}", *span)

    def outputs(self) -> dict[str, Value]:
        """What the cell gives, each with its sizes."""
        outputs = {}
        for index, name in enumerate(self.section.outputs):
            place = f"outputs/{index}"
            if name not in self.assigned and name not in self.section.states:
                known = dict.fromkeys((*self.section.states, *self.assigned_in_order()))
                why = "is nothing that the step makes" if name in self.values else "is not there"
                self.wrong_output(place, name, f"{why}; the step gives {', '.join(known)}")
            elif name not in self.unknown:
                value = self.values[name]
                if not value.shape:
                    self.wrong_output(place, name, "has no axis: a cell gives one number or more, as in [1]")
                outputs[name] = Value(value.shape, True)
        try:
            return {name: Value(tuple(map(self.unifier.settled, each.shape)), True) for name, each in outputs.items()}
        except ExpressionError as error:
            self.wrong_output("outputs", self.section.outputs[0], error.message)
            return {}

    def assigned_in_order(self) -> list[str]:
        """The names on the left, from top to bottom."""
        return [name for key in self.section.step for name in targets_of(key)]

    def wrong_output(self, place: str, name: str, why: str) -> None:
        """Notes an output that can't be."""
        self.problems.append(kinds.cells.InvalidCellOutput(place, found=name, why=why))

    def pieces(self) -> None:
        """The pieces of an initializer come to the weight's last axis."""
        for name, weight in self.section.weights.items():
            if not isinstance(weight.initializer, Parts):
                continue
            total = number(0)
            for _, size in weight.initializer.parts:
                total += size
            last = weight.shape[-1] if weight.shape else number(1)
            try:
                fits = self.unifier.fit(total, last, WHOLE)
            except ExpressionError:
                fits = False
            if not fits:
                place = f"weights/{name}/initializer/parts"
                self.problems.append(kinds.cells.UnequalParts(place, found=str(total), expected=str(last)))
