"""What Keras takes as an object with arguments, as plain data: closed lists, by name; nothing is imported from Keras.

A value is a name in any of Keras's spellings, an object `{"type": ..., arguments}`, or Keras's own serialized form.
What is stored is its one canonical form, so that equal meanings compare equal.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from pydantic import PlainValidator

from rnngraph.objects.activations import ACTIVATIONS
from rnngraph.objects.constraints import CONSTRAINTS
from rnngraph.objects.initializers import FILES, INITIALIZERS
from rnngraph.objects.losses import LOSSES
from rnngraph.objects.metrics import METRICS
from rnngraph.objects.optimizers import OPTIMIZERS, SCHEDULES
from rnngraph.objects.regularizers import REGULARIZERS
from rnngraph.objects.table import Argument, Table


def checked(table: Table, value: object) -> str | dict[str, Any]:
    """The canonical form of a value.

    Raises:
        Rejected: there is no such object, or it takes no such argument.
    """
    return table.read(value)


Activation = Annotated[str, PlainValidator(partial(checked, ACTIVATIONS))]
Initializer = Annotated[str | dict[str, Any], PlainValidator(partial(checked, INITIALIZERS))]
Regularizer = Annotated[str | dict[str, Any], PlainValidator(partial(checked, REGULARIZERS))]
Constraint = Annotated[str | dict[str, Any], PlainValidator(partial(checked, CONSTRAINTS))]
Optimizer = Annotated[str | dict[str, Any], PlainValidator(partial(checked, OPTIMIZERS))]
Loss = Annotated[str | dict[str, Any], PlainValidator(partial(checked, LOSSES))]
Metric = Annotated[str | dict[str, Any], PlainValidator(partial(checked, METRICS))]

__all__ = [
    "ACTIVATIONS",
    "CONSTRAINTS",
    "FILES",
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
    "checked",
]
