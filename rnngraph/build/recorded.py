"""Python calls as a graph: the recorded calls that the outputs depend on, given to the builder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rnngraph.build.builder import GivenCall, GivenLayer, GraphBuilder
from rnngraph.build.expansion import flat
from rnngraph.build.references import Given
from rnngraph.build.sections import Document, InputSection, read_fields
from rnngraph.build.training import Training
from rnngraph.graph import Graph, Input, Problem, Ref
from rnngraph.layers.base import Layer
from rnngraph.layers.calls import Applied, Tensor, Tensors, call_site
from rnngraph.problems import InvalidSpec, kinds
from rnngraph.problems.native import native
from rnngraph.problems.validation import problems_of


def input_tensor(name: str, shape: Sequence[int | None], dtype: str | None, mask: str) -> Tensor:
    """An input of a model, as a tensor.

    Raises:
        InvalidSpec: a name, shape, dtype or mask that no document could have either.
    """
    from pydantic import ValidationError

    try:
        sizes = native(list(shape)) if isinstance(shape, Iterable) else shape
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
        TypeError: an input was not made by `Input`, or an output is not a tensor.
        InvalidSpec: `training` has a field that no spec could have.
    """
    declared, given = list(_declared(inputs)), list(_given_out(outputs))
    used, calls = _reached(given)
    site = call_site()
    undeclared = [each for each in used if not any(each is other for other in declared)]
    settings, wrong = _settings(name, batch_size, dtype_policy, training, description)

    builder = GraphBuilder(lambda *path: site)
    builder.problems += wrong
    builder.problems += (
        kinds.wiring.UndeclaredInput(node=each.name, name=each.name, origin=each.origin) for each in undeclared
    )
    names = _declare(builder, [*declared, *undeclared], calls)
    for call in calls:
        builder.call(names[id(call)], _call(call, names))
    graph = replace(
        builder.graph(name, _references(outputs, names)),
        batch_size=settings["batch_size"],
        dtype_policy=settings["dtype_policy"],
        training=Training(**training) if isinstance(training, Mapping) else settings["training"],
        description=settings["description"],
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


def _reached(outputs: Sequence[Tensor]) -> tuple[list[Input], list[Applied]]:
    """The inputs that the outputs depend on, and the calls, in the order in which these were made."""
    inputs: dict[int, Input] = {}
    calls: dict[int, Applied] = {}
    for tensor in outputs:
        stack = [tensor]
        while stack:
            made_by = stack.pop().made_by
            if isinstance(made_by, Input):
                inputs.setdefault(id(made_by), made_by)
            elif id(made_by) not in calls:
                calls[id(made_by)] = made_by
                for read in (made_by.inputs, made_by.initial_state, made_by.arguments["mask"]):
                    stack += _tensors(read)
    return list(inputs.values()), sorted(calls.values(), key=lambda call: call.order)


def _declare(builder: GraphBuilder, inputs: Sequence[Input], calls: Sequence[Applied]) -> dict[int, str]:
    """The names of inputs and calls, by identity: a layer's first call has its name, others share its weights."""
    first: dict[int, int] = {}
    for position, call in enumerate(calls):
        first.setdefault(id(call.layer), position)
    given = []
    for position, call in enumerate(calls):
        shares = first[id(call.layer)]
        own = shares == position
        layer = call.layer if isinstance(call.layer, Layer) else None
        given.append(GivenLayer(layer, call.layer.type, call.name if own else None, None if own else shares, call.site))
    names = builder.declare(inputs, given)
    return {id(each): name for each, name in zip((*inputs, *calls), (*names.inputs, *names.layers), strict=True)}


def _call(call: Applied, names: Mapping[int, str]) -> GivenCall:
    arguments = {key: value for key, value in call.arguments.items() if key != "mask"}
    mask = call.arguments["mask"]
    return GivenCall(
        _references(call.inputs, names),
        None if call.initial_state is None else _references(call.initial_state, names),
        _ref(mask, names) if mask is not None else None,
        description=call.description,
        **arguments,
    )


def _references(tensors: Tensors, names: Mapping[int, str]) -> Given:
    if isinstance(tensors, Tensor):
        return _ref(tensors, names)
    if isinstance(tensors, Mapping):
        return {key: _ref(each, names) for key, each in tensors.items()}
    return [_ref(each, names) for each in tensors]


def _ref(tensor: Tensor, names: Mapping[int, str]) -> Ref:
    return Ref(names[id(tensor.made_by)], tensor.port)


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
    made = training if isinstance(training, Training) else None
    data = {
        "name": name,
        "batch_size": native(batch_size),
        "dtype_policy": dtype_policy,
        "training": None if isinstance(training, Training | Mapping) else training,
        "description": description,
        "rnngraph": 1,
        "inputs": [],
        "layers": [],
    }
    values, problems = read_fields(Document, data, (), None)
    # There is no document: the place is the line that made the graph.
    return {**values, "training": made}, [replace(each, origin=None) for each in problems]
