"""The view of the inside of a cell: the layer that a path names, and its time step as dataflow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from rnngraph.analysis import Analysis, analyse
from rnngraph.graph import Dim
from rnngraph.graph import Shape as Sizes
from rnngraph.layers.base import Layer
from rnngraph.layers.block import Block
from rnngraph.layers.cells import Cell
from rnngraph.layers.custom import CustomCell, in_numbers, settle
from rnngraph.layers.equations import equations
from rnngraph.layers.recurrent import RNN
from rnngraph.layers.titles import title
from rnngraph.layers.wrappers import DIRECTIONS, Bidirectional, TimeDistributed
from rnngraph.report.arguments import shown_arguments
from rnngraph.report.cell.dataflow import Flow, Piece, flow
from rnngraph.report.cell.paths import insides
from rnngraph.report.errors import NoPicture

MAX_PIECES = 300
"""Boxes in a picture."""
MAX_CELLS = 6
"""Cells of a stack that are drawn together."""


@dataclass(frozen=True, slots=True)
class Step:
    """The step of one cell. `place` is its place in the layer: `cell_1`, or empty if there is only one cell."""

    place: str
    title: str
    flow: Flow


@dataclass(frozen=True, slots=True)
class CellView:
    """One time step of a layer, ready to be drawn: one cell, or a stack of cells, from the input up."""

    path: str
    title: str
    note: str
    steps: tuple[Step, ...]

    def links(self) -> Iterator[tuple[int, tuple[Piece, Piece]]]:
        """Connections from each cell of a stack to the next: number of the cell, its output, the input of the next."""
        for at, (below, above) in enumerate(pairwise(self.steps)):
            outputs = [each for each in below.flow.pieces if each.is_output]
            inputs = [each for each in above.flow.pieces if each.kind == "input"]
            yield from ((at, pair) for pair in zip(outputs, inputs, strict=False))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The step in words: its inputs, its formulas, its outputs."""
        said = [f"{self.path} ({self.title}), one time step.", *([self.note] if self.note else [])]
        for step in self.steps:
            if step.place:
                said.append(f"{step.place} ({step.title}):")
            starts = [each.name for each in step.flow.pieces if each.kind == "input"]
            states = [each.name for each in step.flow.pieces if each.kind == "state"]
            said.append(f"It takes {', '.join(map(str, starts))}; it keeps {', '.join(map(str, states))}.")
            said += step.flow.formulas
            gives = [each.name for each in step.flow.pieces if each.is_output]
            said.append(f"It gives {', '.join(map(str, gives))}.")
        return tuple(said)


def cell_view(analysis: Analysis, path: str) -> CellView:
    """The view of a layer's step. A path is the name of a layer, followed by the part that is meant, if any.

    Parts are `forward` and `backward` of a Bidirectional (default: forward), `cell_0`, `cell_1`, ... of a stack, and
    the layers of a block in a wrapper.

    Raises:
        NoPicture: there is no such layer or part, or no formulas describe its step.
    """
    name = next((each for each in _prefixes(path) if each in analysis.nodes), None)
    if name is None:
        raise NoPicture(f"there is no layer {path!r}; {_offer(analysis)}")
    node = analysis.nodes[name].node
    if not isinstance(node.layer, Layer):
        raise NoPicture(f"{name} could not be read, so there is nothing to draw")
    types = [analysis.type_of(ref) for ref in node.inputs]
    shapes = None if None in types else [kind.shape for kind in types if kind]
    return _Finder(analysis, name, node.layer, shapes).view(path[len(name) + 1 :].split("/") if path != name else [])


