"""ReversibleEmbedding, CategoryEncoding, NotEqual."""

from __future__ import annotations

from rnngraph import layers
from rnngraph.lowering.calls import KerasCall
from rnngraph.lowering.lower import Context, arguments, lower, plain

plain(layers.CategoryEncoding, "keras.layers.CategoryEncoding")
plain(layers.NotEqual, "rnngraph.keras.encoding.NotEqual")


@lower.register(layers.ReversibleEmbedding)
def reversible_embedding(layer: layers.ReversibleEmbedding, name: str, context: Context) -> KerasCall:
    """Keras's own class, except where it would report a wrong dtype or no mask."""
    wrong = layer.mask_zero or layer.reverse_dtype
    target = "rnngraph.keras.encoding.MendedReversibleEmbedding" if wrong else "keras.layers.ReversibleEmbedding"
    return KerasCall(target, arguments(layer, name, context))
