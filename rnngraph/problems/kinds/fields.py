"""Fields of a document: unknown, missing, of the wrong type, out of range."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rnngraph.graph import Problem
from rnngraph.graph.problem import NAMES, WIRING, Part, name_topic

GRAPH = re.compile(r"(/blocks/[^/]+)?")
"""The path to the model's own inputs and layers, or to a block's."""
ENTRY = re.compile(r"(/blocks/[^/]+)?/(inputs|layers)/\d+")
"""The path to an input or a layer."""
SECTIONS = ("inputs", "layers")
REFERENCES = ("inputs", "initial_state", "mask", "outputs", "shares")
"""Fields that name layers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem(Problem):
    """What the problems of one field have in common.

    `unnamed` means that the layer has no name because of the problem: it would be named by the type that can't be read.
    """

    unnamed: bool = False

    def leaves_open(self) -> tuple[str, ...]:
        """How the layer is called, if the problem leaves it without a name."""
        return (NAMES,) if self.unnamed and self.path is not None else ()

    def names_left_open(self, wanted: str) -> tuple[str, ...]:
        """The topic of names, if the field that is not there (`wanted`) gives a name, or all inputs or layers."""
        if self.path is None:
            return ()
        above = self.path.rpartition("/")[0]
        section = wanted in SECTIONS and GRAPH.fullmatch(above)
        name = wanted == "name" and ENTRY.fullmatch(above)
        return (NAMES,) if self.unnamed or section or name else ()

    def wiring_left_open(self, wanted: str | None = None) -> tuple[str, ...]:
        """The topic of what reads what, if the field names layers, or was to (`wanted`)."""
        return (WIRING,) if {(self.field or "").partition("/")[0], wanted} & {*REFERENCES} else ()

    def results_left_open(self) -> tuple[str, ...]:
        """The outputs, if the field gives each output its own loss, weight or metrics."""
        field, _, name = (self.field or "").removeprefix("training/").partition("/")
        return ("/outputs", f"/outputs/{name}") if field in ("loss", "loss_weights", "metrics") else ()

    def own_field(self) -> tuple[str, ...]:
        """The field itself, which is not understood."""
        return (self.path,) if self.path is not None else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownField(FieldProblem):
    """A field that its object (`of`, a layer's type or a section) does not have.

    `belongs` is the field of the layer whose inner layer has such a field.
    """

    part = "key"
    found: str
    of: str
    nearest: str | None = None
    belongs: str | None = None

    def leaves_open(self) -> tuple[str, ...]:
        """The field that was meant."""
        names, wiring = self.names_left_open(self.nearest or ""), self.wiring_left_open(self.nearest)
        meant = () if self.path is None else (f"{self.path.rpartition('/')[0]}/{self.nearest}",)
        return (*names, *wiring, *meant)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingField(FieldProblem):
    """A required field that its object (`of`) lacks."""

    of: str

    def leaves_open(self) -> tuple[str, ...]:
        """Names, if the field would give them."""
        return self.names_left_open((self.path or "").rpartition("/")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongType(FieldProblem):
    """A value that is not of the type that its field takes."""

    part = "value"
    found: object
    expected: str

    def leaves_open(self) -> tuple[str, ...]:
        """The field, and with a whole entry its name."""
        names = self.names_left_open((self.path or "").rpartition("/")[2])
        entry = (NAMES,) if self.path is not None and ENTRY.fullmatch(self.path) else ()
        return (*names, *entry, *self.wiring_left_open(), *self.own_field())


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfRange(FieldProblem):
    """A value outside what its field takes; `limit` ends a sentence that begins with "has to be"."""

    part = "value"
    found: object
    limit: str

    def leaves_open(self) -> tuple[str, ...]:
        """The field."""
        return self.own_field()

    def depends_on(self) -> tuple[str, ...]:
        """The outputs, of which each has its loss and its metrics."""
        return self.results_left_open()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownChoice(FieldProblem):
    """A value that is not one of those that its field takes.

    `null` means that the field takes null as well, `output` that it is a key in the training section, which names no
    output.
    """

    part = "value"
    found: object
    nearest: str | None
    known: tuple[object, ...]
    null: bool = False
    output: bool = False

    def marks(self) -> Part:
        """The key, if that is the unknown word."""
        return "key" if self.output else "value"

    def leaves_open(self) -> tuple[str, ...]:
        """The field."""
        return (*FieldProblem.leaves_open(self), *self.own_field())

    def depends_on(self) -> tuple[str, ...]:
        """The outputs, of which each has its loss and its metrics."""
        return self.results_left_open()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidName(FieldProblem):
    """Something that can't be a name."""

    found: object

    def leaves_open(self) -> tuple[str, ...]:
        """Who is meant by the name, and so what reads what."""
        own = isinstance(self.found, str)
        return (WIRING, *([name_topic(str(self.found).partition(".")[0])] if own else []))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownType(FieldProblem):
    """A type that is not one of those that may stand here; `cell` means that a cell is wanted."""

    found: object
    nearest: str | None
    known: tuple[str, ...]
    cell: bool = False

    def depends_on(self) -> tuple[str, ...]:
        """The document's cells, if a cell is wanted."""
        return ("/cells",) if self.cell else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BareCell(FieldProblem):
    """A cell in place of a layer."""

    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerNodeField(FieldProblem):
    """A layer inside another has a field of a layer's place in the graph."""

    part = "key"
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOfShared(FieldProblem):
    """A layer that shares another's weights has a field that the other one has already."""

    part = "key"
    name: str
