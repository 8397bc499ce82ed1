"""A fixed Bidirectional, and a TimeDistributed of booleans."""

from __future__ import annotations

from typing import Any

import keras

from rnngraph.keras.nested import first_mask

CONV_LSTMS = (keras.layers.ConvLSTM1D, keras.layers.ConvLSTM2D, keras.layers.ConvLSTM3D)

MERGES = {
    "concat": lambda one, other: keras.ops.concatenate([one, other], axis=-1),
    "sum": lambda one, other: one + other,
    "ave": lambda one, other: (one + other) / 2,
    "mul": lambda one, other: one * other,
}


def state_count(layer: keras.layers.RNN) -> int:
    """The number of a layer's states, those of one cell of a stack being one; Keras gives a ConvLSTM no sizes."""
    return 2 if isinstance(layer, CONV_LSTMS) else len(layer.state_size)


def flat_count(layer: keras.layers.RNN) -> int:
    """The number of a layer's states, each by itself."""
    return state_count(layer) if isinstance(layer, CONV_LSTMS) else len(keras.tree.flatten(layer.state_size))


def flat(result: Any, layer: keras.layers.RNN) -> list[Any]:
    """The main output of a layer and its states, or their shapes, as a list."""
    return list(result) if layer.return_state else [result]


@keras.saving.register_keras_serializable(package="rnngraph")
class MendedBidirectional(keras.layers.Bidirectional):  # type: ignore[misc]
    """A Bidirectional that does what Keras's own does not (3.15.1).

    Its directions may differ: Keras takes the backward one's shapes to be the forward one's (keras issue 23688), and
    gives each half of the initial states. It may be stateful and return its states, for which Keras fails to make
    masks. And its states have the wrapper's compute dtype, as Keras says but does not see to.
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
        """As Keras's, with as many initial states for each direction as it has, and states in the layer's dtype."""
        cut = state_count(self.forward_layer)
        ends = (None, None) if initial_state is None else (initial_state[:cut], initial_state[cut:])
        (one, *states), (other, *more) = (
            flat(each(sequences, initial_state=end, mask=mask, training=training), each)
            for each, end in zip((self.forward_layer, self.backward_layer), ends, strict=True)
        )
        one, other, states, more = keras.tree.map_structure(
            lambda each: keras.ops.cast(each, self.compute_dtype), (one, other, states, more)
        )
        if self.return_sequences:
            other = keras.ops.flip(other, axis=1)
        main = [one, other] if self.merge_mode is None else [MERGES[self.merge_mode](one, other)]
        outputs = (*main, *states, *more)
        return outputs if len(outputs) > 1 else outputs[0]

    def compute_mask(self, inputs: Any, mask: Any) -> Any:
        """The input's mask on the output or outputs, with `return_sequences` only; none on states."""
        mask = first_mask(mask) if self.return_sequences else None
        states = [None for each in (self.forward_layer, self.backward_layer) for _ in range(flat_count(each))]
        return (*([mask, mask] if self.merge_mode is None else [mask]), *(states if self.return_state else ()))


@keras.saving.register_keras_serializable(package="rnngraph")
class BooleanTimeDistributed(keras.layers.TimeDistributed):  # type: ignore[misc]
    """A TimeDistributed of a layer that gives booleans, which Keras's own takes for its compute dtype."""

    def compute_output_spec(self, inputs: Any, training: bool | None = None, mask: Any = None) -> keras.KerasTensor:
        """The shape that Keras says."""
        return keras.KerasTensor(self.compute_output_shape(inputs.shape), "bool")
