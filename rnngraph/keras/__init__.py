"""Keras models of graphs: makes what `rnngraph.lowering` describes and verifies it. Importing this imports TensorFlow.

The messages that TensorFlow's C++ code logs meanwhile are discarded; import TensorFlow first to see them.

Raises:
    ModuleNotFoundError: Keras or TensorFlow is not installed; the message has the command that installs them.

The modules that define Keras classes are imported here: this registers the classes, so that saved models load.
"""

from __future__ import annotations

from rnngraph.quiet import quiet_stderr

try:
    with quiet_stderr():  # the C++ code of TensorFlow logs its start there, whatever TF_CPP_MIN_LOG_LEVEL is
        import keras
except ModuleNotFoundError as error:
    from rnngraph.installation import install_command

    message = f"a Keras model needs {error.name}, which is not installed: {install_command('tensorflow')}"
    raise ModuleNotFoundError(message, name=error.name) from None

from rnngraph.analysis import Analysis
from rnngraph.keras import (  # noqa: F401 - registers the Keras classes that each defines
    block,
    custom,
    einsum,
    encoding,
    files,
    fixed_training,
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
from rnngraph.lowering.memory import require_memory


def build(analysis: Analysis) -> keras.Model:
    """The Keras model of a graph that has no errors, verified, and compiled if the graph has a `training` section.

    Inputs and outputs are in the graph's order: one tensor, a list, or for named outputs a dict. Weights are random.

    Raises:
        InvalidSpec: something that the model needs is unknown, because of errors in the graph.
        InsufficientMemory: the weights do not fit into the memory that is available.
        Mismatch: Keras built something else than the analysis said.
    """
    described = lower_model(analysis)
    require_memory(analysis)
    built = assemble(described)
    verify(built, analysis)
    if described.training is not None:
        built.model.compile(**instantiate(described.training))
    return built.model


__all__ = ["Mismatch", "build"]
