"""Cells that a document or a user defines: each definition makes a class, whose fields are its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field, create_model

from rnngraph import objects
from rnngraph.expressions import ExpressionError, Size, number
from rnngraph.expressions import Shape as Sizes
from rnngraph.graph import Problem, Shape, State, TensorType, Weight
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, plain
from rnngraph.layers.cells import Cell, CellFacts, several_inputs
from rnngraph.layers.cost import Cost
from rnngraph.layers.declaration import FieldSection, Parts
from rnngraph.layers.define import define
from rnngraph.layers.definition import Definition, solvable
from rnngraph.layers.formulas import cost_of
from rnngraph.layers.object_shapes import shape_problem
from rnngraph.problems import InvalidSpec, kinds
from rnngraph.problems.native import native

MAX_SIZE = 2**31 - 1
"""The largest size of an axis."""

Numbers = dict[str, float]
"""The number behind each name of a size."""


class CustomCell(Cell):
    """A cell by its definition; its subclasses have the definition's parameters as fields."""

    definition: ClassVar[Definition]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CustomCell) and self.definition == other.definition and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((self.definition, super().__hash__()))

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
        made = self.definition
        section = made.declared
        if len(inputs) != len(section.inputs):
            return CellFacts(problems=(several_inputs(len(section.inputs), inputs, self),))
        names, problems = settle(self, tuple(each.shape[1:] for each in inputs))
        if problems:
            return CellFacts(problems=tuple(problems))
        states = tuple(State(name, in_numbers(shape, names)) for name, shape in section.states.items())
        weights = tuple(
            self.weight(call, name, *in_numbers(each.shape, names), trainable=each.trainable)
            for name, each in section.weights.items()
        )
        outputs = tuple(in_numbers(value.shape, names) for value in made.outputs.values())
        return CellFacts(outputs, states, weights, cost=_cost(made, names))


def weight_problems(cell: CustomCell, inputs: tuple[TensorType, ...], weights: Sequence[Weight]) -> Iterator[Problem]:
    """The initializers, regularizers and constraints of a cell's definition that can't treat its weights.

    Arguments:
        cell: a use of the cell.
        inputs: the types of one timestep of its inputs.
        weights: the cell's weights, whose sizes these inputs settle.
    """
    sections = cell.definition.weights()
    for weight in weights:
        section = sections.get(weight.name)
        if section is None:  # a weight of a Keras layer, which has its own
            continue
        target = f"weight {weight.name} of {cell.type}"
        made: list[tuple[str, Any, str, Shape]] = [("initializer", section.initializer, target, weight.shape)]
        if isinstance(section.initializer, Parts):
            names, _ = settle(cell, tuple(each.shape[1:] for each in inputs))
            made = [
                ("initializer", value, f"part {index} of {target}", (*weight.shape[:-1], int(size.value(names))))
                for index, (value, size) in enumerate(section.initializer.parts, 1)
            ]
        if weight.trainable:
            made += [("regularizer", section.regularizer, target, weight.shape)]
            made += [("constraint", section.constraint, target, weight.shape)]
        problems = (shape_problem(None, noun, value, what, shape) for noun, value, what, shape in made if value)
        yield from filter(None, problems)


def _cost(made: Definition, names: Numbers) -> Cost:
    """That of the formulas; unknown where they are Python's."""
    if made.keras:
        return Cost(None, kept=None)
    formulas = (statement.typed for statement in made.statements)
    return cost_of(formulas, lambda size: size.put_in(made.bound).value(names))


def in_numbers(shape: Sizes, names: Mapping[str, float]) -> tuple[int, ...]:
    """A shape whose names are settled, in numbers."""
    return tuple(size.value(names) for size in shape)


def settle(cell: CustomCell, shapes: tuple[Shape, ...]) -> tuple[Numbers, list[Problem]]:
    """The number behind every name of a size, as the inputs' shapes (without the batch) have it."""
    declared = cell.definition.declared
    names: Numbers = {name: getattr(cell, name) for name in counts(cell.definition)}
    problems: list[Problem] = []
    wanted: list[tuple[str, str, Size, int]] = []
    for index, ((name, sizes), shape) in enumerate(zip(declared.inputs.items(), shapes, strict=True)):
        place = f"inputs/{index}" if len(shapes) > 1 else "inputs"
        if len(shape) != len(sizes):
            problems.append(kinds.shapes.WrongRank(place, found=len(shape) + 2, expected=len(sizes) + 2))
            continue
        for axis, (size, value) in enumerate(zip(sizes, shape, strict=True)):
            if value is None:
                problems.append(kinds.shapes.UnknownSize(place, axis=axis - len(shape)))
            else:
                wanted.append((place, name, size, value))
    return names, problems or list(_mismatches(cell.definition, names, wanted))


def _mismatches(made: Definition, names: Numbers, wanted: list[tuple[str, str, Size, int]]) -> Iterator[Problem]:
    """Settles the names, and finds sizes that come out in two ways, or as no size at all."""
    try:
        _solve(names, [(size, value) for _, _, size, value in wanted])
        for name, size in made.bound.items():
            names.setdefault(name, size.value(names))
        for place, name, size, found in wanted:
            settled = size.put_in(made.bound)
            expected = settled.value(names)
            if expected != found:
                yield kinds.cells.WrongCellInput(place, size=str(settled), found=found, expected=expected, input=name)
                return
        for demand in made.demands:
            left, right = (each.put_in(made.bound) for each in (demand.left, demand.right))
            if left.value(names) != right.value(names):
                message = f"{left} is {left.value(names)} and {right} is {right.value(names)}, which have to be equal"
                yield kinds.cells.ImpossibleCellSize(message=message)
        for size in sorted(made.sizes, key=str):
            value = size.put_in(made.bound).value(names)
            if not 1 <= value <= MAX_SIZE:
                raise ExpressionError(f"the size {size} is {value}")
    except ExpressionError as error:
        yield kinds.cells.ImpossibleCellSize(message=error.message)


