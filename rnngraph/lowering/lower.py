"""From a layer to the call that makes its Keras layer: `lower`, and what the families' lowerings share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from rnngraph.graph import TensorType
from rnngraph.layers.base import Layer
from rnngraph.lowering import objects
from rnngraph.lowering.calls import KerasCall, Value

OBJECTS = {
    "initializer": objects.initializer,
    "regularizer": objects.regularizer,
    "constraint": objects.constraint,
    "activation": objects.activation,
}
"""The lowering of a field that holds a Keras object, by the last word of the field's name (`recurrent_activation`)."""

ORTHOGONAL = "keras.initializers.Orthogonal"


@dataclass(frozen=True, slots=True)
class Context:
    """What a lowering needs besides the layer.

    Arguments:
        dtype_policy: the dtype policy of a layer that has none of its own.
        inputs: the types of the tensors that the layer is called on. Only blocks need them.
    """

    dtype_policy: str
    inputs: tuple[TensorType, ...] = ()


@singledispatch
def lower(layer: Layer, name: str, context: Context) -> KerasCall:
    """The call that makes the Keras layer of a layer, under the given name.

    Raises:
        NotImplementedError: no lowering is registered for the class of the layer.
    """
    raise NotImplementedError(f"{name}: {layer.type} has no lowering to Keras")


def plain(kind: type[Layer], target: str) -> None:
    """Registers the lowering of a layer whose fields are the arguments of the Keras layer."""
    lower.register(kind, lambda layer, name, context: KerasCall(target, arguments(layer, name, context)))


def arguments(layer: Layer, name: str, context: Context, without: Collection[str] = ()) -> dict[str, Value]:
    """The keyword arguments of a Keras layer: the fields except those in `without`, the name and the dtype policy."""
    policy = layer.dtype or context.dtype_policy
    fields = [field for field in type(layer).model_fields if field not in (*without, "dtype")]
    own = {field: field_value(field, getattr(layer, field), policy) for field in fields}
    return {**own, "name": name, "dtype": policy}


def field_value(field: str, value: Any, policy: str) -> Value:
    """The argument that a field becomes, in a layer of the given dtype policy."""
    make = OBJECTS.get(field.rpartition("_")[2])
    if make is None or value is None:
        return value
    result = make(value)
    if policy == "bfloat16" and isinstance(result, KerasCall) and result.target == ORTHOGONAL:
        return KerasCall("rnngraph.keras.initializers.CastOrthogonal", result.arguments)
    return result


def untrained(layer: Layer) -> dict[str, Value]:
    """The attribute that stops the training of a layer which contains other layers.

    With `trainable=False` in its constructor Keras 3 still trains the layers inside. Set afterwards, the attribute
    reaches them, but only if its value changes.
    """
    return {} if layer.trainable else {"trainable": False}
