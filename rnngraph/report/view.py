"""The view: what a summary, a diagram or a page shows, made once from the analysis. The others only format it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rnngraph.analysis import Analysis, Fact
from rnngraph.check import Diagnostic
from rnngraph.graph import Graph, Input, Node, Ref, Shape, Verdict, Weight
from rnngraph.layers.base import Layer
from rnngraph.layers.titles import title
from rnngraph.report.arguments import shown_arguments

EdgeKind = Literal["data", "state", "mask"]
Hidden = Literal["shapes", "params"]


@dataclass(frozen=True, slots=True)
class Inside:
    """A layer held by another: the forward and the backward half of a Bidirectional, a cell of a stack.

    `states` are what it carries from one timestep to the next, under its own names for them.
    """

    role: str
    type: str
    arguments: tuple[tuple[str, str], ...]
    states: tuple[str, ...] = ()
    inside: tuple[Inside, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A layer, or an input (`type` InputLayer), as it is shown.

    `shapes` has the main output or outputs first, then the ports that the graph uses, batch first, and None for a shape
    that is unknown because of an error. `params` is None where it is unknown. `arguments` are those that a reader
    wants to see in a picture, as name and text. `states` are what a recurrent layer carries from one timestep to the
    next.
    """

    name: str
    type: str
    title: str
    params: int | None
    shapes: tuple[Shape | None, ...]
    ports: tuple[str, ...]
    dtype: str | None
    connected_to: tuple[str, ...]
    weights: tuple[Weight, ...]
    cudnn: Verdict | None
    arguments: tuple[tuple[str, str], ...]
    inside: tuple[Inside, ...] = ()
    states: tuple[str, ...] = ()
    shares: str | None = None
    description: str | None = None
    problems: tuple[Diagnostic, ...] = ()

    @property
    def collapsed(self) -> bool:
        """Whether this stands for a whole block, drawn as one box."""
        return self.type == "Block"

    @property
    def is_input(self) -> bool:
        """Whether this is an input of the model."""
        return self.type == "InputLayer"

    @property
    def opens(self) -> bool:
        """Whether several layers inside are shown: two directions, or a stack of cells."""
        parts = self.inside
        while len(parts) == 1:
            parts = parts[0].inside
        return bool(parts)

    def shape(self, port: str | None) -> Shape | None:
        """The shape at a port (None: the first); None where it is unknown, or there is no such port."""
        return next((shape for name, shape in zip(self.ports, self.shapes, strict=True) if port in (None, name)), None)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A block where it stands: the rows that came out of it, called `name/...`, drawn inside one frame.

    `block` is what the spec calls the block; a part of a large model without blocks has none. Of a block that is
    repeated, each copy is a cluster of its own: `encoder`, `encoder_2`, ..., and `copy` counts them from 1 to `copies`.
    A block in a block is `outer/inner`, and has the outer one's name as `parent`. `rows` has all rows inside, those of
    clusters inside too, in the order of the view. `shares` is the cluster whose weights are used again here.
    """

    name: str
    block: str
    rows: tuple[str, ...] = ()
    copy: int = 1
    copies: int = 1
    parent: str | None = None
    shares: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection. `port` is the source's port (None: its main output); `shape` what flows, None where unknown.

    `role` says what the target takes it for: the state that it starts (`state_h`), or which of its named inputs it is
    (`query`). `field` is the target's field that names it (`inputs/0`).
    """

    source: str
    target: str
    kind: EdgeKind
    port: str | None
    role: str | None
    shape: Shape | None
    field: str

    @property
    def to_output(self) -> bool:
        """Whether this leads to an output of the model, not to a layer."""
        return self.field.startswith("outputs/")


@dataclass(frozen=True)
class View:
    """A whole model, ready to be formatted.

    `total` is the number of parameters, None if errors leave those of a layer unknown; `params` counts the known ones.
    `outputs` pairs each output's name with the reference it shows. `blocks` has a cluster before those inside it.
    `unused` are the rows that no output depends on; none if the model has no outputs. `hidden` is what pictures leave
    out.
    """

    name: str
    description: str | None
    rows: tuple[Row, ...]
    edges: tuple[Edge, ...]
    outputs: tuple[tuple[str, Ref], ...]
    total: int | None
    params: int
    trainable_params: int
    size: int
    diagnostics: tuple[Diagnostic, ...]
    blocks: tuple[Cluster, ...] = ()
    unused: frozenset[str] = frozenset()
    hidden: frozenset[Hidden] = frozenset()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What keeps the graph from being a model."""
        return tuple(each for each in self.diagnostics if each.severity == "error")

    @property
    def non_trainable_params(self) -> int:
        """Number of parameters that training leaves as they are."""
        return self.params - self.trainable_params

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Names that something refers to and that nothing has."""
        known = {row.name for row in self.rows}
        referred = (*(edge.source for edge in self.edges), *(ref.node for _, ref in self.outputs))
        return tuple(dict.fromkeys(name for name in referred if name not in known))

    @cached_property
    def shared(self) -> frozenset[str]:
        """Rows whose weights another row uses again."""
        with_weights = {row.name for row in self.rows if row.weights}
        return frozenset(row.shares for row in self.rows if row.shares in with_weights)

    @cached_property
    def faults(self) -> frozenset[tuple[str | None, str | None]]:
        """Layer and field of every error."""
        return frozenset((each.layer, each.field) for each in self.diagnostics if each.severity == "error")

    def is_wrong(self, edge: Edge) -> bool:
        """Whether an error is about this edge, or about the field that it stands in."""
        fields = (edge.field, edge.field.partition("/")[0])
        if edge.to_output:
            return not self.faults.isdisjoint((None, field) for field in (*fields, f"outputs/{edge.target}"))
        return not self.faults.isdisjoint((edge.target, field) for field in fields)

    def is_unused(self, edge: Edge) -> bool:
        """Whether no output depends on what this edge leads to."""
        return edge.target in self.unused and not edge.to_output

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The model in words, a sentence a layer: the text alternative to its diagram."""
        from rnngraph.report.sentences import sentences

        return sentences(self)

    @cached_property
    def results(self) -> tuple[Edge, ...]:
        """An edge to each output, its target the output's name and its field `outputs/0`, ..."""
        rows = {row.name: row for row in self.rows}
        return tuple(
            Edge(ref.node, name, "data", ref.port, None, row.shape(ref.port) if row else None, f"outputs/{index}")
            for index, (name, ref, row) in enumerate((name, ref, rows.get(ref.node)) for name, ref in self.outputs)
        )

    def row(self, name: str) -> Row | None:
        """The row of that name."""
        return next((row for row in self.rows if row.name == name), None)


