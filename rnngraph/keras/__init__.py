"""Keras models of graphs: makes what `rnngraph.lowering` describes and verifies it. Importing this imports TensorFlow.

The modules that define Keras classes are imported here: this registers the classes, so that saved models load.
"""

from __future__ import annotations

import keras

from rnngraph.analysis import Analysis
from rnngraph.keras import (  # noqa: F401 - registers the Keras classes that each defines
    block,
    custom,
    einsum,
    encoding,
    files,
    initializers,
    multihead,
    nested,
    regularizing,
    reshaping,
    variable,
    wrappers,
)
from rnngraph.keras.assemble import assemble
from rnngraph.keras.instantiate import instantiate
from rnngraph.keras.mismatch import Mismatch
from rnngraph.keras.verify import verify
from rnngraph.lowering import lower_model


def build(analysis: Analysis) -> keras.Model:
    """The Keras model of a graph that has no errors, verified, and compiled if the graph has a `training` section.

    Inputs and outputs are in the graph's order: one tensor, a list, or for named outputs a dict. Weights are random.

    Raises:
        InvalidSpec: something that the model needs is unknown, because of errors in the graph.
        Mismatch: Keras built something else than the analysis said.
    """
    described = lower_model(analysis)
    built = assemble(described)
    verify(built, analysis)
    if described.training is not None:
        built.model.compile(**instantiate(described.training))
    return built.model


__all__ = ["Mismatch", "build"]
