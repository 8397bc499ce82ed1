"""What Keras takes as an object with arguments, as plain data: closed lists, by name; nothing is imported from Keras.

A value is a name in any of Keras's spellings, an object `{"type": ..., arguments}`, or Keras's own serialized form.
What is stored is its one canonical form, so that equal meanings compare equal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import PlainValidator

from rnngraph.objects.layers import ACTIVATIONS, CONSTRAINTS, INITIALIZERS, REGULARIZERS
from rnngraph.objects.table import Argument, Table, Wrong, canonical
from rnngraph.objects.training import LOSSES, METRICS, OPTIMIZERS, SCHEDULES


def _validator(table: Table) -> Callable[[object], str | dict[str, Any]]:
    def validate(value: object) -> str | dict[str, Any]:
        try:
            return canonical(table, value)
        except Wrong as wrong:
            raise wrong.error from None

    return validate


Activation = Annotated[str, PlainValidator(_validator(ACTIVATIONS))]
Initializer = Annotated[str | dict[str, Any], PlainValidator(_validator(INITIALIZERS))]
Regularizer = Annotated[str | dict[str, Any], PlainValidator(_validator(REGULARIZERS))]
Constraint = Annotated[str | dict[str, Any], PlainValidator(_validator(CONSTRAINTS))]
Optimizer = Annotated[str | dict[str, Any], PlainValidator(_validator(OPTIMIZERS))]
Loss = Annotated[str | dict[str, Any], PlainValidator(_validator(LOSSES))]
Metric = Annotated[str | dict[str, Any], PlainValidator(_validator(METRICS))]

__all__ = [
    "ACTIVATIONS",
    "CONSTRAINTS",
    "INITIALIZERS",
    "LOSSES",
    "METRICS",
    "OPTIMIZERS",
    "REGULARIZERS",
    "SCHEDULES",
    "Activation",
    "Argument",
    "Constraint",
    "Initializer",
    "Loss",
    "Metric",
    "Optimizer",
    "Regularizer",
    "Table",
    "canonical",
]
