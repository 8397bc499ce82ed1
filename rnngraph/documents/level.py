"""One level of a document, its top or a block: its inputs, layers and outputs read, and given to the builder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from rnngraph.build.builder import GivenCall, GivenLayer, GraphBuilder
from rnngraph.build.references import Given, parse
from rnngraph.build.sections import InputSection, NodeSection, read_fields
from rnngraph.documents.blocks import Blocks, holds_blocks
from rnngraph.documents.cells import Cells
from rnngraph.documents.guesses import GUESS, guess
from rnngraph.documents.typo_hints import ENTRY_FIELDS, LAYER_TYPES, fields_of_shared, unnamed, with_guesses
from rnngraph.graph import MAX_PROBLEMS, Graph, Input, Limits, Problem, pointer
from rnngraph.layers import CELLS
from rnngraph.layers.base import Layer
from rnngraph.layers.fields import NAME
from rnngraph.layers.inner import make
from rnngraph.layers.plugins import REGISTERED
from rnngraph.problems import Rejected, kinds

CELL_TYPES = {kind.__name__ for kind in CELLS}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry under `layers`, read as far as it can be: its own `fields`, and the layer that the others describe."""

    index: int
    name: str | None
    type: str
    layer: Layer | None
    fields: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()

    @property
    def readable(self) -> bool:
        """Whether it is known what the layer reads."""
        meant = (each.nearest for each in self.problems if isinstance(each, kinds.fields.UnknownField))
        return "inputs" not in {*meant, *(each.field for each in self.problems)}

    def call(self) -> GivenCall:
        """What the layer is called on, and how."""
        mask, fields = self.fields.get("mask"), self.fields
        return GivenCall(
            given(fields.get("inputs")),
            given(fields.get("initial_state")),
            parse(mask) if isinstance(mask, str) else None,
            fields.get("training"),
            bool(fields.get("use_causal_mask")),
            bool(fields.get("return_attention_scores")),
            bool(fields.get("reverse")),
            fields.get("description"),
            self.readable,
        )


def given(value: Any) -> Given:
    """The references of a field, in the form in which they are written."""
    if isinstance(value, list):
        return [parse(each) for each in value]
    if isinstance(value, dict):
        return {key: parse(each) for key, each in value.items()}
    return parse(value) if isinstance(value, str) else None


