"""The `training` section of a document: names and arguments as `keras.Model.compile` and `fit` have them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rnngraph import objects
from rnngraph.layers.errors import InvalidSpec, problems_of
from rnngraph.layers.fields import Count, Number


class Training(BaseModel):
    """How a model is trained, unless the command line says otherwise.

    Raises:
        InvalidSpec: a field is unknown, of the wrong type or out of range.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    optimizer: Annotated[objects.Optimizer, Field(description="A Keras optimizer.")] = "adam"
    loss: Annotated[
        objects.Loss | list[objects.Loss | None] | dict[str, objects.Loss | None] | None,
        Field(description="A Keras loss, or one for each output: a list, or a dict by output name."),
    ] = None
    loss_weights: Annotated[
        list[Number] | dict[str, Number] | None, Field(description="What each output's loss counts for.")
    ] = None
    metrics: Annotated[
        list[objects.Metric] | dict[str, list[objects.Metric]],
        Field(description="Keras metrics, a list, or a dict of lists by output name."),
    ] = []
    batch_size: Annotated[
        Count | None, Field(description="Samples in a step of training; Keras's 32 where left out.")
    ] = None
    epochs: Annotated[Count, Field(description="How often training goes through the data.")] = 1

    def __init__(self, /, **fields: Any) -> None:
        try:
            super().__init__(**fields)
        except ValidationError as error:
            raise InvalidSpec(problems_of(error, Training, None)) from None

    def authored(self) -> dict[str, Any]:
        """The fields that differ from their defaults, as the spec writes them."""
        return self.model_dump(exclude_defaults=True)
