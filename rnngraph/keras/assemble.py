"""From a model as data to a Keras model: makes each layer, then calls the layers on tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import keras

from rnngraph.keras.files import UnreadFile, reading_for
from rnngraph.keras.instantiate import Ports, instantiate
from rnngraph.keras.kept import AUTHORED
from rnngraph.keras.mismatch import Mismatch
from rnngraph.keras.recursion import recursing
from rnngraph.lowering import KerasModel, LayerCall
from rnngraph.problems import InvalidSpec


@dataclass(frozen=True, slots=True)
class Built:
    """A Keras model and its parts, under their names in the graph.

    Arguments:
        model: the Keras model.
        layers: the Keras layer of every node that does not share another's.
        tensors: what every input and every node returned, by port.
    """

    model: keras.Model
    layers: Mapping[str, keras.layers.Layer]
    tensors: Mapping[str, Ports]


def assemble(model: KerasModel) -> Built:
    """The Keras model, neither verified nor compiled.

    Raises:
        InvalidSpec: a file with weights can't be read, or Keras refuses what the analysis reports as a problem.
        Mismatch: Keras refuses what the analysis accepts.
    """
    # Keras 3.15 recurses once for each layer of a chain, as its `Function` does to find them all.
    with reading_for(model.source) as reading, recursing(4 * len(model.calls)):
        try:
            return _assembled(model)
        except Exception as error:
            if reading.problem is None or isinstance(error, InvalidSpec):
                raise
            raise InvalidSpec([reading.problem]) from error


def _assembled(model: KerasModel) -> Built:
    tensors: dict[str, Ports] = {name: {"output": instantiate(call)} for name, call in model.inputs.items()}
    layers = {name: instantiate(call) for name, call in model.layers.items()}
    for name, layer in layers.items():
        setattr(layer, AUTHORED, name)
    for call in model.calls:
        tensors[call.node] = apply(layers[call.layer], call, tensors)
    return Built(instantiate(model.model, tensors), layers, tensors)


def apply(layer: keras.layers.Layer, call: LayerCall, tensors: Mapping[str, Ports]) -> Ports:
    """Calls a Keras layer; what it returns, by port."""
    try:
        result = layer(*instantiate(call.inputs, tensors), **instantiate(call.arguments, tensors))
    except UnreadFile as error:
        raise InvalidSpec([replace(error.problem, node=call.node)]) from error
    except Exception as error:
        if call.problems:
            raise InvalidSpec(call.problems) from error
        raise Mismatch(call.node, "call", f"nothing ({error})", "that it can be called so") from error
    return dict(zip(call.ports, keras.tree.flatten(result), strict=True))
