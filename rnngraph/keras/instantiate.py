"""From calls as data to Keras objects."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from operator import attrgetter
from typing import Any

import keras

from rnngraph.graph import Ref
from rnngraph.lowering import CarriedMask, KerasCall, KerasName
from rnngraph.lowering.calls import Value

Ports = dict[str, keras.KerasTensor]
"""The tensors that a node or an input returned, by port."""

PACKAGES = ("keras.", "rnngraph.keras.")
"""Where targets are looked up. They come from `rnngraph.lowering`, never from a document."""


def instantiate(value: Value, tensors: Mapping[str, Ports] | None = None) -> Any:
    """What a value stands for. Every call makes a new object, so that no two layers share a random state.

    Arguments:
        value: an argument as `rnngraph.lowering` has it. A `KerasModel` stays data.
        tensors: what references stand for, by node.
    """
    match value:
        case KerasCall():
            return make(value, tensors)
        case KerasName():
            return resolve(value.target)
        case Ref():
            return (tensors or {})[value.node][str(value.port)]
        case CarriedMask():
            return getattr(instantiate(value.ref, tensors), "_keras_mask", None)
        case list() | tuple():
            return type(value)(instantiate(item, tensors) for item in value)
        case dict():
            return {name: instantiate(item, tensors) for name, item in value.items()}
    return value


def make(call: KerasCall, tensors: Mapping[str, Ports] | None) -> Any:
    """The object that a call makes, with its attributes set."""
    arguments = {name: instantiate(argument, tensors) for name, argument in call.arguments.items()}
    instance = resolve(call.target)(**arguments)
    for path, attribute_value in call.attributes.items():
        owner, _, attribute = path.rpartition(".")
        setattr(attrgetter(owner)(instance) if owner else instance, attribute, instantiate(attribute_value, tensors))
    return instance


@cache
def resolve(target: str) -> Any:
    """The class or function of a dotted name in Keras or in `rnngraph.keras`.

    Raises:
        ValueError: the name is in another package.
    """
    if not target.startswith(PACKAGES):
        raise ValueError(f"{target!r} is neither in keras nor in rnngraph.keras")
    module, _, name = target.rpartition(".")
    return getattr(import_module(module), name)
