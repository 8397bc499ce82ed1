"""EinsumDense."""

from __future__ import annotations

from rnngraph import layers
from rnngraph.lowering.calls import KerasCall
from rnngraph.lowering.lower import Context, arguments, lower


@lower.register(layers.EinsumDense)
def einsum_dense(layer: layers.EinsumDense, name: str, context: Context) -> KerasCall:
    """Keras's own class, except where it would report a wrong shape."""
    wrong = layer.equation.startswith("...") or (not isinstance(layer.output_shape, int) and None in layer.output_shape)
    target = "rnngraph.keras.einsum.MendedEinsumDense" if wrong else "keras.layers.EinsumDense"
    return KerasCall(target, arguments(layer, name, context))
