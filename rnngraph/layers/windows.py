"""What convolution, pooling and padding share: fields given once or once an axis, and the arithmetic of a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from rnngraph.graph import Dim, Port, Problem, Shape
from rnngraph.layers.base import Call
from rnngraph.problems import Rejected, kinds

Sizes = int | tuple[int, ...]
"""A size for every axis, or one for each."""

LARGEST = 2**31 - 1

DataFormat = Annotated[
    Literal["channels_last", "channels_first"] | None,
    Field(description="Whether the channels are the last axis or the first after the batch; null is channels_last."),
]


@dataclass(frozen=True, slots=True)
class Counts:
    """The check of a field that is an integer or a list of `number`. Keras 3: `standardize_tuple`."""

    number: int
    least: int

    def __call__(self, value: object) -> Sizes:
        """The value, a list as a tuple.

        Raises:
            InvalidSpec: it is something else, or out of range.
        """
        number, least = self.number, self.least
        if not isinstance(value, list | tuple):
            return integer(value, None, least, f"an integer or a list of {number}")
        if len(value) != number:
            expected = f"an integer or a list of {number}"
            raise Rejected(kinds.fields.WrongType(found=value, expected=expected))
        return tuple(integer(each, str(index), least, "an integer") for index, each in enumerate(value))

    def schema(self) -> dict[str, Any]:
        """What the JSON Schema of a document says of such a field."""
        from rnngraph.objects.schema import or_parameter  # which only the schema needs

        one = or_parameter({"type": "integer", "minimum": self.least, "maximum": LARGEST})
        several = {"type": "array", "items": one, "minItems": self.number, "maxItems": self.number}
        return {"anyOf": [one, several]}


def counts(number: int, least: int = 1) -> Counts:
    """The check of a field that is an integer or a list of `number`, each at least `least`."""
    return Counts(number, least)


def check_sizes(value: object) -> Sizes:
    """A size, or a list of at least one."""
    if not isinstance(value, list | tuple):
        return integer(value, None, 1, "an integer or a list of integers")
    if not value:
        raise Rejected(kinds.fields.OutOfRange(found=[], limit="a list of at least one size"))
    return tuple(integer(each, str(index), 1, "an integer") for index, each in enumerate(value))


def integer(value: object, place: str | None, least: int, expected: str) -> int:
    """An integer from `least` on.

    Raises:
        InvalidSpec: it is something else, or out of range.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise Rejected(kinds.fields.WrongType(place, found=value, expected=expected))
    if not least <= value <= LARGEST:
        limit = f"greater than or equal to {least}" if value < least else f"less than or equal to {LARGEST}"
        raise Rejected(kinds.fields.OutOfRange(place, found=value, limit=limit))
    return value


def each_axis(value: Sizes, number: int) -> tuple[int, ...]:
    """A size for each of `number` axes."""
    return (value,) * number if isinstance(value, int) else value


def axes(data_format: str | None, rank: int) -> tuple[int, range]:
    """The axis of the channels, and the others after the batch's, of a tensor of `rank` axes."""
    return (1, range(2, rank)) if data_format == "channels_first" else (rank - 1, range(1, rank - 1))


@dataclass(frozen=True, slots=True)
class Window:
    """A window that slides: its sizes, strides and dilations, one for each axis, and the field that gives its size."""

    field: str
    sizes: tuple[int, ...]
    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    padding: str


def steps(size: Dim, window: int, stride: int, padding: str) -> Dim:
    """How often a window that covers `window` fits; 0 or less where it is larger than the axis.

    Keras 3: `operation_utils.compute_conv_output_shape`, and `compute_pooling_output_shape`, which says the same.
    """
    if size is None:
        return None
    return (size - window) // stride + 1 if padding == "valid" else (size - 1) // stride + 1


def slid(shape: Shape, window: Window, data_format: str | None) -> Shape | kinds.windows.WindowTooLarge:
    """The shape after a window slid over all axes but the batch's and the channels', or the problem that it can't."""
    result = list(shape)
    _, spatial = axes(data_format, len(shape))
    for axis, size, stride, dilation in zip(spatial, window.sizes, window.strides, window.dilations, strict=True):
        covers = dilation * (size - 1) + 1
        result[axis] = length = steps(shape[axis], covers, stride, window.padding)
        if length is not None and length < 1:
            return kinds.windows.WindowTooLarge(window.field, axis=axis, size=shape[axis], window=covers)
    return tuple(result)


def wrong_rank(call: Call, rank: int) -> tuple[Problem, ...]:
    """The problem of an input that has not just `rank` axes."""
    found = call.input.type.rank
    return () if found == rank else (kinds.shapes.WrongRank("inputs", found=found, expected=rank),)


def not_floats(port: Port) -> tuple[Problem, ...]:
    """The problem of integers fed to an operation that TensorFlow has for floats only."""
    return () if port.type.is_float else (kinds.shapes.IntegerInput("inputs", found=port.type.dtype),)
