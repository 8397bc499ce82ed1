"""The one way to a graph: a document, Python calls and an imported model all give their inputs and layers to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from rnngraph.build.names import LONGEST_TYPE, default_names
from rnngraph.build.references import Given, expand_states, given_refs, output_names, port_of, without_repeats
from rnngraph.graph import LIMITS, Graph, Input, Limits, Node, Origin, Output, Pointer, Problem, Ref
from rnngraph.graph.reachability import owners
from rnngraph.layers.base import Layer
from rnngraph.layers.block import Block
from rnngraph.layers.custom import definitions
from rnngraph.layers.definition import Definition
from rnngraph.layers.fields import NAME
from rnngraph.problems import kinds
from rnngraph.problems.nearest import MANY, nearest

Places = Callable[..., Origin | None]
"""The place of a part of the graph, by the path to it: `place("outputs", 1)`."""


@dataclass(frozen=True, slots=True)
class GivenLayer:
    """A layer as its author gave it, which may still lack a name.

    Arguments:
        layer: None if it could not be read.
        type: its type, or what the author wrote in place of one; a default name is made of it.
        name: the author's name for it.
        shares: the layer whose weights are applied again: its name, or its position among the layers given.
        origin: where it was given.
    """

    layer: Layer | None
    type: str
    name: str | None = None
    shares: str | int | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class GivenCall:
    """What a layer is called on, and how.

    Without `inputs` the layer reads the layer given just before it, or the only input. If what the author wrote
    there could not be read, `readable` is false, and the layer reads nothing.
    """

    inputs: Given = None
    initial_state: Given = None
    mask: Ref | None = None
    training: bool | None = None
    use_causal_mask: bool = False
    return_attention_scores: bool = False
    reverse: bool = False
    description: str | None = None
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the inputs and of the layers, in the order in which these were given.

    `unnamed` has the positions of the layers without a type that a name would have been made of.
    """

    inputs: tuple[str, ...]
    layers: tuple[str, ...]
    unnamed: frozenset[int]


