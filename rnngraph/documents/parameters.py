"""Parameters: named values that a document uses as `"$name"` or `"$(2 * name + 1)"`, put in before it is built."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from rnngraph.documents.read import UNREAD
from rnngraph.expressions import Expression, ExpressionError, parse
from rnngraph.graph import MAX_NAMED, Pointer, Problem, pointer
from rnngraph.layers.fields import NAME
from rnngraph.problems import kinds
from rnngraph.problems.nearest import nearest

Value = int | float | str

USE = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\((.*)\))", re.DOTALL)
LAYER_NAMES = frozenset({"name", "type", "shares", "block", "description", "inputs", "initial_state", "mask"})
"""Fields of a layer that hold names, references or prose: nothing is put in there."""
NAMES = {
    "inputs": frozenset({"name"}),
    "layers": LAYER_NAMES,
    "batch_size": frozenset[str](),
    "dtype_policy": frozenset[str](),
    "training": frozenset({"type", "class_name"}),
    "cells": frozenset({"description", "parameters", "step", "outputs", "type", "class_name"}),
}
"""The fields of a document, or of a block, that values stand in, and inside each what is no value."""


def expand(
    tree: Mapping[str, Any], given: Mapping[str, Value], at: tuple[object, ...] = (), *, uses: bool = True
) -> tuple[dict[str, Any], list[Problem]]:
    """A document with its parameters put in, those of `given` in place of its own, and what is wrong with them.

    The same for a block, which sees only its own, and stands `at` some place of the document. Where the text is known
    not to have `uses` of any, and there are none, nothing is looked at.
    """
    section = tree.get("parameters")
    if not given and not section and not uses:
        return dict(tree), []
    parameters = Parameters(section if isinstance(section, dict) else {}, given, at)
    expanded = {key: parameters.expand(tree[key], (*at, key), NAMES[key]) for key in NAMES if key in tree}
    return {**tree, **expanded}, parameters.problems


def _used(value: object) -> frozenset[str]:
    """The names that a parameter's value speaks of; none where it can't be read, which is said when it is put in."""
    use = USE.fullmatch(value) if isinstance(value, str) else None
    try:
        return frozenset(name for name, _ in parse(use[1] or use[2]).names()) if use else frozenset()
    except ExpressionError:
        return frozenset()


class _NoParameter(ExpressionError):
    """A name in an expression that is no parameter's."""

    def __init__(self, message: str, name: str, offset: int) -> None:
        super().__init__(message, offset, offset + len(name))
        self.name = name


class Parameters:
    """The parameters of a document, each settled once, and the problems met on the way."""

    def __init__(self, section: Any, given: Mapping[str, Value], at: tuple[object, ...] = ()) -> None:
        self.at = at
        self.problems: list[Problem] = []
        self.authored: dict[str, Any] = self._read(section)
        for name, value in given.items():
            if name not in self.authored:
                near, known = nearest(name, self.authored), tuple(self.authored)
                self.problems.append(
                    kinds.parameters.UnknownSetting(
                        "parameters", found=name, nearest=near, known=known, origin=Pointer("")
                    )
                )
            elif self._wrong_type(name, value):
                self.authored[name] = None
            else:
                self.authored[name] = value
        self.settled: dict[str, Value | None] = {}
        for name in self._in_order():
            self._settle(name, ())

    def expand(self, value: Any, at: tuple[object, ...], names: Set[str]) -> Any:
        """The value with every use of a parameter replaced, in lists and objects too, but for fields of some names."""
        if isinstance(value, str):
            return self._put_in(value, at) if value.startswith("$") else value
        if isinstance(value, list):
            return [self.expand(each, (*at, index), names) for index, each in enumerate(value)]
        if isinstance(value, dict):
            return {
                key: each
                if key in names
                else self.expand(each, (*at, key), frozenset() if key == "parameters" else names)
                for key, each in value.items()
            }
        return value

    def _read(self, section: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if len(section) > MAX_NAMED:
            limit, place = f"an object of at most {MAX_NAMED:,}", pointer(*self.at, "parameters")
            self.problems.append(kinds.fields.OutOfRange("parameters", found=len(section), limit=limit, origin=place))
            return dict.fromkeys(section)
        for name, value in (section or {}).items():
            at = pointer(*self.at, "parameters", name)
            if not NAME.fullmatch(name):
                self.problems.append(kinds.fields.InvalidName("parameters", found=name, origin=at))
            else:
                found[name] = None if self._wrong_type(name, value) else value
        return found

    def _wrong_type(self, name: str, value: object) -> bool:
        """Whether a parameter's value is neither a number nor a string, which is then reported."""
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            return False
        origin = pointer(*self.at, "parameters", name)
        problem = kinds.fields.WrongType(
            f"parameters/{name}", found=value, expected="a number or a string", origin=origin
        )
        self.problems.append(problem)
        return True

    def _in_order(self) -> list[str]:
        """Every parameter behind those that it uses; what uses itself, through others too, is reported."""
        uses = {name: _used(value) & self.authored.keys() for name, value in self.authored.items()}
        while True:
            try:
                return [*TopologicalSorter(uses).static_order()]
            except CycleError as error:
                path = [*reversed(error.args[1])][1:]
                first = min(range(len(path)), key=lambda index: list(uses).index(path[index]))
                self._settle(path[first], (*path[first:], *path[:first]))
                uses |= dict.fromkeys(path, frozenset())

    def _settle(self, name: str, above: tuple[str, ...]) -> Value | None:
        """A parameter's value; None where it has none, which is then reported."""
        if name in above:
            path = [*above[above.index(name) :], name]
            place = pointer(*self.at, "parameters", path[0])
            self.problems.append(kinds.parameters.ParameterCycle("parameters", names=tuple(path), origin=place))
            self.settled |= dict.fromkeys(path)
            return None
        if name not in self.settled:
            value = self.authored[name]
            if isinstance(value, str) and value.startswith("$"):
                value = self._put_in(value, (*self.at, "parameters", name), (*above, name))
            self.settled.setdefault(name, None if value is UNREAD else value)
        return self.settled[name]

    def _put_in(self, text: str, at: tuple[object, ...], above: tuple[str, ...] = ()) -> Any:
        used = USE.fullmatch(text)
        try:
            if not used:
                raise ExpressionError("a use of a parameter is $name or $(...)", 0, len(text))
            expression = parse(used[1] or used[2])
            names = self._names(expression, above)
            return UNREAD if None in names.values() else expression.value(names)  # type: ignore[arg-type]
        except ExpressionError as error:
            shift = used.start(1 if used[1] else 2) if used else 0
            origin = replace(pointer(*at), within=(error.start + shift, error.end + shift))
            unknown = error.name if isinstance(error, _NoParameter) else None
            field = "/".join(map(str, at))
            self.problems.append(
                kinds.parameters.InvalidExpression(field, message=error.message, unknown=unknown, origin=origin)
            )
            return UNREAD

    def _names(self, expression: Expression, above: tuple[str, ...]) -> dict[str, Value | None]:
        found: dict[str, Value | None] = {}
        for name, offset in expression.names():
            if name not in self.authored:
                near = nearest(name, self.authored)
                hint = f"; did you mean {near!r}?" if near else "; a block sees only its own" if self.at else ""
                raise _NoParameter(f"there is no parameter {name!r}{hint}", name, offset)
            found[name] = self._settle(name, above)
        return found
