"""One level of a document, its top or a block: from inputs and layers to a graph, blocks still folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from rnngraph.graph import MAX_PROBLEMS, Graph, Input, Limits, Node, Output, Pointer, Problem, Ref, pointer
from rnngraph.graph.following import owners
from rnngraph.layers import CELLS
from rnngraph.layers.base import Layer
from rnngraph.layers.block import Block
from rnngraph.layers.fields import NAME
from rnngraph.layers.inner import make
from rnngraph.layers.plugins import REGISTERED
from rnngraph.problems import Rejected, kinds
from rnngraph.problems.nearest import MANY, nearest
from rnngraph.spec.blocks import Blocks, holds_blocks
from rnngraph.spec.cells import Cells
from rnngraph.spec.document import InputSection, NodeSection, read_fields
from rnngraph.spec.names import LONGEST_TYPE, default_names
from rnngraph.spec.slips import ENTRY_FIELDS, KINDS, fields_of_shared, unnamed, with_guesses
from rnngraph.spec.wiring import distinct, expand_states, output_names, parse, port_of

CELL_KINDS = {kind.__name__ for kind in CELLS}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry under `layers`, read as far as it can be."""

    index: int
    name: str | None
    type: str
    layer: Layer | None
    fields: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()

    @property
    def is_wired(self) -> bool:
        """Whether it is known what the layer reads."""
        meant = (each.nearest for each in self.problems if isinstance(each, kinds.fields.UnknownField))
        return "inputs" not in {*meant, *(each.field for each in self.problems)}


