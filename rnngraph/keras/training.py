"""The `training` section applied to a model: optimizer, loss, metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import keras

from rnngraph.build.training import Training
from rnngraph.graph import Graph
from rnngraph.keras import objects
from rnngraph.keras.assemble import structured


def compile_for_training(model: keras.Model, graph: Graph) -> None:
    """Compiles a model as its graph's `training` says; without one the model stays uncompiled."""
    training = graph.training
    if not isinstance(training, Training):
        return
    model.compile(
        optimizer=objects.optimizer(training.optimizer),
        loss=for_outputs(graph, training.loss, objects.loss),
        loss_weights=for_outputs(graph, training.loss_weights, float),
        metrics=for_outputs(graph, metric_lists(graph, training.metrics), metrics),
    )


def metric_lists(graph: Graph, given: Any) -> Mapping[str, Any]:
    """The metrics of each output by its name: those of a plain list are every output's."""
    return given if isinstance(given, dict) else {output.name: given for output in graph.outputs}


def metrics(given: list[Any]) -> list[Any]:
    """The metrics of one output."""
    return [objects.metric(each) for each in given]


def for_outputs(graph: Graph, given: Any, make: Callable[[Any], Any]) -> Any:
    """Made for each output what is given for it, nested as the model has its outputs.

    `given` is None, one value for every output (an object is a dict with `type`), a list in the order of the outputs,
    or a dict by their names, in which those left out have none.
    """
    names = [output.name for output in graph.outputs]
    if given is None:
        return None
    if isinstance(given, list):
        given = dict(zip(names, given, strict=True))
    elif not isinstance(given, dict) or "type" in given:
        given = dict.fromkeys(names, given)
    return structured(graph, {name: make(given[name]) if given.get(name) is not None else None for name in names})
