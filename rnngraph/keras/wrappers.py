"""Bidirectional and TimeDistributed."""

from __future__ import annotations

from typing import Any

import keras

from rnngraph import layers
from rnngraph.graph import DtypePolicy, TensorType
from rnngraph.keras.block import BlockDistributed
from rnngraph.keras.lower import Context, arguments, as_trainable, lower
from rnngraph.keras.nested import NestedRNN, first_mask
from rnngraph.keras.recurrent import use_cudnn
from rnngraph.keras.states import returning_states
from rnngraph.layers.wrappers import DIRECTIONS

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


@lower.register(layers.Bidirectional)
def bidirectional(layer: layers.Bidirectional, name: str, context: Context) -> keras.layers.Bidirectional:
    """Both directions, each written out: Keras's copy of a layer that goes backwards would go backwards too."""
    ends = layer.directions()
    given = arguments(layer, name, context, without=("layer", "backward_layer", "trainable"))
    inside = Context(given["dtype"])
    forward, backward = (lower(end, f"{at}_layer", inside) for at, end in zip(DIRECTIONS, ends, strict=True))
    mends = needs_mending(forward, backward, given["dtype"], alike=layer.backward_layer is None)
    kind = MendedBidirectional if mends else keras.layers.Bidirectional
    built = kind(forward, backward_layer=backward, **given)
    # Keras rebuilds the forward layer without its own `use_cudnn`, and gives the backward one the forward one's.
    for direction, end in zip((built.forward_layer, built.backward_layer), ends, strict=True):
        if isinstance(end, layers.GRU | layers.LSTM):
            direction.use_cudnn = use_cudnn(end.cudnn)
    return as_trainable(built, layer)


def needs_mending(forward: keras.layers.RNN, backward: keras.layers.RNN, dtype: str, *, alike: bool) -> bool:
    """Whether Keras's own Bidirectional would go wrong with these directions, which are `alike` if one is a copy."""
    if any(isinstance(each, NestedRNN) for each in (forward, backward)):
        return True
    unequal = not alike and (isinstance(forward, CONV_LSTMS) or sizes(forward) != sizes(backward))
    dtypes = {forward.compute_dtype, backward.compute_dtype, DtypePolicy(dtype).compute}
    return bool(unequal or (forward.return_state and (forward.stateful or len(dtypes) > 1)))


@keras.saving.register_keras_serializable(package="rnngraph")
class BooleanTimeDistributed(keras.layers.TimeDistributed):  # type: ignore[misc]
    """A TimeDistributed of a layer that gives booleans, which Keras's own takes for its compute dtype."""

    def compute_output_spec(self, inputs: Any, training: bool | None = None, mask: Any = None) -> keras.KerasTensor:
        """The shape that Keras says."""
        return keras.KerasTensor(self.compute_output_shape(inputs.shape), "bool")


def sizes(layer: keras.layers.RNN) -> tuple[Any, ...]:
    """Whatever Keras takes to be equal in both directions; nothing of a ConvLSTM, whose sizes hang on its input's."""
    shape = None if isinstance(layer, CONV_LSTMS) else layer.compute_output_shape((None, None, None))
    return shape, layer.state_size


@lower.register(layers.TimeDistributed)
def time_distributed(layer: layers.TimeDistributed, name: str, context: Context) -> keras.layers.TimeDistributed:
    """The inner layer without its states, which Keras can't put back in time.

    Keras does not cast for the inner layer and gives its output the wrapper's dtype, so both get the same policy.
    """
    if isinstance(layer.layer, layers.Block):
        return distributed_block(layer, name, context)
    given = arguments(layer, name, context, without=("layer", "trainable"))
    inner = lower(returning_states(layer.layer, False), "layer", Context(given["dtype"], steps_of(context)))
    whole = isinstance(inner, BooleanTimeDistributed) or isinstance(layer.layer, layers.NotEqual)
    kind = BooleanTimeDistributed if whole else keras.layers.TimeDistributed
    built = kind(inner, **{**given, "dtype": inner.dtype_policy})
    return as_trainable(built, layer)


def distributed_block(layer: layers.TimeDistributed, name: str, context: Context) -> keras.layers.TimeDistributed:
    """The block as a model of one timestep, whose layers cast for themselves."""
    given = arguments(layer, name, context, without=("layer", "trainable"))
    inner = lower(layer.layer, "layer", Context(given["dtype"], steps_of(context)))
    return as_trainable(BlockDistributed(inner, **given), layer)


def steps_of(context: Context) -> tuple[TensorType, ...]:
    """The types of one timestep."""
    return tuple(TensorType((each.shape[0], *each.shape[2:]), each.dtype) for each in context.inputs)
