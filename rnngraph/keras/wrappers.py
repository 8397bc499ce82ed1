"""Bidirectional and TimeDistributed."""

from __future__ import annotations

from typing import Any

import keras

from rnngraph import layers
from rnngraph.keras.lower import Context, arguments, lower
from rnngraph.keras.recurrent import freeze, use_cudnn
from rnngraph.keras.states import returning_states
from rnngraph.layers.wrappers import DIRECTIONS

MERGES = {
    "concat": lambda one, other: keras.ops.concatenate([one, other], axis=-1),
    "sum": lambda one, other: one + other,
    "ave": lambda one, other: (one + other) / 2,
    "mul": lambda one, other: one * other,
}


def flat(result: Any, layer: keras.layers.RNN) -> list[Any]:
    """The main output of a layer and its states, or their shapes, as a list."""
    return list(result) if layer.return_state else [result]


@keras.saving.register_keras_serializable(package="rnngraph")
class UnequalBidirectional(keras.layers.Bidirectional):  # type: ignore[misc]
    """A Bidirectional whose directions differ in size or in the number of their states.

    Keras's own takes the backward direction's shapes to be the forward one's (keras issue 23688, seen in 3.15.1), and
    gives each direction half of the initial states.
    """

    def compute_output_shape(self, sequences_shape: Any, initial_state_shape: Any = None) -> Any:
        """Shapes of the output or outputs, then, with `return_state`, of the forward and the backward states."""
        both = (self.forward_layer, self.backward_layer)
        (one, *states), (other, *more) = (flat(each.compute_output_shape(sequences_shape), each) for each in both)
        main = [one, other] if self.merge_mode is None else [one]
        if self.merge_mode == "concat":
            main = [(*one[:-1], one[-1] + other[-1])]
        shapes = (*main, *states, *more)
        return shapes if len(shapes) > 1 else shapes[0]

    def call(self, sequences: Any, initial_state: Any = None, mask: Any = None, training: bool | None = None) -> Any:
        """As Keras's, with as many initial states for each direction as it has."""
        cut = len(self.forward_layer.state_size)
        ends = (None, None) if initial_state is None else (initial_state[:cut], initial_state[cut:])
        (one, *states), (other, *more) = (
            flat(each(sequences, initial_state=end, mask=mask, training=training), each)
            for each, end in zip((self.forward_layer, self.backward_layer), ends, strict=True)
        )
        one, other = (keras.ops.cast(each, self.compute_dtype) for each in (one, other))
        if self.return_sequences:
            other = keras.ops.flip(other, axis=1)
        main = [one, other] if self.merge_mode is None else [MERGES[self.merge_mode](one, other)]
        outputs = (*main, *states, *more)
        return outputs if len(outputs) > 1 else outputs[0]


@lower.register(layers.Bidirectional)
def bidirectional(layer: layers.Bidirectional, name: str, context: Context) -> keras.layers.Bidirectional:
    """Both directions, each written out: Keras's copy of a layer that goes backwards would go backwards too."""
    ends = layer.directions()
    forward, backward = (lower(end, f"{at}_layer", context) for at, end in zip(DIRECTIONS, ends, strict=True))
    given = arguments(layer, name, context, without={"layer", "backward_layer"})
    kind = keras.layers.Bidirectional if same_sizes(forward, backward) else UnequalBidirectional
    built = kind(forward, backward_layer=backward, **given)
    # Keras rebuilds the forward layer without its own `use_cudnn`, and gives the backward one the forward one's.
    for direction, end in zip((built.forward_layer, built.backward_layer), ends, strict=True):
        if isinstance(end, layers.GRU | layers.LSTM):
            direction.use_cudnn = use_cudnn(end.cudnn)
    if not layer.trainable:
        freeze(built)
    return built


def same_sizes(forward: keras.layers.RNN, backward: keras.layers.RNN) -> bool:
    """Whether both directions give outputs and states of the same sizes."""
    shapes = [each.compute_output_shape((None, None, None)) for each in (forward, backward)]
    return bool(shapes[0] == shapes[1] and forward.state_size == backward.state_size)


@lower.register(layers.TimeDistributed)
def time_distributed(layer: layers.TimeDistributed, name: str, context: Context) -> keras.layers.TimeDistributed:
    """The inner layer without its states, which Keras can't put back in time."""
    inner = lower(returning_states(layer.layer, False), "layer", context)
    built = keras.layers.TimeDistributed(inner, **arguments(layer, name, context, without={"layer"}))
    if not layer.trainable:
        freeze(built)
    return built
