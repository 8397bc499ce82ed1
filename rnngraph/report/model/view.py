"""The view of a model: what summaries, diagrams and pages show, made once from the analysis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rnngraph.analysis import Analysis, Fact
from rnngraph.check import Diagnostic
from rnngraph.graph import Graph, Input, Node, Ref
from rnngraph.layers.base import Layer
from rnngraph.layers.titles import title
from rnngraph.report.arguments import shown_arguments
from rnngraph.report.model.rows import Cluster, Edge, Hidden, Inside, Row
from rnngraph.report.model.sentences import sentences


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
        """The errors among the diagnostics."""
        return tuple(each for each in self.diagnostics if each.severity == "error")

    @cached_property
    def errors_without_row(self) -> tuple[Diagnostic, ...]:
        """Errors that are about none of the rows."""
        names = {row.name for row in self.rows}
        return tuple(each for each in self.errors if each.layer not in names)

    @property
    def non_trainable_params(self) -> int:
        """Number of parameters that training does not change."""
        return self.params - self.trainable_params

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Names that are referred to but do not exist."""
        known = {row.name for row in self.rows}
        referred = (*(edge.source for edge in self.edges), *(ref.node for _, ref in self.outputs))
        return tuple(dict.fromkeys(name for name in referred if name not in known))

    @cached_property
    def shared(self) -> frozenset[str]:
        """Rows whose weights another row shares."""
        with_weights = {row.name for row in self.rows if row.weights}
        return frozenset(row.shares for row in self.rows if row.shares in with_weights)

    @cached_property
    def faults(self) -> frozenset[tuple[str | None, str | None]]:
        """Layer and field of every error."""
        return frozenset((each.layer, each.field) for each in self.diagnostics if each.severity == "error")

    def is_wrong(self, edge: Edge) -> bool:
        """Whether an error is about this edge, or about the field that names it."""
        fields = (edge.field, edge.field.partition("/")[0])
        if edge.to_output:
            return not self.faults.isdisjoint((None, field) for field in (*fields, f"outputs/{edge.target}"))
        return not self.faults.isdisjoint((edge.target, field) for field in fields)

    def is_unused(self, edge: Edge) -> bool:
        """Whether no output depends on the target of this edge."""
        return edge.target in self.unused and not edge.to_output

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The model in words, one sentence for each row: the text alternative to its diagram."""
        return sentences(self.rows, self.edges, self.results, self.missing)

    @cached_property
    def results(self) -> tuple[Edge, ...]:
        """An edge to each output: `target` is the name of the output, `field` is `outputs/0`, `outputs/1`, ..."""
        rows = {row.name: row for row in self.rows}
        return tuple(
            Edge(ref.node, name, "data", ref.port, None, row.shape(ref.port) if row else None, f"outputs/{index}")
            for index, (name, ref, row) in enumerate((name, ref, rows.get(ref.node)) for name, ref in self.outputs)
        )

    def row(self, name: str) -> Row | None:
        """The row of that name."""
        return next((row for row in self.rows if row.name == name), None)


def view(analysis: Analysis, diagnostics: tuple[Diagnostic, ...] = ()) -> View:
    """The view of an analysed graph. Each diagnostic is on the row that it is about."""
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
    """The uses of blocks in a graph, each with the rows in it."""
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
        tuple(_call(node)),
    )


def _call(node: Node) -> Iterator[tuple[str, bool | str]]:
    """The arguments with which a node calls its layer, besides inputs and states."""
    if node.training is not None:
        yield "training", node.training
    if node.use_causal_mask:
        yield "use_causal_mask", True
    if node.mask:
        yield "mask", str(node.mask)
    if node.return_attention_scores:
        yield "return_attention_scores", True
    if node.reverse:
        yield "reverse", True


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
    """The layers inside a layer."""
    directions = getattr(layer, "directions", None)
    if directions is not None:
        forward, backward = directions()
        return (_box("forward", forward), _box("backward", backward.model_copy(update={"go_backwards": False})))
    return tuple(_box(path.replace("/", " "), each) for path, each in layer.inner_layers())


def _box(role: str, layer: Layer) -> Inside:
    return Inside(role, title(layer), shown_arguments(layer), layer.state_names(), inside(layer))
