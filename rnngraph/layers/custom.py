"""Cells that a document or a user defines: each definition makes a class, whose fields are its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, create_model

from rnngraph.expressions import ExpressionError, Shape, Size
from rnngraph.graph import Problem, State, TensorType
from rnngraph.graph import Shape as Sizes
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer
from rnngraph.layers.cells import Cell, CellFacts, several_inputs
from rnngraph.layers.definition import CellSection, Declaration, Definition, PythonCellSection, define

MAX_SIZE = 2**31 - 1
"""The largest size of an axis."""


class CustomCell(Cell):
    """A cell by its definition; its subclasses have the definition's parameters as fields."""

    definition: ClassVar[Definition]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, CustomCell)
            and self.definition == other.definition
            and self.numbers() == other.numbers()
            and (self.dtype, self.trainable) == (other.dtype, other.trainable)
        )

    def __hash__(self) -> int:
        return hash((self.definition.name, *self.numbers().values()))

    def numbers(self) -> dict[str, float]:
        """The value of each parameter."""
        return {name: getattr(self, name) for name in self.definition.declared.parameters}

    def state_names(self) -> tuple[str, ...]:
        """The states of the definition."""
        return tuple(self.definition.declared.states)

    def output_names(self) -> tuple[str, ...]:
        """The outputs' own names where there are several, else `output`."""
        names = tuple(self.definition.outputs)
        return names if len(names) > 1 else ("output",)

    def step_inputs(self) -> tuple[str, ...]:
        """The inputs of the definition."""
        return tuple(self.definition.declared.inputs)

    def step(self, inputs: tuple[TensorType, ...], call: Call) -> CellFacts:
        """Every size of the definition as a number, given the sizes of the inputs."""
        section = self.definition.declared
        if len(inputs) != len(section.inputs):
            return CellFacts(problems=(several_inputs(len(section.inputs), inputs, self),))
        names, problems = self.settle(tuple(each.shape[1:] for each in inputs))
        if problems:
            return CellFacts(problems=tuple(problems))
        try:
            states = tuple(State(name, self.sizes(shape, names)) for name, shape in section.states.items())
            weights = tuple(
                self.weight(call, name, *self.sizes(each.shape, names), trainable=each.trainable)
                for name, each in section.weights.items()
            )
            outputs = tuple(self.sizes(value.shape, names) for value in self.definition.outputs.values())
        except ExpressionError as error:
            return CellFacts(problems=(Problem("cell_number", None, None, {"message": error.message}),))
        return CellFacts(outputs, states, weights)

    def sizes(self, shape: Shape, names: Mapping[str, float]) -> tuple[int, ...]:
        """A shape in numbers.

        Raises:
            ExpressionError: one of them is no size.
        """
        found = []
        for size in shape:
            value = size.value(names)
            if not 1 <= value <= MAX_SIZE:
                raise ExpressionError(f"the size {size} is {value}")
            found.append(value)
        return tuple(found)

    def settle(self, shapes: tuple[Sizes, ...]) -> tuple[dict[str, float], list[Problem]]:
        """The number behind every name of a size, as the inputs' shapes (without the batch) have it."""
        names: dict[str, float] = dict(self.numbers())
        problems = []
        wanted: list[tuple[int, Size, int]] = []
        for index, (declared, found) in enumerate(zip(self.definition.declared.inputs.values(), shapes, strict=True)):
            place = f"inputs/{index}" if len(shapes) > 1 else "inputs"
            if len(found) != len(declared):
                values = {"found": len(found) + 2, "expected": len(declared) + 2}
                problems.append(Problem("rank", None, place, values))
                continue
            for axis, (size, value) in enumerate(zip(declared, found, strict=True)):
                if value is None:
                    problems.append(Problem("unknown_size", None, place, {"axis": axis - len(found)}))
                else:
                    wanted.append((index, size, value))
                    if size.bare:
                        names.setdefault(size.bare, value)
        if not problems:
            problems += self.mismatches(names, wanted)
        return names, problems

    def mismatches(self, names: dict[str, float], wanted: list[tuple[int, Size, int]]) -> Iterator[Problem]:
        """Sizes that the inputs or the formulas settle in two ways."""
        try:
            for name, size in self.definition.bound.items():
                names.setdefault(name, size.value(names))
            for index, size, found in wanted:
                settled = size.put_in(self.definition.bound)
                if settled.value(names) != found:
                    values = {"size": str(settled), "found": found, "expected": settled.value(names)}
                    values["input"] = tuple(self.definition.declared.inputs)[index]
                    place = "inputs" if len(self.definition.declared.inputs) == 1 else f"inputs/{index}"
                    yield Problem("cell_input", None, place, values)
                    return
            for demand in self.definition.demands:
                left, right = (each.put_in(self.definition.bound) for each in (demand.left, demand.right))
                if left.value(names) != right.value(names):
                    message = (
                        f"{left} is {left.value(names)} and {right} is {right.value(names)}, which have to be equal"
                    )
                    yield Problem("cell_number", None, None, {"message": message})
        except ExpressionError as error:
            yield Problem("cell_number", None, None, {"message": error.message})


def definitions(layer: object) -> Iterator[Definition]:
    """The definitions of the cells in a layer, however deep."""
    if isinstance(layer, CustomCell):
        yield layer.definition
    elif isinstance(layer, Layer):
        for _, inner in layer.inner_layers():
            yield from definitions(inner)


def cell_class(definition: Definition) -> type[CustomCell]:
    """The class of a definition. Its fields are the parameters: counts where they are sizes, else any numbers."""
    counts = {name for size in definition.sizes() for name in size.names()}
    fields: dict[str, Any] = {
        name: (
            Annotated[f.Count if name in counts else f.Number, Field(description=f"The cell's `{name}`.")],
            Field(),
        )
        for name in definition.declared.parameters
    }
    about = definition.declared.description or f"The cell {definition.name}."
    made = create_model(definition.name, __base__=CustomCell, __doc__=about, __module__=__name__, **fields)
    made.definition = definition
    return made


def cell(name: str, **section: Any) -> type[CustomCell]:
    """A cell of one's own: its name, and the fields of a document's `cells` as keyword arguments.

    What it gives is a class to use as any cell: `rg.RNN(PenCell(units=32))`. With `keras="package.module:Class"` in
    place of `step`, and the outputs' sizes, it stands for a Keras layer, which is imported at compile only.

    Raises:
        InvalidSpec: the name or the section could not stand in a document either.
    """
    from rnngraph.layers.errors import InvalidSpec

    if not f.NAME.fullmatch(name):
        raise InvalidSpec([Problem("bad_name", None, "name", {"found": name})])
    kind: type[Declaration] = PythonCellSection if "keras" in section else CellSection
    return cell_class(define(name, section, kind))