class Level:
    """Reads inputs, layers and outputs, which the top level and a block have alike; `at` is the path to them.

    `values` are the level's own fields that could be read.
    """

    def __init__(self, values: Mapping[str, Any], at: tuple[object, ...], cells: Cells, limits: Limits) -> None:
        self.values = values
        self.at = at
        self.cells = cells
        self.limits = limits
        self.blocks: Blocks
        self.problems: list[Problem] = []
        self.made: dict[str, Layer] = {}

    def graph(self, name: str) -> Graph:
        """The level's graph under a name, blocks still folded; `problems` then has everything that is wrong."""
        block = str(self.at[-1]) if self.at else None
        builder = GraphBuilder(partial(pointer, *self.at), block=block, limits=self.limits)
        inputs = list(self.inputs())
        entries = list(self.entries())
        names = builder.declare(inputs, [self.given(each) for each in entries])
        self.name_problems({str(each.index): name for each, name in zip(entries, names.layers, strict=True)})
        for position, (entry, own) in enumerate(zip(entries, names.layers, strict=True)):
            problems = map(unnamed, entry.problems) if position in names.unnamed else entry.problems
            self.problems += [replace(each, node=own) for each in problems]
            builder.call(own, entry.call())
        graph = builder.graph(name, given(self.bounded("outputs")))
        self.problems += graph.problems
        if self.at:
            self.problems += builder.wrong_outputs(graph)
        return replace(graph, problems=())

    def given(self, entry: Entry) -> GivenLayer:
        """An entry as the builder takes it."""
        origin = pointer(*self.at, "layers", entry.index)
        return GivenLayer(entry.layer, entry.type, entry.name, entry.fields.get("shares"), origin)

    def inputs(self) -> Iterator[Input]:
        """The inputs that have a name, each as far as it can be read."""
        for index, entry in enumerate(self.bounded("inputs") or []):
            at = (*self.at, "inputs", index)
            if not isinstance(entry, dict):
                self.wrong_type(entry, "an object", at)
                continue
            name = authored_name(entry)
            values, problems = read_fields(InputSection, entry, at, name)
            self.problems += problems
            if name is not None:
                # A shape that can't be read leaves the type unknown: that is not the layers' fault.
                shape = tuple(values["shape"]) if isinstance(values.get("shape"), list) else None
                yield Input(name, shape, values.get("dtype"), values.get("mask") or "right", pointer(*at))

    def bounded(self, section: Literal["inputs", "layers", "outputs"]) -> Any:
        """A section of the level; nothing, and a problem, if it has more than a model may have."""
        entries, limits = self.values.get(section), self.limits
        if isinstance(entries, list | dict) and len(entries) > limits.nodes:
            self.too_many(section, len(entries), limits.nodes, section)
            return None
        references = sum(map(count_references, entries or ())) if section == "layers" else 0
        if references > limits.references:
            self.too_many(section, references, limits.references, "references")
            return None
        return entries

    def too_many(
        self, section: str, found: int, limit: int, what: Literal["inputs", "layers", "outputs", "references"]
    ) -> None:
        """Notes that a section has more than is built."""
        place = pointer(*self.at, section)
        self.problems.append(kinds.wiring.TooManyNodes(found=found, limit=limit, what=what, origin=place))

    def entries(self) -> Iterator[Entry]:
        """The entries under `layers`, up to where more is wrong than anybody is told."""
        wrong = 0
        for index, each in enumerate(self.bounded("layers") or []):
            entry = self.entry(index, each)
            wrong += len(entry.problems) if entry else 1
            if entry:
                yield entry
            if wrong > MAX_PROBLEMS:
                return

    def name_problems(self, names: Mapping[str, str]) -> None:
        """Gives what was found before the layers had names the layer that it is about."""
        above = pointer(*self.at).path
        for position, each in enumerate(self.problems):
            path = each.path.removeprefix(above).split("/", 3) if each.path is not None else []
            if each.node is None and len(path) == 4 and path[1] == "layers" and path[2] in names:
                self.problems[position] = replace(each, node=names[path[2]], field=path[3])

    def entry(self, index: int, entry: object) -> Entry | None:
        """One entry under `layers`; None if it is not an object."""
        at = (*self.at, "layers", index)
        if not isinstance(entry, dict):
            self.wrong_type(entry, "an object", at)
            return None
        own: dict[str, Any] = {}
        layer_fields: dict[str, Any] = {}
        for key, value in entry.items():
            (own if key in ENTRY_FIELDS else layer_fields)[key] = value
        name = authored_name(entry)
        values, problems = read_fields(NodeSection, own, at, name)
        if isinstance(values.get("shares"), str):
            problems += fields_of_shared(name, [*(["type"] if "type" in entry else []), *layer_fields], at)
            return Entry(index, name, "", None, values, tuple(problems))
        type_name = values["type"] if isinstance(values.get("type"), str) else ""
        layer = None
        if not any(each.field in ("type", "shares") for each in problems):
            layer, wrong = self.layer(entry, layer_fields, at)
            wrong = list(with_guesses(wrong, entry, type_name))
            problems += wrong
            which = GUESS.get()
            if wrong and which is not None:
                described = {"type": type_name, **layer_fields}
                resolved = self.blocks.resolve(described, at)[0] if holds_blocks(described) else described
                layer = guess(LAYER_TYPES, resolved, wrong, which)
        unknown = (each.nearest for each in problems if isinstance(each, kinds.fields.UnknownType))
        return Entry(index, name, next(unknown, None) or type_name, layer, values, tuple(problems))

    def layer(
        self, entry: dict[str, Any], fields: dict[str, Any], at: tuple[object, ...]
    ) -> tuple[Layer | None, list[Problem]]:
        """The layer that an entry describes, or what keeps it from being one."""
        type_name = entry.get("type")
        if isinstance(type_name, str) and any(type_name in each for each in (CELL_TYPES, self.cells, REGISTERED)):
            return None, [kinds.fields.BareCell("type", found=type_name, origin=pointer(*at, "type"))]
        # What is written alike is one layer: it never changes, and large documents repeat themselves.
        written = f"{type_name} {fields}"
        if written in self.made:
            return self.made[written], []
        described = {**({"type": type_name} if "type" in entry else {}), **fields}
        resolved, problems = self.blocks.resolve(described, at) if holds_blocks(described) else (described, [])
        try:
            layer = make(LAYER_TYPES, resolved)
            if not problems:
                self.made[written] = layer
            return layer, problems
        except Rejected as error:
            place = pointer(*at)
            wrong = [replace(each, node=None, origin=place.child(each.field)) for each in error.problems]
            return None, [*problems, *wrong]

    def wrong_type(self, found: object, expected: str, at: tuple[object, ...]) -> None:
        """Notes that something is of another type than it should be."""
        self.problems.append(kinds.fields.WrongType(found=found, expected=expected, origin=pointer(*at)))


def count_references(entry: object) -> int:
    """How many references a layer's entry has."""
    fields = [entry.get(name) for name in ("inputs", "initial_state")] if isinstance(entry, dict) else []
    return sum(len(each) if isinstance(each, list | dict) else 1 for each in fields if each is not None)


def authored_name(entry: Mapping[str, Any]) -> str | None:
    """The name that an entry gives, if it can be one."""
    name = entry.get("name")
    return name if isinstance(name, str) and NAME.fullmatch(name) else None
