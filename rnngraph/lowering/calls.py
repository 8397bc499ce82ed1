"""Keras objects, layers and models as plain data: what to call, and with which arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rnngraph.graph import Problem, Ref

Value = Any
"""An argument: None, a boolean, a number, a text; a `KerasCall`, `KerasName`, `KerasModel`, `Ref` or `CarriedMask`; or
a list, a tuple or a dict of these."""


@dataclass(frozen=True, slots=True)
class KerasCall:
    """A call that makes a Keras object.

    Arguments:
        target: the dotted name of a class or a function: `keras.layers.LSTM`, `rnngraph.keras.nested.NestedRNN`.
        arguments: the keyword arguments. They are made in this order, which decides the random seeds that Keras draws.
        attributes: what to set on the object afterwards, by dotted path: `trainable`, `forward_layer.use_cudnn`.
    """

    target: str
    arguments: Mapping[str, Value] = field(default_factory=dict)
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KerasName:
    """A function of Keras that is passed on, not called: `keras.activations.relu`."""

    target: str


@dataclass(frozen=True, slots=True)
class CarriedMask:
    """The Keras mask that a tensor carries."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class LayerCall:
    """A layer applied to tensors.

    Arguments:
        node: the node that calls.
        layer: the node that owns the layer: `node` itself, or the node whose layer it shares.
        inputs: the positional arguments: references, or a list of references for a layer that merges tensors.
        arguments: the keyword arguments, in which references may stand.
        ports: the ports of the node that the result consists of, in the order in which Keras returns them.
        problems: what the analysis reports about this call; if Keras refuses the call, these are the reasons.
    """

    node: str
    layer: str
    inputs: tuple[Value, ...]
    arguments: Mapping[str, Value]
    ports: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class KerasModel:
    """A functional Keras model.

    A reference names a node, or an input, and one of its ports. The port is never None; an input has the port `output`.

    Arguments:
        inputs: a call of `keras.Input` for each input, by the input's name in the graph.
        layers: a call for each layer, by the name of the node that owns it, in the order in which to make the layers.
        calls: how the layers are applied, each after those whose outputs it reads.
        model: the call of `keras.Model`, with references for inputs and outputs.
        training: the arguments of `Model.compile`; None for a model that is not compiled.
        source: the path of the document, from whose folder `File` initializers are read; None without a document.
    """

    inputs: Mapping[str, KerasCall]
    layers: Mapping[str, KerasCall]
    calls: tuple[LayerCall, ...]
    model: KerasCall
    training: Mapping[str, Value] | None = None
    source: str | None = None