class GraphBuilder:
    """Builds a graph in three steps: `declare` all inputs and layers, `call` each layer, then ask for the `graph`.

    What is wrong becomes one of the `problems`, and the rest is still built. `place` gives the place of a part of the
    graph; `block` is the name of the block that is built, if it is not the whole model.
    """

    def __init__(self, place: Places, *, block: str | None = None, limits: Limits = LIMITS) -> None:
        self.place = place
        self.block = block
        self.limits = limits
        self.problems: list[Problem] = []
        self.inputs: tuple[Input, ...] = ()
        self.layers: dict[str, Layer | None] = {}
        """The layer that each name means; None for an input, and for a layer that could not be read."""
        self._given: dict[str, GivenLayer] = {}
        self._shares: dict[str, str] = {}
        self._nodes: list[Node] = []
        self._before: str | None = None

    def declare(self, inputs: Sequence[Input], layers: Sequence[GivenLayer]) -> Names:
        """Gives every input and every layer a name of its own, and those that share weights the layer that they share.

        A name that is taken, or that can't be one, is a problem. What has it gets another name, so that nobody takes
        the one for the other.
        """
        if not inputs:
            self.problems.append(kinds.wiring.NoInputs(block=self.block, origin=self.place("inputs")))
        if not layers:
            self.problems.append(kinds.wiring.NoLayers(block=self.block, origin=self.place("layers")))
        authored = {each.name for each in inputs} | {each.name for each in layers if each.name is not None}
        for tensor in inputs:
            self._add(tensor.name, None, authored, tensor.origin)
        self.inputs = tuple(replace(each, name=name) for each, name in zip(inputs, self.layers, strict=True))
        given = [self._with_valid_name(each) for each in layers]
        models = self._models(given)
        names = []
        for each, name in zip(given, self._default_names(given, models), strict=True):
            names.append(self._add(name, each.layer, authored, each.origin))
            self._given[names[-1]] = each
        self._share(names)
        self._check_cells()
        both = zip(given, models, strict=True)
        unnamed = frozenset(model for each, model in both if not (each.name or given[model].type))
        return Names(tuple(each.name for each in self.inputs), tuple(names), unnamed)

    def call(self, name: str, given: GivenCall) -> None:
        """Calls a layer that was declared, whose node then is the next of the graph."""
        own, layer = self._given[name], self.layers[name]
        refs, keys, given_keys = self._references(given.inputs, layer)
        if not given.readable:
            layer = None
        elif given.inputs is None and not (layer and layer.inputs_taken() == (0, 0)):
            refs = self._implicit(name, own.origin)
        node = Node(
            name,
            layer.type if layer else own.type[:LONGEST_TYPE],
            layer,
            refs,
            keys,
            self._initial_state(given.initial_state),
            port_of(given.mask, self.layers) if given.mask else None,
            given.training,
            given.use_causal_mask,
            given.return_attention_scores,
            given.reverse,
            self._shares.get(name),
            given.description,
            own.origin,
            given_keys,
        )
        self._nodes.append(node)
        # What reads nothing stands outside the chain of those that read the one before.
        declared = self.layers[name]
        if declared is None or declared.inputs_taken() != (0, 0):
            self._before = name

    def graph(self, name: str, outputs: Given) -> Graph:
        """The graph, its blocks still folded; without `outputs`, they are what the last layer gives."""
        made = tuple(self._outputs(outputs))
        named = isinstance(outputs, Mapping)
        return Graph(name, self.inputs, tuple(self._nodes), made, named, problems=tuple(self.problems))

    def wrong_outputs(self, graph: Graph) -> Iterator[Problem]:
        """Outputs of a block that lead nowhere: reported once, not wherever the block is used."""
        inputs = {each.name for each in self.inputs}
        for index, output in enumerate(graph.outputs):
            ref, key = output.ref, output.name if graph.named_outputs else index
            field, place = f"outputs/{key}", self.place("outputs", key)
            layer = self.layers.get(ref.node)
            if ref.node not in self.layers:
                near = nearest(ref.node, self.layers)
                yield kinds.wiring.UnknownReference(field, found=ref.node, nearest=near, block=self.block, origin=place)
            elif ref.port is not None and (layer or ref.node in inputs):
                known = layer.port_names() if layer else ("output",)
                if ref.port not in known:
                    near = nearest(ref.port, known)
                    yield kinds.wiring.UnknownPort(
                        field, found=ref.port, of=ref.node, known=known, nearest=near, block=self.block, origin=place
                    )

    def _add(self, name: str, layer: Layer | None, authored: set[str], origin: Origin | None) -> str:
        """Adds something under its name, or if that is taken under a free one, which is returned."""
        if name in self.layers:
            place = _part(origin, "name")
            self.problems.append(kinds.wiring.DuplicateName("name", node=name, name=name, origin=place))
            free = (f"{name}_{number}" for number in count(2))
            name = next(each for each in free if each not in self.layers and each not in authored)
        self.layers[name] = layer
        return name

    def _with_valid_name(self, given: GivenLayer) -> GivenLayer:
        """The layer, without a name if its own can't be one, which is a problem."""
        if given.name is None or NAME.fullmatch(given.name):
            return given
        place = _part(given.origin, "name")
        self.problems.append(kinds.fields.InvalidName("name", node=given.name, found=given.name, origin=place))
        return replace(given, name=None)

    def _models(self, given: Sequence[GivenLayer]) -> list[int]:
        """The position of the layer that each is named after: its own, or that of the layer whose weights it shares."""
        own = range(len(given))
        by_name: dict[str, int] = {}
        if any(isinstance(each.shares, str) for each in given):
            by_name = dict(zip(self._default_names(given, own), own, strict=True))
        return [
            each.shares if isinstance(each.shares, int) else by_name.get(each.shares or "", position)
            for position, each in enumerate(given)
        ]

    def _default_names(self, given: Sequence[GivenLayer], models: Sequence[int]) -> list[str]:
        """A name for each layer, made of its model's type where the author gave none."""
        layers = (given[model].layer for model in models)
        counts = (layer.repeat if isinstance(layer, Block) else 1 for layer in layers)
        # Too many copies to be built are a problem that is found when they would be.
        repeats = {position: copies for position, copies in enumerate(counts) if 1 < copies <= self.limits.nodes}
        names = [(each.name, given[model].type) for each, model in zip(given, models, strict=True)]
        return default_names(names, self.layers, repeats)

    def _share(self, names: Sequence[str]) -> None:
        """Gives each layer that shares weights the layer that has them, through chains."""
        for name, given in self._given.items():
            if given.shares is not None:
                self._shares[name] = names[given.shares] if isinstance(given.shares, int) else given.shares
        found = owners(self._shares)
        for name in self._shares:
            owner = found[name]
            if owner in self._given and owner not in self._shares:
                self.layers[name] = self.layers[owner]
                continue
            others = self._given.keys() - {name} if len(self._given) <= MANY else ()
            near, place = nearest(owner, others), _part(self._given[name].origin, "shares")
            self.problems.append(
                kinds.wiring.UnknownReference("shares", node=name, found=owner, nearest=near, origin=place)
            )

    def _check_cells(self) -> None:
        """A graph has one cell of a name: a document could not write two."""
        cells: dict[str, Definition] = {}
        seen: set[int] = set()
        for name, layer in self.layers.items():
            if layer is None or id(layer) in seen:
                continue
            seen.add(id(layer))
            for each in definitions(layer):
                if cells.setdefault(each.name, each) != each:
                    why, place = "is another cell already", self._given[name].origin
                    self.problems.append(kinds.cells.InvalidCellName(node=name, found=each.name, why=why, origin=place))

    def _references(
        self, given: Given, layer: Layer | None
    ) -> tuple[tuple[Ref, ...], tuple[str, ...] | None, tuple[str, ...] | None]:
        """What a layer reads, in its own order; names of a dict that it does not know; all names as they were given."""
        if not isinstance(given, Mapping):
            refs = given_refs(given)
            return tuple(each for ref in refs for each in expand_states(ref, self.layers)), None, None
        names = layer.names_of_inputs() if layer else ()
        keys = tuple(sorted(given, key=lambda key: names.index(key) if key in names else len(names)))
        known = bool(names) and keys == names[: len(keys)]
        return tuple(port_of(given[key], self.layers) for key in keys), None if known else keys, keys

    def _initial_state(self, given: Given) -> tuple[Ref, ...]:
        """The initial states, one reference each; a bare name, alone, is all states of a recurrent layer."""
        if isinstance(given, Ref) and given.port is None:
            layer = self.layers.get(given.node)
            given = replace(given, port="states") if layer and layer.state_names() else given
        return self._references(given, None)[0]

    def _implicit(self, name: str, origin: Origin | None) -> tuple[Ref, ...]:
        """What a layer without `inputs` reads: the layer before it, or the only input."""
        if self._before is not None:
            return (Ref(self._before),)
        if len(self.inputs) > 1:
            names = tuple(each.name for each in self.inputs)
            self.problems.append(kinds.wiring.AmbiguousInput("inputs", node=name, inputs=names, origin=origin))
            return ()
        return tuple(Ref(each.name) for each in self.inputs)

    def _outputs(self, given: Given) -> Iterator[Output]:
        if isinstance(given, Mapping):
            for key, ref in given.items():
                if not NAME.fullmatch(key):
                    place = self.place("outputs", key)
                    self.problems.append(kinds.fields.InvalidName("outputs", found=key, origin=place))
                yield Output(key, port_of(ref, self.layers))
            return
        refs = self._references(given, None)[0]
        if given is None and self._nodes:
            last = self._nodes[-1]
            main = last.layer.main_names() if last.layer else ("output",)
            refs = tuple(port_of(Ref(last.name, port), self.layers) for port in main)
        elif given is not None and not refs:
            self.problems.append(kinds.wiring.NoOutputs(block=self.block, origin=self.place("outputs")))
        found, repeated = without_repeats(refs)
        for ref in repeated:
            place = self.place("outputs")
            self.problems.append(kinds.wiring.DuplicateOutput("outputs", found=str(ref), origin=place))
        yield from output_names(found, self.layers)


def _part(origin: Origin | None, field: str) -> Origin | None:
    """The place of a field of what was given; in Python the line says all."""
    return origin.child(field) if isinstance(origin, Pointer) else origin
