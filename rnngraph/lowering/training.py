"""The `training` section as the arguments of `keras.Model.compile`, and values nested as a model has its outputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from rnngraph.build.training import Training
from rnngraph.graph import Graph
from rnngraph.lowering import objects
from rnngraph.lowering.calls import Value

T = TypeVar("T")


def compile_arguments(graph: Graph) -> dict[str, Value] | None:
    """The arguments of `Model.compile` as the graph's `training` section gives them; None without such a section."""
    training = graph.training
    if not isinstance(training, Training):
        return None
    return {
        "optimizer": objects.optimizer(training.optimizer),
        "loss": for_outputs(graph, training.loss, objects.loss),
        "loss_weights": for_outputs(graph, training.loss_weights, float),
        "metrics": for_outputs(graph, metric_lists(graph, training.metrics), metrics),
    }


def metric_lists(graph: Graph, given: Any) -> Mapping[str, Any]:
    """The metrics of each output by its name. A plain list applies to every output."""
    return given if isinstance(given, dict) else {output.name: given for output in graph.outputs}


def metrics(given: list[Any]) -> list[Value]:
    """The metrics of one output."""
    return [objects.metric(metric) for metric in given]


def for_outputs(graph: Graph, given: Any, make: Callable[[Any], Value]) -> Value:
    """What `make` returns for the value of each output, nested as the model has its outputs.

    `given` is None, one value for every output (an object is a dict with `type`), a list in the order of the outputs,
    or a dict by their names, in which an output that is left out has none.
    """
    names = [output.name for output in graph.outputs]
    if given is None:
        return None
    if isinstance(given, list):
        given = dict(zip(names, given, strict=True))
    elif not isinstance(given, dict) or "type" in given:
        given = dict.fromkeys(names, given)
    return structured(graph, {name: make(given[name]) if given.get(name) is not None else None for name in names})


def structured(graph: Graph, by_name: Mapping[str, T]) -> T | list[T] | dict[str, T]:
    """A value for each output, nested as the model has its outputs: a dict if they are named, one value, or a list."""
    values = {output.name: by_name[output.name] for output in graph.outputs}
    if graph.named_outputs:
        return values
    return list(values.values()) if len(values) > 1 else next(iter(values.values()))
