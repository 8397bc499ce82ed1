"""Everything about one layer, including what pictures and tables have no room for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rnngraph.analysis import Analysis, Fact
from rnngraph.graph import Mask, Origin, Pointer, Shape
from rnngraph.layers.base import Layer, plain
from rnngraph.report.cell.paths import paths

if TYPE_CHECKING:
    from rnngraph.documents.positions import Positions


@dataclass(frozen=True, slots=True)
class Argument:
    """A field of a layer with its value as JSON, and whether that is the default."""

    name: str
    value: Any
    is_default: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A tensor that a layer reads: the field that refers to it, the reference, its shape, and its mask."""

    field: str
    reference: str
    shape: Shape | None
    mask: Mask | None


@dataclass(frozen=True, slots=True)
class Detail:
    """A layer, or an input, which has no arguments.

    `mask` is the mask of its main output. `insides` are the paths that draw its step, or that of a part of it
    (`diagram(inside=...)`). `lines` are its first and last line in the document, None if there is no document, or no
    single place in it.
    """

    arguments: tuple[Argument, ...] = ()
    reads: tuple[Read, ...] = ()
    mask: Mask | None = None
    insides: tuple[str, ...] = ()
    lines: tuple[int, int] | None = None


def details(analysis: Analysis) -> dict[str, Detail]:
    """The details of every layer and input, by name."""
    from rnngraph.documents.positions import Positions

    source = analysis.graph.source
    positions = Positions(source.text) if source else None
    found = {each.name: Detail(lines=_lines(each.origin, positions)) for each in analysis.graph.inputs}
    for name, fact in analysis.nodes.items():
        layer = fact.node.layer
        found[name] = Detail(
            tuple(arguments(layer)) if isinstance(layer, Layer) else (),
            tuple(_reads(analysis, fact)),
            fact.facts.outputs[0].mask if fact.facts and fact.facts.outputs else None,
            tuple(paths(name, layer)) if isinstance(layer, Layer) else (),
            _lines(fact.node.origin, positions),
        )
    return found


def arguments(layer: Layer) -> Iterator[Argument]:
    """The fields of a layer in the order of Keras; those that every layer has come last."""
    for name, info in type(layer).model_fields.items():
        value = getattr(layer, name)
        yield Argument(name, plain(value), not info.is_required() and value == info.default)


def _reads(analysis: Analysis, fact: Fact) -> Iterator[Read]:
    for field, ref in fact.node.references():
        kind = analysis.type_of(ref)
        source = analysis.nodes.get(ref.node)
        port = source.facts.port(ref.port) if source and source.facts else None
        yield Read(field, str(ref), kind.shape if kind else None, port.mask if port else None)


def _lines(origin: Origin | None, positions: Positions | None) -> tuple[int, int] | None:
    if positions is None or not isinstance(origin, Pointer) or origin.within:
        return None
    place = positions.span(origin.path, whole=True)
    return place.line, place.end_line or place.line