def _solve(names: Numbers, wanted: list[tuple[Size, int]]) -> None:
    """Gives each name in an input's size its number, those first that stand alone."""
    waiting = sorted(wanted, key=lambda each: each[0].bare is None)
    while waiting:
        left = []
        for size, value in waiting:
            name = next(iter(solvable(size, set(names))), None)
            known = size.put_in({each: number(int(names[each])) for each in size.names() if each in names})
            solved = known.solved(name, number(value)) if name else None
            if name and solved is not None and solved.constant is not None:
                names[name] = solved.constant
            else:
                left.append((size, value))
        if len(left) == len(waiting):
            return
        waiting = left


def counts(made: Definition) -> set[str]:
    """The parameters and fields that stand in sizes."""
    used = {name for size in made.sizes for name in size.names()}
    used |= {name for demand in made.demands for size in (demand.left, demand.right) for name in size.names()}
    fields = getattr(made.declared, "fields", {})
    return used & {*made.declared.parameters, *(name for name, each in fields.items() if each.kind == "count")}


# Functions, since a method of CustomCell would forbid a parameter of its name.
def state_sizes(cell: CustomCell) -> tuple[int | None, ...]:
    """The size of each state; None if it has several axes or depends on the inputs."""
    return tuple(_known_size(cell, shape) for shape in cell.definition.declared.states.values())


def output_sizes(cell: CustomCell) -> tuple[int | None, ...]:
    """The size of each output; None if it has several axes or depends on the inputs."""
    return tuple(_known_size(cell, value.shape) for value in cell.definition.outputs.values())


def needs_nested_loop(cell: CustomCell) -> bool:
    """Whether Keras's RNN can't run the cell: it takes one input and one output, of sizes known beforehand."""
    sizes = (*output_sizes(cell), *state_sizes(cell))
    return len(cell.step_inputs()) > 1 or len(cell.output_names()) > 1 or None in sizes


def _known_size(cell: CustomCell, shape: Sizes) -> int | None:
    """The size of a shape's only axis, if the fields determine it."""
    names = {name: getattr(cell, name) for name in counts(cell.definition)}
    size = shape[0].put_in(cell.definition.bound) if len(shape) == 1 else None
    if size is None or not set(size.names()) <= names.keys():
        return None
    try:
        return int(size.value(names))
    except ExpressionError:
        return None


def definitions(layer: object) -> Iterator[Definition]:
    """The definitions of the cells in a layer, however deep."""
    if isinstance(layer, CustomCell):
        yield layer.definition
    elif isinstance(layer, Layer):
        for _, inner in layer.inner_layers():
            yield from definitions(inner)


KINDS: dict[str, Any] = {
    "count": f.Count,
    "integer": f.Integer,
    "number": f.Number,
    "rate": f.Rate,
    "flag": f.Flag,
    "text": str,
    "activation": objects.Activation,
    "initializer": objects.Initializer,
    "regularizer": objects.Regularizer,
    "constraint": objects.Constraint,
}


def cell_class(made: Definition) -> type[CustomCell]:
    """The class of a definition: its fields are the parameters, counts where they are sizes, else any numbers."""
    used = counts(made)
    fields: dict[str, Any] = {
        name: (f.Count if name in used else f.Number, Field(description=f"The cell's `{name}`."))
        for name in made.declared.parameters
    }
    fields |= {name: _field(name, each) for name, each in getattr(made.declared, "fields", {}).items()}
    about = made.declared.description or f"The cell {made.name}."
    cell = create_model(made.name, __base__=CustomCell, __doc__=about, __module__=__name__, **fields)
    cell.definition = made
    return cell


def _field(name: str, section: FieldSection) -> Any:
    about = Field(description=section.description or f"The cell's `{name}`.")
    kind = KINDS[section.kind]
    if section.required:
        return kind, about
    kind = kind | None if section.default is None else kind
    return Annotated[kind, about], Field(default=section.default)


def cell(name: str, **section: Any) -> type[CustomCell]:
    """A cell of one's own: its name, and the fields of a document's `cells` as keyword arguments.

    What it gives is a class to use as any cell: `rg.RNN(PenCell(units=32))`. With `keras="package.module:Class"` in
    place of `step`, and the outputs' sizes, it stands for a Keras layer, which is imported at compile only.

    Raises:
        InvalidSpec: the name or the section could not stand in a document either.
    """
    wrong = name_problem(name)
    if wrong:
        raise InvalidSpec([wrong])
    return cell_class(define(name, native(plain(section)), python="keras" in section))


def name_problem(name: str) -> Problem | None:
    """What is wrong with the name of a cell."""
    from rnngraph.layers import CELLS, LAYERS  # the catalogue holds RNN, which holds cells

    if not f.NAME.fullmatch(name):
        return kinds.fields.InvalidName("name", found=name)
    if any(name == kind.__name__ for kind in (*LAYERS, *CELLS)):
        return kinds.cells.InvalidCellName("name", found=name, why="is a type of rnngraph already")
    return None
