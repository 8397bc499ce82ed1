"""What each page shows, as plain data: the template gets exactly these fields, and the page's JSON twin is them.

Field names are those of `rnngraph summary --format json` and `rnngraph check --format json` where they mean the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from rnngraph import Graph

from .specs import Spec

Shape = tuple[int | None, ...]
Support = Literal["eligible", "partly eligible", "not eligible", "no recurrent layer", "unknown"]
Room = Literal["column", "page", "more"]

MOST_PROBLEMS = 3
"""Errors that a card has room for."""


@dataclass(frozen=True, slots=True)
class Card:
    """A spec in the gallery.

    `problems` are its first errors; where there are any, there is no thumbnail, and `params` may be unknown.
    """

    name: str
    title: str
    url: str
    thumbnail_url: str | None
    description: str | None = None
    layers: int = 0
    params: int | None = None
    cudnn: Support = "unknown"
    errors: int = 0
    warnings: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """The specs of the folder called `folder`; `complete` is false where there are more than are listed."""

    folder: str
    cards: tuple[Card, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Weight:
    """A variable of a layer."""

    name: str
    shape: Shape
    params: int
    trainable: bool


@dataclass(frozen=True, slots=True)
class Output:
    """A port of a layer that is the main one or in use; `shape` is None where it is unknown."""

    name: str
    shape: Shape | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a recurrent layer can use cuDNN, and why not."""

    eligible: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """A row of the summary; `params` is None where they are unknown, `cudnn` where the layer is not recurrent."""

    name: str
    type: str
    title: str
    params: int | None
    outputs: tuple[Output, ...]
    connected_to: tuple[str, ...]
    weights: tuple[Weight, ...]
    cudnn: Verdict | None
    shares: str | None
    description: str | None
    errors: int


@dataclass(frozen=True, slots=True)
class Diagram:
    """The picture, or why there is none, and the room it wants: a column, a page's width, or more than a page has."""

    svg: Markup | None = None
    failure: str | None = None
    room: Room = "column"


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a page offers: what it is `of`, how it is called, and what it is good for."""

    of: Literal["diagram", "summary", "source"]
    label: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ModelPage:
    """A spec. `failure` says why its file could not be read; then all the rest is empty.

    `diagnostics` are the objects that `rnngraph check --format json` prints; `source` is the file's text.
    """

    name: str
    title: str
    failure: str | None = None
    description: str | None = None
    params: int | None = None
    trainable_params: int = 0
    non_trainable_params: int = 0
    size_bytes: int = 0
    cudnn: Support = "unknown"
    layers: tuple[Layer, ...] = ()
    diagram: Diagram = Diagram()
    diagnostics: tuple[dict[str, Any], ...] = ()
    source: str = ""
    downloads: tuple[Download, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What went wrong with a request."""

    status: int
    title: str
    message: str


def card(spec: Spec, url: str, thumbnail_url: str) -> Card:
    """The card of a spec."""
    graph = spec.graph
    if graph is None:
        return Card(spec.name, spec.short, url, None, errors=1, problems=(spec.failure or "",))
    layers = layers_of(graph)
    errors = [each for each in graph.diagnostics if each.severity == "error"]
    return Card(
        spec.name,
        graph.name or spec.short,
        url,
        None if errors else thumbnail_url,
        description=graph.description,
        layers=sum(layer.type != "InputLayer" for layer in layers),
        params=total(graph, layers),
        cudnn=support(layers),
        errors=len(errors),
        warnings=len(graph.diagnostics) - len(errors),
        problems=tuple(f"{each.code} {each.message}" for each in errors[:MOST_PROBLEMS]),
    )


def model_page(spec: Spec, diagram: Diagram | None = None, downloads: tuple[Download, ...] = ()) -> ModelPage:
    """The page of a spec."""
    graph = spec.graph
    if graph is None:
        return ModelPage(spec.name, spec.short, failure=spec.failure)
    layers = layers_of(graph)
    return ModelPage(
        spec.name,
        graph.name or spec.short,
        description=graph.description,
        params=total(graph, layers),
        trainable_params=graph.view.trainable_params,
        non_trainable_params=graph.view.non_trainable_params,
        size_bytes=graph.view.size,
        cudnn=support(layers),
        layers=layers,
        diagram=diagram or Diagram(),
        diagnostics=tuple(each.as_dict() for each in graph.diagnostics),
        source=graph.data.source.text if graph.data.source else "",
        downloads=downloads,
    )


def layers_of(graph: Graph) -> tuple[Layer, ...]:
    """The summary's rows, inputs among them."""
    return tuple(
        Layer(
            row.name,
            row.type,
            row.title,
            row.params,
            tuple(map(Output, row.ports, row.shapes)),
            row.connected_to,
            tuple(Weight(each.name, each.shape, each.params, each.trainable) for each in row.weights),
            Verdict(row.cudnn.eligible, tuple(reason.text for reason in row.cudnn.reasons)) if row.cudnn else None,
            row.shares,
            row.description,
            sum(each.severity == "error" for each in row.problems),
        )
        for row in graph.view.rows
    )


def total(graph: Graph, layers: tuple[Layer, ...]) -> int | None:
    """The model's parameters, or None where those of a layer are unknown."""
    return graph.params if layers and all(layer.params is not None for layer in layers) else None


def support(layers: tuple[Layer, ...]) -> Support:
    """What the layers of a model say about cuDNN together."""
    if not layers or any(layer.params is None for layer in layers):
        return "unknown"
    verdicts = {layer.cudnn.eligible for layer in layers if layer.cudnn}
    if not verdicts:
        return "no recurrent layer"
    return "partly eligible" if len(verdicts) == 2 else "eligible" if verdicts == {True} else "not eligible"
