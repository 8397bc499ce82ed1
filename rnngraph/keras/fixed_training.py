"""Functional models in which the `training` argument of a layer's call has an effect."""

from __future__ import annotations

from functools import partial
from typing import Any

import keras
from keras.src import backend
from keras.src.models.functional import unpack_singleton


@keras.saving.register_keras_serializable(package="rnngraph")
class FixedTrainingModel(keras.Model):  # type: ignore[misc]
    """A functional model in which the `training` of a call takes precedence over that of the model.

    Keras's own replaces the argument of every call: by true in `fit`, by false in `predict` and `evaluate`
    (`operation_fn` in keras/src/models/functional.py, 3.15.1). The layers are the same, and so are their names, their
    weights and the summary.

    Each call of a layer has to be made with `training`, None where the model decides: Keras stores false for a call
    without the argument.
    """

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """As Keras's functional model, except for the `training` of calls that have one."""
        tensors = self._standardize_inputs(inputs)
        if mask is not None:
            for tensor, given in zip(tensors, keras.tree.flatten(mask), strict=False):
                if given is not None:
                    backend.set_keras_mask(tensor, given)
        return unpack_singleton(self._run_through_graph(tensors, call_fn=partial(apply, training)))


def apply(training: bool | None, operation: Any, /, *args: Any, **kwargs: Any) -> Any:
    """Calls a layer with its own `training`, or, if that is None, with that of the model."""
    if not isinstance(operation, keras.layers.Layer):
        return operation(*args, **kwargs)
    if kwargs.get("training") is None:
        return operation(*args, **{**kwargs, "training": training})
    # Keras hands the value of a call on to later calls that have none, also to those outside the model.
    context = operation._get_call_context()
    before = context.get_value("training")
    try:
        return operation(*args, **kwargs)
    finally:
        context.set_value("training", before)
