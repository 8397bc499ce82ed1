"""Keras models as data: which Keras class and arguments each layer becomes, and how the layers are connected.

Nothing here imports Keras or TensorFlow: `rnngraph.keras` makes what is described here, and an exporter can write it.
Layers are lowered in files named as those of `rnngraph.layers`, which are imported here so that each is registered.
"""

from __future__ import annotations

from importlib import import_module

from rnngraph.layers import CELLS, LAYERS
from rnngraph.layers.custom import CustomCell
from rnngraph.lowering.calls import CarriedMask, KerasCall, KerasModel, KerasName, LayerCall
from rnngraph.lowering.lower import Context, lower
from rnngraph.lowering.model import lower_model

for _kind in (*LAYERS, *CELLS, CustomCell):
    import_module(_kind.__module__.replace("rnngraph.layers", "rnngraph.lowering"))

__all__ = ["CarriedMask", "Context", "KerasCall", "KerasModel", "KerasName", "LayerCall", "lower", "lower_model"]