def _prefixes(path: str) -> list[str]:
    """A path and all paths that it begins with, longest first: the name of a layer may contain slashes."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _offer(analysis: Analysis) -> str:
    with_cells = insides(analysis)
    if not with_cells:
        return "this model has no layer with one"
    more = f" and {len(with_cells) - 8} more" if len(with_cells) > 8 else ""
    return f"layers with one: {', '.join(with_cells[:8])}{more}"


@dataclass
class _Finder:
    analysis: Analysis
    path: str
    layer: Layer
    shapes: list[Sizes] | None
    note: str = ""

    def view(self, parts: list[str]) -> CellView:
        while parts:
            parts = self.enter(parts)
        while isinstance(self.layer, Bidirectional | TimeDistributed):
            self.descend()
        cells = self.layer.cells() if isinstance(self.layer, RNN) else (("", self.layer),)
        if len(cells) > MAX_CELLS:
            raise NoPicture(f"{self.path} has {len(cells)} cells: say which, {self.path}/cell_0 for the first")
        steps = self.steps(cells)
        if sum(len(step.flow.pieces) for step in steps) > MAX_PIECES:
            raise NoPicture(f"{self.path} computes too much in a step to be drawn: more than {MAX_PIECES} boxes")
        return CellView(self.path, title(self.layer), self.note, steps)

    def enter(self, parts: list[str]) -> list[str]:
        """Moves on to the part of the layer that the path begins with, and returns the rest of the path."""
        while isinstance(self.layer, TimeDistributed) and parts[0] != "layer":
            self.descend()
        known: dict[str, Layer] = {}
        if isinstance(self.layer, Bidirectional):
            known = dict(zip(DIRECTIONS, self.layer.directions(), strict=True))
        elif isinstance(self.layer, TimeDistributed):
            known = {"layer": self.layer.layer}
        elif isinstance(self.layer, RNN):
            known = {at or "cell": cell for at, cell in self.layer.cells()}
        elif isinstance(self.layer, Block):
            known = dict(self.layer.inner_layers())
        # A layer of a block inside the block has a name with slashes.
        part = next((each for each in _prefixes("/".join(parts)) if each in known), None)
        if part is None:
            has = f"it has {', '.join(known)}" if known else f"{title(self.layer)} has no parts"
            raise NoPicture(f"{self.path} has no part {parts[0]!r}; {has}")
        if isinstance(self.layer, RNN) and self.shapes is not None and not isinstance(self.layer.cell, Cell):
            below = self.layer.cells()[: list(known).index(part)]
            self.shapes = self.fed([cell for _, cell in below])
        elif isinstance(self.layer, TimeDistributed):
            self.shapes = self.one_step()
        elif isinstance(self.layer, Block):
            self.shapes = self.read_in_block(self.layer, part)
        self.layer, self.path = known[part], f"{self.path}/{part}"
        return parts[part.count("/") + 1 :]

    def descend(self) -> None:
        """Moves on to the layer in a wrapper whose part the path does not name."""
        if isinstance(self.layer, TimeDistributed):
            self.shapes, self.layer = self.one_step(), self.layer.layer
        elif isinstance(self.layer, Bidirectional):
            forward, backward = self.layer.directions()
            same = equations(forward) == equations(backward) and title(forward) == title(backward)
            word = "the same, with weights of its own" if same else "another cell"
            self.note = f"The forward direction; {self.path}/backward is {word}."
            self.layer, self.path = forward, f"{self.path}/forward"

    def one_step(self) -> list[Sizes] | None:
        return None if self.shapes is None else [(shape[0], *shape[2:]) for shape in self.shapes]

    def read_in_block(self, block: Block, name: str) -> list[Sizes] | None:
        """Shapes that a layer in a block reads, given the shapes that the block reads."""
        if self.shapes is None:
            return None
        given = zip(block.body.inputs, self.shapes, strict=False)
        inputs = tuple(replace(each, shape=shape[1:]) for each, shape in given)
        known = analyse(replace(block.body, inputs=inputs, batch_size=self.shapes[0][0]))
        types = [known.type_of(ref) for ref in known.nodes[name].node.inputs]
        return None if None in types else [kind.shape for kind in types if kind]

    def fed(self, below: list[Layer]) -> list[Sizes] | None:
        """Shapes of the sequences that a cell of a stack reads, computed through the cells below it."""
        shapes = self.shapes
        for cell in below:
            made = equations(cell)
            sizes = self.settled(made, shapes) if made else None
            if made is None or sizes is None or shapes is None:
                return None
            batch_and_time = shapes[0][:2]
            outputs = made.definition.outputs.values()
            shapes = [(*batch_and_time, *in_numbers(value.shape, sizes)) for value in outputs]
        return shapes

    @staticmethod
    def settled(cell: CustomCell, shapes: list[Sizes] | None) -> dict[str, float] | None:
        """The named sizes of a cell that reads sequences of these shapes; None if they are unknown."""
        wanted = len(cell.definition.declared.inputs)
        if shapes is None or len(shapes) != wanted or any(len(shape) < 2 for shape in shapes):
            return None
        names, problems = settle(cell, tuple(shape[2:] for shape in shapes))
        return None if problems else names

    def steps(self, cells: tuple[tuple[str, Layer], ...]) -> tuple[Step, ...]:
        found: list[Step] = []
        below: list[Layer] = []
        batch: Dim = self.shapes[0][0] if self.shapes else None
        for place, cell in cells:
            made = equations(cell)
            if made is None:
                raise NoPicture(f"{self.path} has no cell to draw: {_why_not(cell)}; {_offer(self.analysis)}")
            sizes = self.settled(made, self.fed(below))
            shown = (f"{name} {text}" for name, text in shown_arguments(cell) if name in SHOWN)
            said = " · ".join([title(cell), *shown])
            found.append(Step(place, said, flow(made, sizes, batch)))
            below.append(cell)
        return tuple(found)


SHOWN = ("units", "activation", "recurrent_activation", "use_bias", "reset_after")


def _why_not(layer: Layer) -> str:
    """The reason why a layer has no step to draw."""
    if isinstance(layer, CustomCell):
        return f"{layer.type} is written in Python, with no formulas to draw"
    if isinstance(layer, Block):
        return f"{title(layer)} is a block, of which one layer is drawn"
    if layer.state_names():
        return f"no formulas say what a step of {title(layer)} computes"
    return f"{title(layer)} is not recurrent"