def view(analysis: Analysis, diagnostics: tuple[Diagnostic, ...] = ()) -> View:
    """The view of an analysed graph, with its diagnostics on the rows they are about."""
    graph = analysis.graph
    about: dict[str | None, list[Diagnostic]] = {}
    for each in diagnostics:
        about.setdefault(each.layer, []).append(each)
    rows = tuple(_row(analysis, each, tuple(about.get(each.name, ()))) for each in analysis.listing)
    return View(
        graph.name,
        graph.description,
        rows,
        tuple(edge for fact in analysis.nodes.values() for edge in _edges(analysis, fact)),
        tuple((output.name, output.ref) for output in graph.outputs),
        analysis.total_params,
        analysis.params,
        analysis.trainable_params,
        analysis.size,
        diagnostics,
        _clusters(graph, rows),
        frozenset(row.name for row in rows if graph.outputs and row.name not in analysis.reached),
    )


def _clusters(graph: Graph, rows: tuple[Row, ...]) -> tuple[Cluster, ...]:
    """The blocks of a graph, each with the rows in it."""
    inside: dict[str, list[str]] = {each.name: [] for each in graph.blocks}
    for row in rows:
        around = row.name.rpartition("/")[0]
        while around:
            if around in inside:
                inside[around].append(row.name)
            around = around.rpartition("/")[0]
    return tuple(
        Cluster(
            each.name,
            each.block,
            tuple(inside[each.name]),
            each.copy,
            each.copies,
            each.name.rpartition("/")[0] or None,
            each.shares,
            each.description,
        )
        for each in graph.blocks
    )


def _row(analysis: Analysis, each: Input | Fact, problems: tuple[Diagnostic, ...]) -> Row:
    return _input_row(analysis, each, problems) if isinstance(each, Input) else _layer_row(each, problems)


def _input_row(analysis: Analysis, given: Input, problems: tuple[Diagnostic, ...]) -> Row:
    kind = analysis.main_type(given)
    mask = (("mask", "any"),) if given.mask == "any" else ()
    shapes = (kind.shape if kind else None,)
    dtype = kind.dtype if kind else None
    return Row(given.name, "InputLayer", "Input", 0, shapes, ("output",), dtype, (), (), None, mask, problems=problems)


def _layer_row(fact: Fact, problems: tuple[Diagnostic, ...]) -> Row:
    node, layer = fact.node, fact.node.layer
    ports = fact.outputs
    return Row(
        node.name,
        node.type or "?",
        fact.title,
        fact.params,
        tuple(port.type.shape for port in ports) or (None,),
        tuple(port.name for port in ports) or ("output",),
        ports[0].type.dtype if ports else None,
        tuple(str(ref) for _, ref in node.references()),
        fact.weights,
        fact.cudnn,
        shown_arguments(layer) if isinstance(layer, Layer) else (),
        inside(layer) if isinstance(layer, Layer) else (),
        layer.state_names() if layer else (),
        node.shares,
        node.description,
        problems,
    )


def _edges(analysis: Analysis, fact: Fact) -> Iterator[Edge]:
    node = fact.node
    for field, ref in node.references():
        kind = analysis.type_of(ref)
        shape = kind.shape if kind else None
        place, _, key = field.partition("/")
        match place:
            case "initial_state":
                yield Edge(ref.node, node.name, "state", ref.port, _state_name(node, int(key)), shape, field)
            case "mask":
                yield Edge(ref.node, node.name, "mask", ref.port, "mask", shape, field)
            case _:
                yield Edge(ref.node, node.name, "data", ref.port, _input_name(node, key), shape, field)


def _state_name(node: Node, index: int) -> str | None:
    names = node.layer.state_names() if node.layer else ()
    return names[index] if index < len(names) else None


def _input_name(node: Node, key: str) -> str | None:
    if not key.isdecimal():
        return key
    names = node.layer.names_of_inputs() if isinstance(node.layer, Layer) else ()
    return names[int(key)] if int(key) < len(names) else None


def inside(layer: Layer) -> tuple[Inside, ...]:
    """The layers inside, as boxes of their own."""
    directions = getattr(layer, "directions", None)
    if directions is not None:
        forward, backward = directions()
        return (_box("forward", forward), _box("backward", backward.model_copy(update={"go_backwards": False})))
    return tuple(_box(path.replace("/", " "), each) for path, each in layer.inner_layers())


def _box(role: str, layer: Layer) -> Inside:
    return Inside(role, title(layer), shown_arguments(layer), layer.state_names(), inside(layer))
