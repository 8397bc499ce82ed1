"""A cell, understood: its section read, its formulas parsed, its shapes found."""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rnngraph.expressions import Demand, Shape, Size, Term, Typed, Value
from rnngraph.graph import Problem
from rnngraph.layers.declaration import (
    AnyCell,
    CellSection,
    Declaration,
    FieldSection,
    Parts,
    PythonCellSection,
    WeightSection,
)
from rnngraph.problems import kinds

RESERVED = frozenset({"output", "states"})
"""Words that mean a port in every reference."""
PARTS = {
    "parameters": "a parameter",
    "fields": "a field",
    "inputs": "an input",
    "states": "a state",
    "weights": "a weight",
}
"""The parts of a cell's section in which names are declared, each with what such a name is."""


def reserved(name: str) -> str | None:
    """Why no cell may use a name, as the end of a sentence about it; None if a cell may."""
    if name in RESERVED:
        return "is a reserved word: `output` and `states` mean ports wherever a layer is referred to"
    return "is a reserved word: a keyword of Python" if keyword.iskeyword(name) else None


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a step: the names on its left, what is on its right with its shapes, its text, its key in `step`."""

    targets: tuple[str, ...]
    typed: Typed
    text: str
    key: str


@dataclass(frozen=True)
class Definition:
    """A cell, understood. Two are equal if they have one name and mean the same.

    `data` is the section as a document has it, `declared` what was read of it. `bound` has the sizes that the formulas
    give to free names, `demands` what has to hold once the numbers are known. `keras` names the class of a cell that
    is written in Python, which has no `statements`.
    """

    name: str
    meaning: str
    data: Mapping[str, Any] = field(compare=False)
    declared: AnyCell = field(compare=False)
    outputs: Mapping[str, Value] = field(compare=False)
    statements: tuple[Statement, ...] = field(default=(), compare=False)
    bound: Mapping[str, Size] = field(default_factory=dict, compare=False)
    demands: tuple[Demand, ...] = field(default=(), compare=False)

    @property
    def keras(self) -> str | None:
        """The Keras layer's class of a cell that is written in Python: `package.module:Class`."""
        return self.declared.keras if isinstance(self.declared, PythonCellSection) else None

    def weights(self) -> Mapping[str, WeightSection]:
        """The weights of a cell written as data."""
        return self.declared.weights if isinstance(self.declared, CellSection) else {}

    def idle_states(self) -> tuple[str, ...]:
        """The states that no formula assigns."""
        assigned = {name for statement in self.statements for name in statement.targets}
        return tuple(name for name in self.declared.states if name not in assigned)

    def unread(self) -> tuple[tuple[str, str], ...]:
        """What no formula reads and is no output: the path of each in the section, and its name."""
        used = {name for statement in self.statements for name in statement.typed.term.names()}
        used |= {
            *self.declared.outputs,
            *self.declared.states,
            *(name for size in self.sizes for name in size.names()),
        }
        places = [(f"parameters/{index}", name) for index, name in enumerate(self.declared.parameters)]
        places += [(f"{part}/{name}", name) for part in ("inputs", "weights") for name in getattr(self.declared, part)]
        places += [(f"step/{each.key}", name) for each in self.statements for name in each.targets]
        return tuple((path, name) for path, name in places if name not in used)

    @cached_property
    def sizes(self) -> frozenset[Size]:
        """Every size in it, those between the lines too: each has to be a whole number."""
        found = {size for shape in self.shapes().values() for size in shape}
        found |= {size for value in self.outputs.values() for size in value.shape}
        found |= {size for each in self.weights().values() for size in _pieces(each)}
        return frozenset(found.union(*(_between(statement.typed) for statement in self.statements)))

    def shapes(self) -> dict[str, Shape]:
        """The shape that is written of each input, state and weight, by its path in the section."""
        return written(self.declared)


def written(section: Declaration) -> dict[str, Shape]:
    """The shape that a section writes of each input, state and weight, by its path."""
    shapes: dict[str, Shape] = {f"inputs/{name}": shape for name, shape in section.inputs.items()}
    shapes |= {f"states/{name}": shape for name, shape in section.states.items()}
    weights = section.weights if isinstance(section, CellSection | PythonCellSection) else {}
    return shapes | {f"weights/{name}/shape": weight.shape for name, weight in weights.items()}


def _between(typed: Typed) -> set[Size]:
    """The sizes of a formula's value and of all its parts."""
    own = {size for value in typed.values for size in value.shape}
    return own.union(*map(_between, typed.args))


def _pieces(weight: WeightSection) -> tuple[Size, ...]:
    return tuple(size for _, size in weight.initializer.parts) if isinstance(weight.initializer, Parts) else ()


def meaning(section: AnyCell, terms: Iterable[Term]) -> str:
    """What a section says, in one form: however it is laid out, whatever is written though it is the default."""
    said_ = {key: each for key, each in section if key not in ("description", "step")}
    step = section.step if isinstance(section, CellSection) else {}
    return json.dumps([said_, [targets_of(key) for key in step], list(map(repr, terms))], default=_plain)


def _plain(value: Any) -> Any:
    required = {"required": value.required} if isinstance(value, FieldSection) else {}
    return str(value) if isinstance(value, Size) else {**dict(value), **required}


def targets_of(key: str) -> tuple[str, ...]:
    """The names on the left of a line."""
    return tuple(each.strip() for each in key.split(","))


def unknown_sizes(made: Definition) -> Iterator[Problem]:
    """Names of sizes that neither a parameter, nor an input, nor the formulas settle."""
    section = made.declared
    counts = [name for name, each in getattr(section, "fields", {}).items() if each.kind == "count"]
    settled = {*section.parameters, *counts}
    # Twice, since a size may wait for a name that a later one tells.
    for shape in (*section.inputs.values(), *section.inputs.values()):
        settled |= {name for size in shape for name in solvable(size, settled)}
    settled |= {name for name, size in made.bound.items() if set(size.names()) <= settled}
    places = made.shapes()
    if isinstance(section, PythonCellSection):
        places |= {f"outputs/{name}": shape for name, shape in section.outputs.items()}
    places |= {
        f"weights/{name}/initializer/parts/{index}/1": (size,)
        for name, weight in made.weights().items()
        for index, size in enumerate(_pieces(weight))
    }
    places |= {f"step/{each.key}": tuple(_between(each.typed)) for each in made.statements}
    told: set[str] = set()
    for place, shape in places.items():
        for index, size in enumerate(shape):
            unknown = sorted(set(size.names()) - settled - told)
            if unknown:
                path = place if place.startswith("step") or "/parts/" in place else f"{place}/{index}"
                told |= set(unknown)
                yield kinds.cells.UnknownCellSize(path, found=unknown[0], size=str(size))


def solvable(size: Size, settled: set[str]) -> set[str]:
    """The name in an input's size that its number tells, where all others are settled."""
    unknown = set(size.names()) - settled
    one = len(unknown) == 1 and len(size.terms) == 1 and not size.has_quotients
    return unknown if one and size.terms[0][0].count(*unknown) == 1 else set()
