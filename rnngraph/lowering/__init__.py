"""Keras models as data: which Keras class and arguments each layer becomes, and how the layers are connected.

Nothing here imports Keras or TensorFlow: `rnngraph.keras` makes what is described here, and an exporter can write it.
"""

from rnngraph.lowering.calls import CarriedMask, KerasCall, KerasModel, KerasName, LayerCall

__all__ = ["CarriedMask", "KerasCall", "KerasModel", "KerasName", "LayerCall"]
