"""Hypothesis's choices in the words that the recipes use, and the tensors of a growing graph to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, cast

from hypothesis import strategies as st

from rnngraph.analysis import Analysis
from rnngraph.graph import Ref, State, TensorType
from rnngraph.layers import Block
from rnngraph.layers.shapes import same_shape

T = TypeVar("T")
Entry = dict[str, Any]
Fits = Callable[[TensorType], bool]


class Draw:
    """Hypothesis's choices. Each shrinks to its first option, its smallest number, or False."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self._draw = draw
        self.cells: dict[str, Entry] = {}
        """The document's own cells."""
        self._count = 0

    def fresh(self, base: str) -> str:
        """A name that no other is."""
        self._count += 1
        return f"{base}_{self._count}"

    def choice(self, options: Sequence[T]) -> T:
        """One of several, the simplest first."""
        return options[self._draw(st.integers(0, len(options) - 1))]

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred."""
        return bool(self._draw(st.integers(0, 99)) >= 100 - percent)

    def size(self, low: int, high: int) -> int:
        """An integer, both ends included."""
        return int(self._draw(st.integers(low, high)))

    def some(self, options: Sequence[T], most: int) -> list[T]:
        """A few of several, each at most once."""
        found = [self.choice(options) for _ in range(self.size(0, most))] if options else []
        return list(dict.fromkeys(found))

    def order(self, options: Sequence[T]) -> list[T]:
        """All of them, in some order."""
        return list(self._draw(st.permutations(options)))


class Tensors:
    """What a graph has to be read, by shape."""

    def __init__(self, draw: Draw, analysis: Analysis) -> None:
        self.draw = draw
        self.all: list[tuple[str, TensorType]] = [(name, kind) for name, kind in analysis.inputs.items() if kind]
        # What is inside a block is not to be read but through its outputs.
        outside = {name: fact for name, fact in analysis.nodes.items() if "/" not in name}
        for name, fact in outside.items():
            for index, port in enumerate(fact.facts.outputs if fact.facts else ()):
                self.all.append((f"{name}.{port.name}" if index else name, port.type))
        self.all += block_outputs(analysis)
        self.stateful = [name for name, fact in outside.items() if fact.facts and fact.facts.states]
        self.owners = [name for name, fact in outside.items() if fact.weights]
        self.owners += [each.name for each in analysis.graph.blocks if each.copy == 1 and "/" not in each.name]

    def pick(self, fits: Fits) -> tuple[str, TensorType] | None:
        """One that fits, the later ones more often: else graphs stay shallow."""
        found = [each for each in self.all if fits(each[1])]
        if not found:
            return None
        back = self.draw.choice((0, 0, 0, 1, 2, 3, 5, 8))
        return found[-1 - back % len(found)]

    def name(self, fits: Fits) -> str | None:
        """The reference of one that fits."""
        found = self.pick(fits)
        return found[0] if found else None

    def for_states(self, states: Sequence[State]) -> list[str] | None:
        """A tensor for each state, of whatever origin; None where a state finds none."""
        found = [
            self.name(lambda kind, state=state: kind.is_float and same_shape(kind.shape, state.shape))
            for state in states
        ]
        return [each for each in found if each] if all(found) else None


def block_outputs(analysis: Analysis) -> Iterator[tuple[str, TensorType]]:
    """What blocks give, by reference; but not an input that a block only hands on."""
    for instance in analysis.graph.blocks:
        last = instance.copy == instance.copies and "/" not in instance.name
        name = instance.name if instance.copy == 1 else instance.name.removesuffix(f"_{instance.copy}")
        body = cast("Block", instance.layer).body
        for index, output in enumerate(body.outputs if last else ()):
            kind = analysis.type_of(Ref(f"{instance.name}/{output.ref.node}", output.ref.port))
            if kind:
                yield (f"{name}.{output.name}" if index else name), kind


def anything(kind: TensorType) -> bool:
    """Whatever there is."""
    return True


def floats(kind: TensorType) -> bool:
    """What a layer with weights reads."""
    return kind.is_float and kind.rank > 1


def integers(kind: TensorType) -> bool:
    """What an embedding reads."""
    return kind.dtype in ("int32", "int64", "uint8")


def sequence(kind: TensorType) -> bool:
    """What a recurrent layer reads."""
    return kind.rank == 3 and kind.is_float


def of_rank(*ranks: int) -> Fits:
    """Tensors of one of these ranks, the batch counted."""
    return lambda kind: kind.rank in ranks


def known(kind: TensorType) -> bool:
    """Floats whose last axis has a size."""
    return floats(kind) and kind.shape[-1] is not None
