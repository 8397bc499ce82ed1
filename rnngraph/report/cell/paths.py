"""Which layers have a step that can be drawn, and the paths by which it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from rnngraph.analysis import Analysis
from rnngraph.layers.base import Layer
from rnngraph.layers.block import Block
from rnngraph.layers.equations import equations
from rnngraph.layers.recurrent import RNN
from rnngraph.layers.wrappers import DIRECTIONS, Bidirectional, TimeDistributed


def paths(path: str, layer: Layer) -> Iterator[str]:
    """The paths of a layer's step and of the steps of its parts; of a stack, the whole first and then each cell."""
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


def insides(analysis: Analysis) -> tuple[str, ...]:
    """Paths of all layers that have a step to draw; if only parts of a layer have one, of these parts."""
    found: list[str] = []
    for name, fact in analysis.nodes.items():
        layer = fact.node.layer
        if isinstance(layer, Layer):
            found += [name] if _is_whole(layer) else paths(name, layer)
    return tuple(found)


def _is_whole(layer: Layer) -> bool:
    """Whether a layer's name alone is a path: all its cells, or those of its forward direction, can be drawn."""
    match layer:
        case TimeDistributed():
            return _is_whole(layer.layer)
        case Bidirectional():
            return _is_whole(layer.directions()[0])
        case RNN():
            return all(equations(cell) is not None for _, cell in layer.cells())
    return equations(layer) is not None
