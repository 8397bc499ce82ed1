"""From recorded calls to a graph: the Python way to the same data as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from rnngraph.graph import LIMITS, Graph, Input, Node, Output, Problem, Ref
from rnngraph.layers.base import Layer
from rnngraph.layers.block import Block
from rnngraph.layers.calls import Applied, Tensor, Tensors, call_site
from rnngraph.layers.custom import definitions
from rnngraph.layers.definition import Definition
from rnngraph.layers.fields import NAME
from rnngraph.problems import InvalidSpec, kinds
from rnngraph.problems.validation import problems_of
from rnngraph.spec.document import InputSection
from rnngraph.spec.expand import flat
from rnngraph.spec.names import default_names
from rnngraph.spec.training import Training
from rnngraph.spec.wiring import distinct, output_names, port_of


def input_tensor(name: str, shape: Sequence[int | None], dtype: str | None, mask: str) -> Tensor:
    """An input of a model, as a tensor.

    Raises:
        InvalidSpec: a name, shape, dtype or mask that no document could have either.
    """
    from pydantic import ValidationError

    try:
        sizes = list(shape) if isinstance(shape, Iterable) else shape
        made = InputSection.model_validate({"name": name, "shape": sizes, "dtype": dtype, "mask": mask})
    except ValidationError as error:
        raise InvalidSpec(problems_of(error, InputSection, str(name))) from None
    return Tensor(Input(made.name, tuple(made.shape), made.dtype, made.mask, call_site()))


def trace(
    name: str,
    inputs: Tensor | Sequence[Tensor],
    outputs: Tensors,
    *,
    batch_size: int | None = None,
    dtype_policy: str = "float32",
    training: Mapping[str, Any] | Training | None = None,
    description: str | None = None,
) -> Graph:
    """The graph of everything that the outputs depend on, in the order of the calls.

    Raises:
        TypeError: an input was not made by `Input`, or an output is no tensor.
        InvalidSpec: what `training` says is no training.
    """
    tracer = _Tracer(list(_declared(inputs)))
    given = list(_given_out(outputs))
    for tensor in given:
        tracer.visit(tensor)
    nodes = tracer.nodes()
    site = call_site()
    settings, wrong = _settings(name, batch_size, dtype_policy, training, description)
    problems = [*tracer.problems, *wrong]
    refs = [tracer.ref(tensor) for tensor in given]
    named = isinstance(outputs, Mapping)
    if isinstance(outputs, Mapping):
        made = tuple(Output(key, ref) for key, ref in zip(outputs, refs, strict=True))
        strange = (key for key in outputs if not (isinstance(key, str) and NAME.fullmatch(key)))
        problems += (kinds.fields.InvalidName("outputs", found=key, origin=site) for key in strange)
    else:
        found, twice = distinct(refs, site)
        made = output_names(found, tracer.layers)
        problems += twice
    if not refs:
        problems.append(kinds.wiring.NoOutputs(origin=site))
    graph = Graph(
        name,
        tuple(replace(each, name=tracer.names[id(each)]) for each in tracer.inputs),
        nodes,
        made,
        named,
        settings["batch_size"],
        settings["dtype_policy"],
        Training(**training) if isinstance(training, Mapping) else training if isinstance(training, Training) else None,
        settings["description"],
        None,
        tuple(problems),
        site=site,
    )
    return flat(graph)


def _given_out(outputs: Tensors) -> Iterator[Tensor]:
    # A layer would be iterated over as its fields are.
    for each in [outputs] if isinstance(outputs, Layer) else _tensors(outputs):
        if not isinstance(each, Tensor):
            called = f"; call it first: {each.type}(...)(x)" if isinstance(each, Layer) else ""
            raise TypeError(f"a graph's outputs are tensors made by rnngraph, not {each!r}{called}")
        yield each


def _declared(inputs: Tensor | Sequence[Tensor]) -> Iterator[Input]:
    for each in [inputs] if isinstance(inputs, Tensor) else inputs:
        if not isinstance(each, Tensor) or not isinstance(each.made_by, Input):
            raise TypeError(f"a graph's inputs are made by rnngraph.Input(...), not {each!r}")
        yield each.made_by


class _Tracer:
    """Walks back from the outputs, without recursion, and names what it meets."""

    def __init__(self, inputs: list[Input]) -> None:
        self.inputs = inputs
        self.calls: dict[int, Applied] = {}
        self.names: dict[int, str] = {}
        self.layers: dict[str, Layer | None] = {}
        self.problems: list[Problem] = []
        for each in inputs:
            self.take(each)

    def visit(self, tensor: Tensor) -> None:
        stack = [tensor]
        while stack:
            made_by = stack.pop().made_by
            if isinstance(made_by, Input):
                if id(made_by) not in self.names:
                    self.inputs.append(made_by)
                    self.take(made_by)
                    self.problems.append(
                        kinds.wiring.UndeclaredInput(node=made_by.name, name=made_by.name, origin=made_by.origin)
                    )
            elif id(made_by) not in self.calls:
                self.calls[id(made_by)] = made_by
                stack += [
                    *_tensors(made_by.inputs),
                    *_tensors(made_by.initial_state),
                    *_tensors(made_by.arguments["mask"]),
                ]

    def take(self, given: Input) -> None:
        """Gives an input its name."""
        name = given.name
        if name in self.layers:
            self.problems.append(kinds.wiring.DuplicateName("name", node=name, name=name, origin=given.origin))
            name = self.free(name)
        self.names[id(given)] = name
        self.layers[name] = None

    def free(self, name: str) -> str:
        """A name that nothing has, for what must not have its own: so that nobody takes the one for the other."""
        return next(each for index in count(2) if (each := f"{name}_{index}") not in self.layers)

    def nodes(self) -> tuple[Node, ...]:
        calls = sorted(self.calls.values(), key=lambda call: call.order)
        first: dict[int, Applied] = {}
        for call in calls:
            first.setdefault(id(call.layer), call)
        # A layer's name is its first call's; the calls that share it are named as its type would be.
        given = [(call.name if first[id(call.layer)] is call else None, call.layer.type) for call in calls]
        counts = [call.layer.repeat if isinstance(call.layer, Block) else 1 for call in calls]
        repeats = {index: count for index, count in enumerate(counts) if 1 < count <= LIMITS.nodes}
        names = default_names(given, [each.name for each in self.inputs], repeats)
        for call, wanted in zip(calls, names, strict=True):
            name = wanted
            if name in self.layers:
                self.problems.append(kinds.wiring.DuplicateName("name", node=name, name=name, origin=call.site))
                name = self.free(name)
            elif not NAME.fullmatch(name):
                self.problems.append(kinds.fields.InvalidName("name", node=name, found=name, origin=call.site))
            self.names[id(call)] = name
            self.layers[name] = call.layer  # type: ignore[assignment]
        self.one_cell_a_name(calls)
        return tuple(self.node(call, first[id(call.layer)]) for call in calls)

    def one_cell_a_name(self, calls: list[Applied]) -> None:
        """A document has one cell of a name."""
        cells: dict[str, Definition] = {}
        for call in calls:
            for each in definitions(call.layer):
                if cells.setdefault(each.name, each) != each:
                    self.problems.append(
                        kinds.cells.InvalidCellName(
                            node=self.names[id(call)],
                            found=each.name,
                            why="stands for another cell already",
                            origin=call.site,
                        )
                    )

    def node(self, call: Applied, first: Applied) -> Node:
        refs, keys = self.references(call.inputs, call.layer)
        states = tuple(self.ref(each) for each in _states(call))
        arguments = {key: value for key, value in call.arguments.items() if key != "mask"}
        mask = call.arguments["mask"]
        return Node(
            self.names[id(call)],
            call.layer.type,
            call.layer,
            refs,
            keys,
            states,
            self.ref(mask) if mask is not None else None,
            **arguments,
            shares=self.names[id(first)] if first is not call else None,
            description=call.description,
            origin=call.site,
        )

    def references(self, tensors: Tensors, layer: Any) -> tuple[tuple[Ref, ...], tuple[str, ...] | None]:
        if not isinstance(tensors, Mapping):
            return tuple(self.ref(each) for each in _tensors(tensors)), None
        names = layer.names_of_inputs()
        keys = sorted(tensors, key=lambda key: names.index(key) if key in names else len(names))
        in_order = bool(names) and tuple(keys) == names[: len(keys)]
        return tuple(self.ref(tensors[key]) for key in keys), None if in_order else tuple(keys)

    def ref(self, tensor: Tensor) -> Ref:
        return port_of(Ref(self.names[id(tensor.made_by)], tensor.port), self.layers)


def _states(call: Applied) -> Iterator[Tensor]:
    """The initial states; a recurrent layer's main tensor, alone, stands for all its states, as a bare name does."""
    given = call.initial_state
    whole = isinstance(given, Tensor) and given.port is None and isinstance(given.made_by, Applied)
    if isinstance(given, Tensor) and whole and given.made_by.layer.state_names():  # type: ignore[union-attr]
        return iter(given.states)
    return _tensors(given)


def _tensors(value: Tensors | None) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, Mapping):
        yield from value.values()
    elif value is not None:
        yield from value


def _settings(
    name: str, batch_size: object, dtype_policy: str, training: object, description: object
) -> tuple[dict[str, Any], list[Problem]]:
    """The settings of a graph that are right, defaults for the others, and what is wrong with them."""
    from rnngraph.spec.document import Document, read_fields

    data = {
        "name": name,
        "batch_size": batch_size,
        "dtype_policy": dtype_policy,
        "training": None if isinstance(training, Training | Mapping) else training,
        "description": description,
        "rnngraph": 1,
        "inputs": [],
        "layers": [],
    }
    values, problems = read_fields(Document, data, (), None)
    # No document: the place is the line that made the graph.
    return values, [replace(each, origin=None) for each in problems]
