"""The `training` section of a document: names and arguments as `keras.Model.compile` and `fit` have them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError, WithJsonSchema

from rnngraph import objects
from rnngraph.graph import Pointer, Problem
from rnngraph.layers.fields import Count, Number
from rnngraph.problems import InvalidSpec, Rejected, kinds
from rnngraph.problems.native import native
from rnngraph.problems.nearest import nearest
from rnngraph.problems.validation import problems_of

Check = Callable[[Any], Any]


def per_output(check: Check) -> Check:
    """A validator of one value for all outputs, a list in their order, or a dict by their names."""

    def validate(value: object) -> object:
        if isinstance(value, list):
            return list(_each(check, {str(index): each for index, each in enumerate(value)}).values())
        if isinstance(value, dict) and not _is_object(value):
            return _each(check, value)
        return check(value)

    return validate


def _is_object(value: dict[str, Any]) -> bool:
    """Whether a dict is a loss or a metric with its arguments, and not one for each output.

    Raises:
        Rejected: it would be one but for a misspelt `type`: no output's loss is a number, or true.
    """
    if {"type", "class_name"} & value.keys():
        return True
    plain = any(isinstance(each, int | float) for each in value.values())
    for key in (each for each, said in value.items() if plain and isinstance(said, str)):
        from rnngraph.problems.words import FIELDS

        near = nearest(key, ("type", "class_name"), FIELDS)
        if near:
            raise Rejected(kinds.fields.UnknownField(found=key, nearest=near, of="a loss or metric").inside(key))
    return False


def _each(check: Check, values: dict[str, Any]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in values.items():
        try:
            checked[key] = check(value)
        except Rejected as error:
            problems += error.inside(key).problems
    if problems:
        raise Rejected(*problems)
    return checked


def _loss(value: object) -> object:
    return None if value is None else objects.checked(objects.LOSSES, value)


def _metric(value: object) -> object:
    return objects.checked(objects.METRICS, value)


def _metrics(value: object) -> object:
    """A list of metrics for all outputs, or a dict of lists by output name."""
    if isinstance(value, dict) and not _is_object(value):
        return _each(_metrics, value)
    given = value if isinstance(value, list) else [value]
    return list(_each(_metric, {str(index): each for index, each in enumerate(given)}).values())


Losses = Annotated[Any, PlainValidator(per_output(_loss)), WithJsonSchema({"x-rnngraph": "losses"})]
Metrics = Annotated[Any, PlainValidator(_metrics), WithJsonSchema({"x-rnngraph": "metrics"})]


class Loss(NamedTuple):
    """The loss of an output: the name of Keras's class, the arguments given to it, and its place in the document."""

    name: str
    arguments: dict[str, Any]
    place: str


class Training(BaseModel):
    """How a model is trained, unless the command line says otherwise.

    Raises:
        InvalidSpec: a field is unknown, of the wrong type or out of range.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    optimizer: Annotated[objects.Optimizer, Field(description="A Keras optimizer.")] = "adam"
    loss: Annotated[
        Losses, Field(description="A Keras loss, or one for each output: a list, or a dict by output name.")
    ] = None
    loss_weights: Annotated[
        list[Number] | dict[str, Number] | None, Field(description="What each output's loss counts for.")
    ] = None
    metrics: Annotated[Metrics, Field(description="Keras metrics, a list, or a dict of lists by output name.")] = []
    batch_size: Annotated[
        Count | None, Field(description="Samples in a step of training; Keras's 32 where left out.")
    ] = None
    epochs: Annotated[Count, Field(description="How often training goes through the data.")] = 1

    def __init__(self, /, **fields: Any) -> None:
        try:
            super().__init__(**native(fields))
        except ValidationError as error:
            from rnngraph.problems.words import FIELDS  # what is right needs no words

            raise InvalidSpec(problems_of(error, Training, None, FIELDS)) from None

    def authored(self) -> dict[str, Any]:
        """The fields that differ from their defaults, as the spec writes them."""
        return self.model_dump(exclude_defaults=True)

    def losses(self, outputs: Sequence[str]) -> list[Loss | None]:
        """The loss of each output, by the outputs' names; None for an output that has none."""
        given, place = self.loss, "/training/loss"
        if isinstance(given, list):
            fits = len(given) == len(outputs)
            return [_named(given[index], f"{place}/{index}") if fits else None for index in range(len(outputs))]
        if isinstance(given, dict) and "type" not in given:
            return [_named(given.get(name), f"{place}/{name}") for name in outputs]
        return [_named(given, place)] * len(outputs)

    def problems(self, outputs: Sequence[str]) -> Iterator[Problem]:
        """A problem for each name that is no output's, and each list that is longer or shorter than the outputs are."""
        for field in ("loss", "loss_weights", "metrics"):
            given = getattr(self, field)
            if isinstance(given, dict) and "type" not in given:
                for name in [each for each in given if each not in outputs]:
                    near = nearest(name, outputs)
                    yield kinds.fields.UnknownChoice(
                        f"training/{field}/{name}", found=name, nearest=near, known=tuple(outputs), output=True
                    )
            elif isinstance(given, list) and field != "metrics" and len(given) != len(outputs):
                limit = f"a list of {len(outputs)}, one for each output"
                yield kinds.fields.OutOfRange(f"training/{field}", found=given, limit=limit)


def _named(loss: Any, place: str) -> Loss | None:
    """A loss in its canonical form, a name or an object, taken apart."""
    arguments = {key: value for key, value in loss.items() if key != "type"} if isinstance(loss, dict) else {}
    name = objects.LOSSES.class_of(loss["type"] if isinstance(loss, dict) else str(loss))
    return None if loss is None or name is None else Loss(name, arguments, place)


def read_training(value: Any) -> tuple[Training | None, list[Problem]]:
    """The training section, and what is wrong with it; None where there is none, or none that can be read."""
    if not isinstance(value, dict):
        return None, []
    try:
        return Training(**value), []
    except Rejected as error:
        problems = error.inside("training").problems
        return None, [replace(each, origin=Pointer(f"/{each.field}")) for each in problems]
