"""From one layer to the Keras layer: a function on the layer's class, registered in the file named as its family's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import keras

from rnngraph.graph import TensorType
from rnngraph.keras import objects
from rnngraph.layers.base import Layer

OBJECTS = {
    "initializer": objects.initializer,
    "regularizer": objects.regularizer,
    "constraint": objects.constraint,
    "activation": objects.activation,
}
"""What makes a Keras object of a field, by the last word of Keras's name for it (`recurrent_activation`)."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a lowering has to know besides the layer.

    `dtype_policy` is that of a layer that has none of its own, `inputs` the types of what the layer is called on.
    """

    dtype_policy: str
    inputs: tuple[TensorType, ...] = ()


@singledispatch
def lower(layer: Layer, name: str, context: Context) -> keras.layers.Layer:
    """The Keras layer of a layer, under the given name.

    Raises:
        NotImplementedError: nobody has written that layer's lowering.
    """
    raise NotImplementedError(f"{name}: {layer.type} has no lowering to Keras")


@singledispatch
def invoke(
    layer: Layer, built: keras.layers.Layer, inputs: list[keras.KerasTensor], arguments: Mapping[str, Any]
) -> Any:
    """What the Keras layer gives, called on one tensor where it takes one, else on a list, with a mask for each.

    Keras forgets the mask that came along where it is given initial states too (3.15.1), so it is handed over.
    """
    carried = [mask for mask in (getattr(each, "_keras_mask", None) for each in inputs) if mask is not None]
    if "initial_state" in arguments and "mask" not in arguments and carried:
        arguments = {**arguments, "mask": carried[0]}
    if layer.inputs_taken() in ((1, 1), (0, 0)):
        return built(inputs[0], **arguments)
    masks = {"mask": [arguments["mask"]] * len(inputs)} if "mask" in arguments else {}
    return built(inputs, **{**arguments, **masks})


def arguments(layer: Layer, name: str, context: Context, without: Collection[str] = ()) -> dict[str, Any]:
    """The keyword arguments of a Keras layer: the fields, but those in `without`, the name, and the dtype in force."""
    policy = layer.dtype or context.dtype_policy
    fields = [field for field in type(layer).model_fields if field not in (*without, "dtype")]
    own = {field: keras_value(field, getattr(layer, field), policy) for field in fields}
    return {**own, "name": name, "dtype": policy}


def keras_value(field: str, value: Any, policy: str) -> Any:
    """A field's value as Keras takes it in a layer of that dtype policy."""
    make = OBJECTS.get(field.rpartition("_")[2])
    made = make(value) if make and value is not None else value
    if policy == "bfloat16" and isinstance(made, keras.initializers.Orthogonal):
        return CastOrthogonal(**made.get_config())
    return made


@keras.saving.register_keras_serializable(package="rnngraph")
class CastOrthogonal(keras.initializers.Orthogonal):  # type: ignore[misc]
    """Orthogonal in float32 and then cast: TensorFlow has no QR decomposition in bfloat16 (2.21)."""

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        """The values, in `dtype`."""
        return keras.ops.cast(super().__call__(shape, "float32"), dtype)


def as_trainable(built: keras.layers.Layer, layer: Layer) -> keras.layers.Layer:
    """A layer around other layers, trained or not as it should be.

    With `trainable=False` in its constructor Keras 3 goes on training the layers inside; set afterwards, it reaches
    them, but only if it changes.
    """
    if not layer.trainable:
        built.trainable = False
    return built


def plain(kind: type[Layer], target: type[keras.layers.Layer]) -> None:
    """Registers a layer whose fields are the Keras layer's own arguments."""
    lower.register(kind, lambda layer, name, context: target(**arguments(layer, name, context)))
