"""What each page shows, as plain data: the template gets exactly these fields, and the page's JSON twin is them.

Field names are those of `rnngraph summary --format json` and `rnngraph check --format json` where they mean the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from rnngraph import Graph

from .specs import Spec

if TYPE_CHECKING:
    from rnngraph.graph import Mask as MaskData
    from rnngraph.report.model.detail import Detail
    from rnngraph.report.model.rows import Row

Shape = tuple[int | None, ...]
Support = Literal["eligible", "partly eligible", "not eligible", "no recurrent layer", "unknown"]
Room = Literal["column", "page", "more"]

MOST_PROBLEMS = 3
"""Errors that a card has room for."""


@dataclass(frozen=True, slots=True)
class Card:
    """A spec in the gallery; `types` are those of its layers, by which people look for it.

    `problems` are its first errors; where there are any, there is no thumbnail, and `params` may be unknown. Nor has a
    model of very many boxes a thumbnail.
    """

    name: str
    title: str
    url: str
    thumbnail_url: str | None
    description: str | None = None
    tags: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    layers: int = 0
    params: int | None = None
    cudnn: Support = "unknown"
    errors: int = 0
    warnings: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, and how many specs of a gallery have it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """The specs of the folder called `folder`; `complete` is false where there are more than are listed.

    `tags` are those of the cards, the commonest first.
    """

    folder: str
    cards: tuple[Card, ...]
    complete: bool
    tags: tuple[Tag, ...] = ()


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
class Argument:
    """A field of a layer, its value as JSON, and whether the author left it at its default."""

    name: str
    value: Any
    is_default: bool


@dataclass(frozen=True, slots=True)
class Mask:
    """A mask: the layer that made it, and where masked steps may stand, at the right end only or anywhere."""

    source: str
    padding: Literal["right", "any"]


@dataclass(frozen=True, slots=True)
class Read:
    """What a layer reads in one of its fields (`inputs/0`, `initial_state/0`, `mask`); its shape may be unknown."""

    field: str
    reference: str
    shape: Shape | None
    mask: Mask | None


@dataclass(frozen=True, slots=True)
class Block:
    """A block, or a part of a large model: its frame in the diagram, the frame around that, and the layers inside.

    Copies of a repeated block close together. A part has no `block`.
    """

    name: str
    block: str
    copy: int
    copies: int
    parent: str | None
    layers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """A row of the summary; `params` is None where they are unknown, `cudnn` where the layer is not recurrent.

    `mask` is what its main output hands on. `opens` says that several layers inside can be shown or not, `insides` are
    the parts of it whose step can be drawn, `lines` the first and the last line of it in the source. `call` are the
    arguments of its call: `training`, `use_causal_mask`, `mask` (a reference), `return_attention_scores`, `reverse`.
    """

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
    arguments: tuple[Argument, ...]
    inputs: tuple[Read, ...]
    mask: Mask | None
    opens: bool
    insides: tuple[str, ...]
    lines: tuple[int, int] | None
    call: tuple[Argument, ...] = ()


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
    tags: tuple[str, ...] = ()
    layers: tuple[Layer, ...] = ()
    blocks: tuple[Block, ...] = ()
    diagram: Diagram = Diagram()
    diagnostics: tuple[dict[str, Any], ...] = ()
    source: str = ""
    downloads: tuple[Download, ...] = ()


@dataclass(frozen=True, slots=True)
class LayerCost:
    """FLOPs of a layer for one sample, and for one step of it where it works step by step; bytes for the batch.

    None is unknown. `kept_bytes` is what training keeps besides the outputs until the backward pass.
    """

    name: str
    flops: int | None
    step_flops: int | None
    output_bytes: int | None
    kept_bytes: int | None


@dataclass(frozen=True, slots=True)
class CostPage:
    """What a model costs at a batch size, and a length for every size that its inputs leave open."""

    batch: int
    length: int | None
    flops: int | None
    activation_bytes: int | None
    layers: tuple[LayerCost, ...]


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What went wrong with a request."""

    status: int
    title: str
    message: str


def card(spec: Spec, url: str, thumbnail_url: str | None) -> Card:
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
        tags=graph.tags,
        types=tuple(dict.fromkeys(layer.title for layer in layers if layer.type != "InputLayer")),
        layers=sum(layer.type != "InputLayer" for layer in layers),
        params=graph.view.total,
        cudnn=support(graph),
        errors=len(errors),
        warnings=len(graph.diagnostics) - len(errors),
        problems=tuple(f"{each.code} {each.message}" for each in errors[:MOST_PROBLEMS]),
    )


def gallery_page(folder: str, cards: tuple[Card, ...], complete: bool) -> GalleryPage:
    """The page of a folder."""
    tags = Counter(tag for each in cards for tag in each.tags)
    return GalleryPage(folder, cards, complete, tuple(Tag(name, count) for name, count in tags.most_common()))


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
        params=graph.view.total,
        trainable_params=graph.view.trainable_params,
        non_trainable_params=graph.view.non_trainable_params,
        size_bytes=graph.view.size,
        cudnn=support(graph),
        tags=graph.tags,
        layers=layers,
        blocks=tuple(
            Block(each.name, each.block, each.copy, each.copies, each.parent, each.rows) for each in graph.parts
        ),
        diagram=diagram or Diagram(),
        diagnostics=tuple(each.as_dict() for each in graph.diagnostics),
        source=graph.data.source.text if graph.data.source else "",
        downloads=downloads,
    )


def layers_of(graph: Graph) -> tuple[Layer, ...]:
    """The summary's rows, inputs among them."""
    return tuple(_layer(row, graph.details[row.name]) for row in graph.view.rows)


def _layer(row: Row, detail: Detail) -> Layer:
    return Layer(
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
        tuple(Argument(each.name, each.value, each.is_default) for each in detail.arguments),
        tuple(Read(each.field, each.reference, each.shape, _mask(each.mask)) for each in detail.reads),
        _mask(detail.mask),
        row.opens,
        detail.insides,
        detail.lines,
        tuple(Argument(name, value, is_default=False) for name, value in row.call),
    )


def _mask(mask: MaskData | None) -> Mask | None:
    return Mask(mask.source, mask.padding) if mask else None


def cost_page(graph: Graph, batch: int | None, length: int | None) -> CostPage:
    """What a model costs."""
    cost = graph.cost(batch, length)
    layers = (
        LayerCost(name, each.flops, each.step_flops, each.output_bytes, each.kept_bytes)
        for name, each in cost.nodes.items()
    )
    return CostPage(cost.batch, cost.length, cost.flops, cost.activation_bytes, tuple(layers))


def support(graph: Graph) -> Support:
    """What the layers of a model say about cuDNN together."""
    if graph.view.total is None:
        return "unknown"
    verdicts = {row.cudnn.eligible for row in graph.view.rows if row.cudnn}
    if not verdicts:
        return "no recurrent layer"
    return "partly eligible" if len(verdicts) == 2 else "eligible" if verdicts == {True} else "not eligible"
