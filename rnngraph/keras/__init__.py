"""Graphs as Keras models. Importing this imports TensorFlow; only `build` and what is named here is for others.

Layers are lowered in files named as those of `rnngraph.layers`, which are imported here so that each is registered.
"""

from __future__ import annotations

import keras

from rnngraph.analysis import Analysis
from rnngraph.keras import (
    activations,
    attention,
    cells,
    convolution,
    core,
    custom,
    einsum,
    encoding,
    merge,
    normalization,
    pooling,
    recurrent,
    regularizing,
    reshaping,
    wrappers,
)
from rnngraph.keras.assemble import assemble
from rnngraph.keras.lower import lower
from rnngraph.keras.mismatch import Mismatch
from rnngraph.keras.training import compile_for_training
from rnngraph.keras.verify import verify

FAMILIES = (
    activations,
    attention,
    cells,
    convolution,
    core,
    einsum,
    encoding,
    custom,
    merge,
    normalization,
    pooling,
    recurrent,
    regularizing,
    reshaping,
    wrappers,
)


def build(analysis: Analysis) -> keras.Model:
    """The Keras model of a graph that has no errors, verified, and compiled where the graph says how to train it.

    Inputs and outputs are in the graph's order: one tensor, a list, or for named outputs a dict. Weights are random.

    Raises:
        InvalidSpec: something that the model needs is unknown, because of errors in the graph.
        Mismatch: Keras built something else than the analysis said.
    """
    built = assemble(analysis)
    verify(built, analysis)
    compile_for_training(built.model, analysis.graph)
    return built.model


__all__ = ["Mismatch", "build", "lower"]
