"""Inside a cell: finding the layer that a path names, and its step or steps as dataflow."""

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
from rnngraph.report.dataflow import Flow, Piece, flow
from rnngraph.report.errors import NoPicture
from rnngraph.report.view import arguments

MOST_PIECES = 300
"""Boxes of a picture."""
MOST_CELLS = 6
"""Cells of a stack that are drawn together."""


@dataclass(frozen=True, slots=True)
class Step:
    """A cell's step: its place in the layer (`cell_1`, or nothing for an only one), what it is, its dataflow."""

    place: str
    title: str
    flow: Flow


@dataclass(frozen=True, slots=True)
class InsideView:
    """A layer's step, ready to be drawn: one cell, or a stack from the input up, each fed by the one before."""

    path: str
    title: str
    note: str
    steps: tuple[Step, ...]

    def links(self) -> Iterator[tuple[int, tuple[Piece, Piece]]]:
        """What each cell but the last gives, and what the next one takes it for, after the number of the former."""
        for at, (below, above) in enumerate(pairwise(self.steps)):
            outputs = [each for each in below.flow.pieces if each.is_output]
            inputs = [each for each in above.flow.pieces if each.kind == "input"]
            yield from ((at, pair) for pair in zip(outputs, inputs, strict=False))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The step in words: what comes in, the formulas, what goes out."""
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


def paths(path: str, layer: Layer) -> Iterator[str]:
    """The paths by which a layer's step, or that of a part of it, is drawn: a stack's whole and then by cell."""
    match layer:
        case TimeDistributed():
            yield from paths(path, layer.layer)
        case Block():
            for name, held in layer.inner_layers():
                yield from paths(f"{path}/{name}", held)
        case Bidirectional():
            for direction, inner in zip(DIRECTIONS, layer.directions(), strict=True):
                at = f"{path}/{direction}"
                yield from [at] if _is_whole(inner) else paths(at, inner)
        case RNN() if len(layer.cells()) > 1:
            places = [place for place, cell in layer.cells() if equations(cell) is not None]
            yield from [path] if len(places) == len(layer.cells()) else []
            yield from (f"{path}/{place}" for place in places)
        case RNN():
            yield from [path] if equations(layer.cells()[0][1]) is not None else []
        case _:
            yield from [path] if equations(layer) is not None else []


def inside(analysis: Analysis, path: str) -> InsideView:
    """The view of a layer's step. A path is a layer's name, and behind it where wanted the part that is meant.

    Parts are `forward` and `backward` of a Bidirectional (forward, if left out), `cell_0`, `cell_1`, ... of a stack,
    the layers in a block that a wrapper holds.

    Raises:
        NoPicture: there is no such layer or part, or it has no step that formulas can say.
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
    """A path and all that it begins with, the longest first: a layer's own name may have slashes."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]


def insides(analysis: Analysis) -> tuple[str, ...]:
    """The layers that have a step to draw; where only parts of one have, those."""
    found: list[str] = []
    for name, fact in analysis.nodes.items():
        layer = fact.node.layer
        if isinstance(layer, Layer):
            found += [name] if _is_whole(layer) else paths(name, layer)
    return tuple(found)


def _is_whole(layer: Layer) -> bool:
    """Whether a layer is drawn by its name alone: all its cells, of two directions the forward one's."""
    match layer:
        case TimeDistributed():
            return _is_whole(layer.layer)
        case Bidirectional():
            return _is_whole(layer.directions()[0])
        case RNN():
            return all(equations(cell) is not None for _, cell in layer.cells())
    return equations(layer) is not None


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

    def view(self, parts: list[str]) -> InsideView:
        for part in parts:
            self.enter(part)
        while isinstance(self.layer, Bidirectional | TimeDistributed):
            self.descend()
        cells = self.layer.cells() if isinstance(self.layer, RNN) else (("", self.layer),)
        if len(cells) > MOST_CELLS:
            raise NoPicture(f"{self.path} has {len(cells)} cells: say which, {self.path}/cell_0 for the first")
        steps = self.steps(cells)
        if sum(len(step.flow.pieces) for step in steps) > MOST_PIECES:
            raise NoPicture(f"{self.path} computes too much in a step to be drawn: more than {MOST_PIECES} boxes")
        return InsideView(self.path, title(self.layer), self.note, steps)

    def enter(self, part: str) -> None:
        """One part of the path further in."""
        while isinstance(self.layer, TimeDistributed) and part != "layer":
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
        if part not in known:
            has = f"it has {', '.join(known)}" if known else f"{title(self.layer)} has no parts"
            raise NoPicture(f"{self.path} has no part {part!r}; {has}")
        if isinstance(self.layer, RNN) and self.shapes is not None and not isinstance(self.layer.cell, Cell):
            below = self.layer.cells()[: list(known).index(part)]
            self.shapes = self.fed([cell for _, cell in below])
        elif isinstance(self.layer, TimeDistributed):
            self.shapes = self.one_step()
        elif isinstance(self.layer, Block):
            self.shapes = self.read_in_block(self.layer, part)
        self.layer, self.path = known[part], f"{self.path}/{part}"

    def descend(self) -> None:
        """Through a wrapper whose part was not named."""
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
        """What a layer in a block reads, given what the block does."""
        if self.shapes is None:
            return None
        given = zip(block.body.inputs, self.shapes, strict=False)
        inputs = tuple(replace(each, shape=shape[1:]) for each, shape in given)
        known = analyse(replace(block.body, inputs=inputs, batch_size=self.shapes[0][0]))
        types = [known.type_of(ref) for ref in known.nodes[name].node.inputs]
        return None if None in types else [kind.shape for kind in types if kind]

    def fed(self, below: list[Layer]) -> list[Sizes] | None:
        """The sequences that a cell of a stack gets, when those below it have done their work."""
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
        """The numbers behind the sizes of a cell over sequences of these shapes; None where they can't be told."""
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
            said = " · ".join([title(cell), *(f"{name} {text}" for name, text in arguments(cell) if name in SHOWN)])
            found.append(Step(place, said, flow(made, sizes, batch)))
            below.append(cell)
        return tuple(found)


SHOWN = ("units", "activation", "recurrent_activation", "use_bias", "reset_after")


def _why_not(layer: Layer) -> str:
    """Why a layer has no step to draw."""
    if isinstance(layer, CustomCell):
        return f"{layer.type} is written in Python, with no formulas to draw"
    if isinstance(layer, Block):
        return f"{title(layer)} is a block, of which one layer is drawn"
    if layer.state_names():
        return f"no formulas say what a step of {title(layer)} computes"
    return f"{title(layer)} is not recurrent"
