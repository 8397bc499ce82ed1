"""Block inside a TimeDistributed: a functional model. Elsewhere a block's layers are part of the graph."""

from __future__ import annotations

from rnngraph import layers
from rnngraph.analysis import analyse
from rnngraph.analysis.inside import called
from rnngraph.build.expansion import unrolled
from rnngraph.lowering.calls import KerasCall
from rnngraph.lowering.lower import Context, lower, untrained
from rnngraph.lowering.model import lower_model


@lower.register(layers.Block)
def block(layer: layers.Block, name: str, context: Context) -> KerasCall:
    """The block's graph as a model, for the types that it is called on."""
    body = called(unrolled(layer), context.inputs, layer.dtype or context.dtype_policy)
    arguments = {"model": lower_model(analyse(body)), "name": name}
    return KerasCall("rnngraph.keras.block.block_model", arguments, untrained(layer))
