"""Graphs as Keras models. Importing this imports TensorFlow; only `build` and what is named here is for others.

Layers are lowered in files named as those of `rnngraph.layers`, which are imported here so that each is registered.
"""

from __future__ import annotations

from importlib import import_module

import keras

from rnngraph.analysis import Analysis
from rnngraph.keras import assemble
from rnngraph.keras.lower import lower
from rnngraph.keras.mismatch import Mismatch
from rnngraph.keras.training import compile_for_training
from rnngraph.keras.verify import verify
from rnngraph.layers import CELLS, LAYERS
from rnngraph.layers.custom import CustomCell

for _kind in (*LAYERS, *CELLS, CustomCell):
    import_module(_kind.__module__.replace("rnngraph.layers", "rnngraph.keras"))


def build(analysis: Analysis) -> keras.Model:
    """The Keras model of a graph that has no errors, verified, and compiled where the graph says how to train it.

    Inputs and outputs are in the graph's order: one tensor, a list, or for named outputs a dict. Weights are random.

    Raises:
        InvalidSpec: something that the model needs is unknown, because of errors in the graph.
        Mismatch: Keras built something else than the analysis said.
    """
    built = assemble.assemble(analysis)
    verify(built, analysis)
    compile_for_training(built.model, analysis.graph)
    return built.model


__all__ = ["Mismatch", "build", "lower"]
