"""Bidirectional and TimeDistributed."""

from __future__ import annotations

from rnngraph import layers
from rnngraph.graph import DtypePolicy, TensorType
from rnngraph.layers.base import Layer
from rnngraph.layers.loop import Recurrent
from rnngraph.layers.wrappers import DIRECTIONS
from rnngraph.lowering.calls import KerasCall, Value
from rnngraph.lowering.lower import Context, arguments, lower, untrained
from rnngraph.lowering.recurrent import NESTED_RNN, USE_CUDNN
from rnngraph.lowering.states import output_size, returning_states, state_size

CONV_LSTMS = (layers.ConvLSTM1D, layers.ConvLSTM2D, layers.ConvLSTM3D)
BOOLEAN = "rnngraph.keras.wrappers.BooleanTimeDistributed"


@lower.register(layers.Bidirectional)
def bidirectional(layer: layers.Bidirectional, name: str, context: Context) -> KerasCall:
    """Both directions, each given: Keras's copy of a layer that goes backwards would go backwards too."""
    given = arguments(layer, name, context, without=("layer", "backward_layer", "trainable"))
    inside = Context(given["dtype"])
    forward, backward = (
        lower(end, f"{at}_layer", inside) for at, end in zip(DIRECTIONS, layer.directions(), strict=True)
    )
    own = needs_own_class(layer, forward, backward, given["dtype"])
    target = "rnngraph.keras.wrappers.MendedBidirectional" if own else "keras.layers.Bidirectional"
    ends = {"layer": forward, "backward_layer": backward}
    return KerasCall(target, {**ends, **given}, {**cudnn_attributes(layer), **untrained(layer)})


def cudnn_attributes(layer: layers.Bidirectional) -> dict[str, Value]:
    """The `use_cudnn` of each direction.

    Keras rebuilds the forward layer without its own `use_cudnn`, and gives the backward one the forward one's.
    """
    ends = zip(DIRECTIONS, layer.directions(), strict=True)
    return {
        f"{at}_layer.use_cudnn": USE_CUDNN[end.cudnn] for at, end in ends if isinstance(end, layers.GRU | layers.LSTM)
    }


def needs_own_class(layer: layers.Bidirectional, forward: KerasCall, backward: KerasCall, dtype: str) -> bool:
    """Whether Keras's own Bidirectional would go wrong with these directions."""
    if NESTED_RNN in (forward.target, backward.target):
        return True
    one, other = layer.directions()
    unequal = layer.backward_layer is not None and (isinstance(one, CONV_LSTMS) or sizes(one) != sizes(other))
    policies = (forward.arguments["dtype"], backward.arguments["dtype"], dtype)
    dtypes = {DtypePolicy(policy).compute for policy in policies}
    return unequal or (one.return_state and (one.stateful or len(dtypes) > 1))


def sizes(layer: Recurrent) -> tuple[Value, ...]:
    """What Keras takes to be equal in both directions. The sizes of a ConvLSTM are not known from its fields."""
    return () if isinstance(layer, CONV_LSTMS) else (output_size(layer), state_size(layer))


@lower.register(layers.TimeDistributed)
def time_distributed(layer: layers.TimeDistributed, name: str, context: Context) -> KerasCall:
    """The inner layer without its states, which Keras can't stack along the time axis.

    Keras does not cast for the inner layer and gives its output the wrapper's dtype, so both get the same policy. A
    block casts in each of its layers, and keeps the dtype of its output.
    """
    given = arguments(layer, name, context, without=("layer", "trainable"))
    inner = lower(returning_states(layer.layer, False), "layer", Context(given["dtype"], steps_of(context)))
    if isinstance(layer.layer, layers.Block):
        target = "rnngraph.keras.block.BlockDistributed"
    else:
        target = BOOLEAN if gives_booleans(layer.layer) else "keras.layers.TimeDistributed"
        given["dtype"] = inner.arguments["dtype"]
    return KerasCall(target, {"layer": inner, **given}, untrained(layer))


def gives_booleans(layer: Layer) -> bool:
    """Whether the output is boolean, where Keras's TimeDistributed would report its compute dtype."""
    return isinstance(layer, layers.NotEqual) or (
        isinstance(layer, layers.TimeDistributed) and gives_booleans(layer.layer)
    )


def steps_of(context: Context) -> tuple[TensorType, ...]:
    """The types of one timestep."""
    return tuple(TensorType((type_.shape[0], *type_.shape[2:]), type_.dtype) for type_ in context.inputs)