class Builder:
    """Builds inputs, layers and outputs, which the top level and a block have alike, `at` their place."""

    def __init__(
        self,
        tree: dict[str, Any],
        values: Mapping[str, Any],
        at: tuple[object, ...],
        cells: Cells,
        limits: Limits,
    ) -> None:
        self.tree = tree
        self.limits = limits
        self.values = values
        self.at = at
        self.cells = cells
        self.blocks: Blocks
        self.problems: list[Problem] = []
        self.layers: dict[str, Layer | None] = {}
        self.made: dict[str, Layer] = {}

    def graph(self, name: str) -> Graph:
        """The level's graph, under a name."""
        inputs = self.inputs(self.values.get("inputs") or [])
        nodes = self.nodes(self.values.get("layers") or [], inputs)
        outputs = self.outputs(self.values.get("outputs"), nodes)
        return Graph(name, inputs, nodes, outputs, isinstance(self.values.get("outputs"), dict))

    def place(self, *path: object) -> Pointer:
        """The place of something in what is built here."""
        return pointer(*self.at, *path)

    def inputs(self, entries: list[Any]) -> tuple[Input, ...]:
        """The inputs, each as far as it can be read."""
        inputs: dict[str, Input] = {}
        if not entries and isinstance(self.tree.get("inputs"), list):
            self.problems.append(kinds.wiring.NoInputs(block=self.block, origin=self.place("inputs")))
        for index, entry in enumerate(self.bounded(entries, "inputs") or []):
            at = (*self.at, "inputs", index)
            if not isinstance(entry, dict):
                self.wrong_type(entry, "an object", at)
                continue
            name = _authored_name(entry)
            values, problems = read_fields(InputSection, entry, at, name)
            self.problems += problems
            if name is None:
                continue
            if name in inputs:
                self.problems.append(
                    kinds.wiring.DuplicateName("name", node=name, name=name, origin=pointer(*at, "name"))
                )
                continue
            # A shape that can't be read leaves the type unknown: it is none of the layers' fault.
            shape = tuple(values["shape"]) if isinstance(values.get("shape"), list) else None
            inputs[name] = Input(name, shape, values.get("dtype"), values.get("mask") or "right", pointer(*at))
        return tuple(inputs.values())

    def bounded(self, entries: Any, what: Literal["inputs", "layers", "outputs"]) -> Any:
        """What a list or an object at the top holds; nothing, and a problem, where that is more than a model has."""
        limits = self.limits
        if isinstance(entries, list | dict) and len(entries) > limits.nodes:
            self.too_many(what, len(entries), limits.nodes, what)
            return None
        references = sum(map(_references, entries)) if what == "layers" else 0
        if references > limits.references:
            self.too_many(what, references, limits.references, "references")
            return None
        return entries

    def too_many(
        self, section: str, found: int, limit: int, what: Literal["inputs", "layers", "outputs", "references"]
    ) -> None:
        """Notes that a section has more than is built."""
        place = self.place(section)
        self.problems.append(kinds.wiring.TooManyNodes(found=found, limit=limit, what=what, origin=place))

    def nodes(self, entries: list[Any], inputs: tuple[Input, ...]) -> tuple[Node, ...]:
        """The layers, named and wired."""
        if not entries and isinstance(self.tree.get("layers"), list):
            self.problems.append(kinds.wiring.NoLayers(block=self.block, origin=self.place("layers")))
        present = list(self.read_entries(self.bounded(entries, "layers") or []))
        names, nameless = self.names(present, [each.name for each in inputs])
        self.name_problems({entry.index: name for entry, name in zip(present, names, strict=True)})
        self.layers = {each.name: None for each in inputs}
        kept = []
        for entry, name in zip(present, names, strict=True):
            problems = map(unnamed, entry.problems) if entry.index in nameless else entry.problems
            self.problems += [replace(each, node=name) for each in problems]
            if name in self.layers:
                place = self.place("layers", entry.index, "name")
                self.problems.append(kinds.wiring.DuplicateName("name", node=name, name=name, origin=place))
                continue
            self.layers[name] = entry.layer
            kept.append((entry, name))
        self.share(kept)
        nodes: list[Node] = []
        before: str | None = None
        for entry, name in kept:
            nodes.append(self.node(entry, name, before, inputs))
            # What reads nothing stands outside the chain of those that read the one before.
            layer = self.layers[name]
            before = before if layer and layer.inputs_taken() == (0, 0) else name
        return tuple(nodes)

    def read_entries(self, entries: list[Any]) -> Iterator[_Entry]:
        """Every entry that is one, up to where more is wrong than anybody is told."""
        wrong = 0
        for index, each in enumerate(entries):
            entry = self.entry(index, each)
            wrong += len(entry.problems) if entry else 1
            if entry:
                yield entry
            if wrong > MAX_PROBLEMS:
                return

    def name_problems(self, names: Mapping[int, str]) -> None:
        """Gives what was found before the layers had names the layer that it is about."""
        numbered = {str(index): name for index, name in names.items()}
        for at, each in enumerate(self.problems):
            path = (
                each.origin.path.removeprefix(self.place().path).split("/", 3)
                if isinstance(each.origin, Pointer)
                else []
            )
            if each.node is None and len(path) == 4 and path[1] == "layers" and path[2] in numbered:
                self.problems[at] = replace(each, node=numbered[path[2]], field=path[3])

    def names(self, entries: list[_Entry], taken: list[str]) -> tuple[list[str], set[int]]:
        """A name for each entry, and the indices of those whose name hangs on a type that could not be read.

        An entry that shares a layer without a name of its own is named by that layer's type.
        """
        types = [(entry.name, entry.type) for entry in entries]
        named = dict(zip(default_names(types, taken, _repeats(entries, self.limits.nodes)), entries, strict=True))
        shared = [named.get(str(entry.fields.get("shares"))) or entry for entry in entries]
        types = [(entry.name, other.type) for entry, other in zip(entries, shared, strict=True)]
        nameless = {other.index for (name, kind), other in zip(types, shared, strict=True) if not (name or kind)}
        return default_names(types, taken, _repeats(shared, self.limits.nodes)), nameless

    def entry(self, index: int, entry: object) -> _Entry | None:
        """One entry under `layers`; None where it is no object."""
        at = (*self.at, "layers", index)
        if not isinstance(entry, dict):
            self.wrong_type(entry, "an object", at)
            return None
        own: dict[str, Any] = {}
        layer_fields: dict[str, Any] = {}
        for key, value in entry.items():
            (own if key in ENTRY_FIELDS else layer_fields)[key] = value
        name = _authored_name(entry)
        values, problems = read_fields(NodeSection, own, at, name)
        if isinstance(values.get("shares"), str):
            problems += fields_of_shared(name, [*(["type"] if "type" in entry else []), *layer_fields], at)
            return _Entry(index, name, "", None, values, tuple(problems))
        type_name = values["type"] if isinstance(values.get("type"), str) else ""
        layer = None
        if not any(each.field in ("type", "shares") for each in problems):
            layer, wrong = self.layer(entry, layer_fields, at)
            problems += with_guesses(wrong, entry, type_name)
        unknown = (each.nearest for each in problems if isinstance(each, kinds.fields.UnknownType))
        meant = next(unknown, None)
        return _Entry(index, name, meant or type_name, layer, values, tuple(problems))

    def layer(
        self, entry: dict[str, Any], fields: dict[str, Any], at: tuple[object, ...]
    ) -> tuple[Layer | None, list[Problem]]:
        """The layer that an entry describes, or what keeps it from being one."""
        type_name = entry.get("type")
        if isinstance(type_name, str) and any(type_name in each for each in (CELL_KINDS, self.cells, REGISTERED)):
            return None, [kinds.fields.BareCell("type", found=type_name, origin=pointer(*at, "type"))]
        # What is written alike is one layer: it never changes, and large documents repeat themselves.
        written = f"{type_name} {fields}"
        if written in self.made:
            return self.made[written], []
        given = {**({"type": type_name} if "type" in entry else {}), **fields}
        put, problems = self.blocks.put_in(given, at) if holds_blocks(given) else (given, [])
        try:
            layer = make(KINDS, put)
            if not problems:
                self.made[written] = layer
            return layer, problems
        except Rejected as error:
            place = pointer(*at)
            wrong = [replace(each, node=None, origin=place.child(each.field)) for each in error.problems]
            return None, [*problems, *wrong]

    def share(self, kept: list[tuple[_Entry, str]]) -> None:
        """Gives each node that shares the layer it shares, through chains."""
        shares = {name: entry.fields["shares"] for entry, name in kept if entry.fields.get("shares")}
        names = {name for _, name in kept}
        found = owners(shares)
        for entry, name in kept:
            if name not in shares:
                continue
            at = found[name]
            place = self.place("layers", entry.index, "shares")
            if at not in names or at in shares:
                self.problems.append(
                    kinds.wiring.UnknownReference(
                        "shares",
                        node=name,
                        found=at,
                        nearest=nearest(at, names - {name} if len(names) <= MANY else ()),
                        origin=place,
                    )
                )
            else:
                self.layers[name] = self.layers[at]

    def node(self, entry: _Entry, name: str, before: str | None, inputs: tuple[Input, ...]) -> Node:
        """An entry as a node of the graph; `before` is the layer listed before it."""
        layer, values = self.layers[name], entry.fields
        origin = self.place("layers", entry.index)
        refs, keys = self.references(values.get("inputs"), layer)
        if not entry.is_wired:
            layer = None
        elif values.get("inputs") is None and not (layer and layer.inputs_taken() == (0, 0)):
            refs = self.implicit(name, before, inputs, origin)
        return Node(
            name,
            layer.type if layer else entry.type[:LONGEST_TYPE],
            layer,
            refs,
            keys,
            self.initial_state(values.get("initial_state")),
            self.ref(values["mask"]) if isinstance(values.get("mask"), str) else None,
            values.get("training"),
            bool(values.get("use_causal_mask")),
            bool(values.get("return_attention_scores")),
            bool(values.get("reverse")),
            values.get("shares"),
            values.get("description"),
            origin,
            self.given_keys(values.get("inputs"), layer),
        )

    def implicit(self, name: str, before: str | None, inputs: tuple[Input, ...], origin: Pointer) -> tuple[Ref, ...]:
        """What a layer without `inputs` reads: the layer before it, or the only input."""
        if before is not None:
            return (Ref(before),)
        if len(inputs) == 1:
            return (Ref(inputs[0].name),)
        if len(inputs) > 1:
            self.problems.append(
                kinds.wiring.AmbiguousInput(
                    "inputs", node=name, inputs=tuple(each.name for each in inputs), origin=origin
                )
            )
        return ()

    def references(self, value: Any, layer: Layer | None) -> tuple[tuple[Ref, ...], tuple[str, ...] | None]:
        """References in the layer's own order; a dict's keys stay only where the layer has no names for its inputs."""
        if not isinstance(value, str | list | dict):
            return (), None
        if not isinstance(value, dict):
            given = [value] if isinstance(value, str) else value
            return tuple(ref for text in given for ref in expand_states(parse(text), self.layers)), None
        names = layer.names_of_inputs() if layer else ()
        keys = self.given_keys(value, layer) or ()
        in_order = tuple(keys) == names[: len(keys)]
        return tuple(self.ref(value[key]) for key in keys), None if in_order and names else tuple(keys)

    def given_keys(self, value: Any, layer: Layer | None) -> tuple[str, ...] | None:
        """The names by which inputs are given, in the layer's own order; None where they have none."""
        names = layer.names_of_inputs() if layer else ()
        if not isinstance(value, dict):
            return None
        return tuple(sorted(value, key=lambda key: names.index(key) if key in names else len(names)))

    def initial_state(self, value: Any) -> tuple[Ref, ...]:
        """The references of `initial_state`, each to one state."""
        if isinstance(value, str):
            ref = parse(value)
            # The bare name of a recurrent layer, as the whole of the field, is all its states.
            layer = self.layers.get(ref.node)
            whole = ref.port is None and layer is not None and layer.state_names()
            return expand_states(replace(ref, port="states") if whole else ref, self.layers)
        return self.references(value, None)[0]

    def ref(self, text: str) -> Ref:
        """One reference, its port settled."""
        return port_of(parse(text), self.layers)

    def outputs(self, value: Any, nodes: tuple[Node, ...]) -> tuple[Output, ...]:
        """The outputs: those that are named, else what the last layer gives."""
        value = self.bounded(value, "outputs")
        if isinstance(value, dict):
            for key in value:
                if not NAME.fullmatch(key):
                    self.problems.append(
                        kinds.fields.InvalidName("outputs", found=key, origin=self.place("outputs", key))
                    )
            return tuple(Output(name, self.ref(text)) for name, text in value.items())
        refs = self.references(value, None)[0]
        if value is None and nodes:
            last = nodes[-1]
            main = last.layer.main_names() if last.layer else ("output",)
            refs = tuple(port_of(Ref(last.name, port), self.layers) for port in main)
        if isinstance(value, list) and not value:
            self.problems.append(kinds.wiring.NoOutputs(block=self.block, origin=self.place("outputs")))
        found, twice = distinct(refs, self.place("outputs"))
        self.problems += twice
        return output_names(found, self.layers)

    def broken(self, graph: Graph) -> Iterator[Problem]:
        """Outputs of a block that lead nowhere: said here, not wherever the block is used."""
        inputs = {each.name for each in graph.inputs}
        for index, output in enumerate(graph.outputs):
            ref, field = output.ref, f"outputs/{output.name if graph.named_outputs else index}"
            place = self.place(*field.split("/"))
            if ref.node not in self.layers:
                near = nearest(ref.node, self.layers)
                yield kinds.wiring.UnknownReference(field, found=ref.node, nearest=near, block=self.block, origin=place)
                continue
            layer = self.layers[ref.node]
            known = layer.port_names() if layer else ("output",)
            if ref.port is not None and ref.port not in known and (layer or ref.node in inputs):
                near = nearest(ref.port, known)
                yield kinds.wiring.UnknownPort(
                    field, found=ref.port, of=ref.node, known=known, nearest=near, block=self.block, origin=place
                )

    @property
    def block(self) -> str | None:
        """The block that is built; None for the model."""
        return str(self.at[-1]) if self.at else None

    def wrong_type(self, found: object, expected: str, at: tuple[object, ...]) -> None:
        """Notes that something is of another type than it should be."""
        self.problems.append(kinds.fields.WrongType(found=found, expected=expected, origin=pointer(*at)))


def _references(entry: object) -> int:
    """How many references a layer's entry has."""
    given = [entry.get(name) for name in ("inputs", "initial_state")] if isinstance(entry, dict) else []
    return sum(len(each) if isinstance(each, list | dict) else 1 for each in given if each is not None)


def _repeats(entries: Iterable[_Entry], limit: int) -> dict[int, int]:
    """Of which entries there are copies, and how many; too many to be built are said to be so later."""
    counts = (entry.layer.repeat if isinstance(entry.layer, Block) else 1 for entry in entries)
    return {index: count for index, count in enumerate(counts) if 1 < count <= limit}


def _authored_name(entry: Mapping[str, Any]) -> str | None:
    name = entry.get("name")
    return name if isinstance(name, str) and NAME.fullmatch(name) else None
