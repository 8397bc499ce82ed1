"""Block, where TimeDistributed holds it: a functional model. Elsewhere its layers stand in the graph by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras

from rnngraph import layers
from rnngraph.build.expansion import unrolled
from rnngraph.keras.assemble import assemble
from rnngraph.keras.fixed_training import FixedTrainingModel
from rnngraph.layers.base import Layer
from rnngraph.lowering import KerasModel
from rnngraph.lowering.names import keras_names


@keras.saving.register_keras_serializable(package="rnngraph")
class BlockModel(keras.Model):  # type: ignore[misc]
    """A functional model for one timestep.

    It takes no mask from outside: what TimeDistributed would hand it says which timesteps count, and has nothing to
    say of what is in one.
    """

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        """As Keras's, without a mask."""
        return super().call(inputs, training=training)


@keras.saving.register_keras_serializable(package="rnngraph")
class FixedTrainingBlockModel(BlockModel, FixedTrainingModel):  # type: ignore[misc]
    """A `BlockModel` in which the `training` of a call takes precedence over that of the model."""


@keras.saving.register_keras_serializable(package="rnngraph")
class BlockDistributed(keras.layers.TimeDistributed):  # type: ignore[misc]
    """A TimeDistributed of a block, whose layers cast for themselves: it casts nothing, and has the block's dtype."""

    def __init__(self, layer: keras.Model, **fields: Any) -> None:
        super().__init__(layer, **fields)
        self.autocast = False

    def compute_output_spec(self, inputs: Any, *args: Any, **fields: Any) -> keras.KerasTensor:
        """The shape with the time in it; the dtype is that of what the block gives."""
        return keras.KerasTensor(self.compute_output_shape(inputs.shape), dtype=self.layer.output.dtype)


def block_model(model: KerasModel, name: str) -> keras.Model:
    """The model of a block, under the given name."""
    made = assemble(model).model
    kind = FixedTrainingBlockModel if isinstance(made, FixedTrainingModel) else BlockModel
    # Single tensors, not lists of one: TimeDistributed asks the model for a shape.
    return kind(made.input, made.output, name=name)


def parts(layer: layers.Block, built: keras.Model) -> Iterator[tuple[str, Layer, keras.layers.Layer]]:
    """The layers of a block that have weights of their own, each with its name and with what was built for it."""
    body = unrolled(layer)
    names, made = keras_names(body), {each.name: each for each in built.layers}
    for node in body.nodes:
        if isinstance(node.layer, Layer) and not node.shares and names[node.name] in made:
            yield node.name, node.layer, made[names[node.name]]
