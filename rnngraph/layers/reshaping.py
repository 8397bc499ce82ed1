"""Layers that change the shape only: reshaping, cropping, padding, repeating, slicing. Only Slice hands a mask on."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field, PlainValidator

from rnngraph.graph import MAX_RANK, Dim, Mask, Port, Problem, Shape, TensorType
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.windows import DataFormat, Sizes, axes, counts, each_axis, wrong_rank
from rnngraph.problems import Rejected, kinds


def reshaped(layer: Layer, call: Call, shape: Shape) -> LayerFacts:
    """Facts of a layer that gives the same values in another shape."""
    return LayerFacts((Port("output", TensorType(shape, layer.policy(call).cast(call.input.type.dtype))),))


class Flatten(Layer):
    """Joins all axes but the batch into one.

    Input (batch, ...), output (batch, product of the rest), unknown where one of them is.

    ```json
    {"type": "Flatten"}
    ```
    """

    data_format: Annotated[
        Literal["channels_last", "channels_first"] | None,
        Field(
            description="Order of the input's axes; with channels_first the channels are moved last before flattening."
        ),
    ] = None

    def infer(self, call: Call) -> LayerFacts:
        """Two axes."""
        batch, *rest = call.input.type.shape
        known = [size for size in rest if size is not None]
        return reshaped(self, call, (batch, math.prod(known) if len(known) == len(rest) else None))


Size = Annotated[int, Field(ge=-1, strict=True)]


class Reshape(Layer):
    """Gives the input another shape of as many elements.

    `target_shape` leaves the batch out; one size may be -1, which takes what is left.

    ```json
    {"type": "Reshape", "target_shape": [-1, 16]}
    ```
    """

    target_shape: Annotated[
        tuple[Size, ...],
        Field(
            description="Sizes of the output without the batch; one may be -1, for what is left.",
            max_length=MAX_RANK - 1,
        ),
    ]

    def infer(self, call: Call) -> LayerFacts:
        """Keras 3: `operation_utils.compute_reshape_output_shape`."""
        batch, *rest = call.input.type.shape
        target = self.target_shape
        shape = call.input.type.shape
        if target.count(-1) > 1:
            return LayerFacts(problems=(kinds.shapes.InvalidReshape("target_shape", shape=shape, target=target),))
        if None in rest:
            return reshaped(self, call, (batch, *(None if size == -1 else size for size in target)))
        total = math.prod(size for size in rest if size is not None)
        known = math.prod(size for size in target if size != -1)
        fits = known and total % known == 0 if -1 in target else total == known
        if not fits:
            return LayerFacts(problems=(kinds.shapes.InvalidReshape("target_shape", shape=shape, target=target),))
        return reshaped(self, call, (batch, *(total // known if size == -1 else size for size in target)))


class RepeatVector(Layer):
    """Repeats a vector over `n` timesteps: the way from a code to a decoder.

    Input (batch, features), output (batch, n, features).

    ```json
    {"type": "RepeatVector", "n": 10}
    ```
    """

    n: Annotated[f.Count, Field(description="Number of timesteps.")]

    def infer(self, call: Call) -> LayerFacts:
        """A time axis between the two."""
        shape = call.input.type.shape
        if len(shape) != 2:
            return LayerFacts(problems=(kinds.shapes.WrongRank("inputs", found=len(shape), expected=2),))
        return reshaped(self, call, (shape[0], self.n, shape[1]))


class Permute(Layer):
    """Puts the axes after the batch in another order.

    `dims` counts from 1: [2, 1] swaps the two axes after the batch.

    ```json
    {"type": "Permute", "dims": [2, 1]}
    ```
    """

    dims: Annotated[
        tuple[f.Count, ...],
        Field(description="The input's axes in their new order, counted from 1.", max_length=MAX_RANK - 1),
    ]

    def infer(self, call: Call) -> LayerFacts:
        """The same sizes in another order. Keras 3: `Permute.__init__`, `Permute.compute_output_shape`."""
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            return LayerFacts(problems=(kinds.windows.InvalidPermutation("dims", found=self.dims),))
        wrong = wrong_rank(call, len(self.dims) + 1)
        if wrong:
            return LayerFacts(problems=wrong)
        shape = call.input.type.shape
        return reshaped(self, call, (shape[0], *(shape[axis] for axis in self.dims)))


class Cropping1D(Layer):
    """Leaves timesteps out at the start and at the end.

    Input (batch, timesteps, features), output the same with fewer timesteps.

    ```json
    {"type": "Cropping1D", "cropping": [1, 0]}
    ```
    """

    timing = "window"

    cropping: Annotated[
        Sizes,
        PlainValidator(counts(2, least=0)),
        Field(description="How many timesteps to leave out at the start and at the end; one number is for both."),
    ] = (1, 1)

    def infer(self, call: Call) -> LayerFacts:
        """A shorter time axis, of at least one step. Keras 3: `Cropping1D.compute_output_shape`."""
        wrong = wrong_rank(call, 3)
        if wrong:
            return LayerFacts(problems=wrong)
        batch, length, features = call.input.type.shape
        start, end = each_axis(self.cropping, 2)
        left = None if length is None else length - start - end
        if length is not None and length <= start + end:
            return LayerFacts(problems=(kinds.windows.NothingLeft("cropping", start=start, end=end, length=length),))
        return reshaped(self, call, (batch, left, features))


def padded(layer: Layer, call: Call, data_format: str | None, padding: tuple[tuple[int, int], ...]) -> LayerFacts:
    """Facts of a layer that puts so many zeros before and after each axis but the batch's and the channels'."""
    wrong = wrong_rank(call, len(padding) + 2)
    if wrong:
        return LayerFacts(problems=wrong)
    shape = list(call.input.type.shape)
    _, spatial = axes(data_format, len(shape))
    for axis, ends in zip(spatial, padding, strict=True):
        shape[axis] = more(shape[axis], sum(ends))
    return reshaped(layer, call, tuple(shape))


def more(size: Dim, extra: int) -> Dim:
    """A size with something added."""
    return None if size is None else size + extra


class ZeroPadding1D(Layer):
    """Puts timesteps of zeros at the start and at the end.

    Input (batch, timesteps, features), output the same with more timesteps.

    ```json
    {"type": "ZeroPadding1D", "padding": [2, 0]}
    ```
    """

    timing = "window"

    padding: Annotated[
        Sizes,
        PlainValidator(counts(2, least=0)),
        Field(description="How many timesteps to add at the start and at the end; one number is for both."),
    ] = 1
    data_format: DataFormat = None

    def infer(self, call: Call) -> LayerFacts:
        """A longer time axis."""
        start, end = each_axis(self.padding, 2)
        return padded(self, call, self.data_format, ((start, end),))


def check_padding_2d(value: object) -> int | tuple[Sizes, ...]:
    """A number for all four sides, or for each of two axes a number or a pair. Keras 3: `ZeroPadding2D.__init__`."""
    if not isinstance(value, list | tuple):
        return counts(2, least=0)(value)
    if len(value) != 2:
        raise Rejected(kinds.fields.WrongType(found=value, expected="an integer or a list of 2"))
    pairs: list[Sizes] = []
    for index, each in enumerate(value):
        try:
            pairs.append(counts(2, least=0)(each))
        except Rejected as error:
            raise error.inside(index) from None
    return tuple(pairs)


class ZeroPadding2D(Layer):
    """Puts rows and columns of zeros around a picture.

    Input (batch, rows, columns, channels), output the same with more rows and columns.

    ```json
    {"type": "ZeroPadding2D", "padding": [[1, 0], [2, 2]]}
    ```
    """

    padding: Annotated[
        int | tuple[Sizes, ...],
        PlainValidator(check_padding_2d),
        Field(description="How many zeros for rows and for columns, each a number or [before, after]; or one for all."),
    ] = (1, 1)
    data_format: DataFormat = None

    def infer(self, call: Call) -> LayerFacts:
        """Two longer axes."""
        both = (self.padding, self.padding) if isinstance(self.padding, int) else self.padding
        rows, columns = (each_axis(each, 2) for each in both)
        return padded(self, call, self.data_format, ((rows[0], rows[1]), (columns[0], columns[1])))


class UpSampling1D(Layer):
    """Repeats each timestep of a sequence.

    Input (batch, timesteps, features), output (batch, timesteps * size, features).

    ```json
    {"type": "UpSampling1D", "size": 2}
    ```
    """

    timing = "window"

    size: Annotated[f.Count, Field(description="How often each timestep is given.")] = 2

    def infer(self, call: Call) -> LayerFacts:
        """A longer time axis."""
        wrong = wrong_rank(call, 3)
        if wrong:
            return LayerFacts(problems=wrong)
        batch, length, features = call.input.type.shape
        return reshaped(self, call, (batch, None if length is None else length * self.size, features))


Bound = Annotated[int, Field(ge=-(2**31), le=2**31 - 1, strict=True)]


class Slice(Layer):
    """Takes one place of an axis, or a range of places, as Python's slices do.

    With `index` the axis goes: index -1 of axis 1 is a sequence's last step. Else `start`, `stop` and `step` choose
    places, and the axis stays. A mask is cut with the timesteps, and ends where `index` takes one of them.

    ```json
    {"type": "Slice", "axis": 1, "index": -1}
    ```
    """

    axis: Annotated[Bound, Field(description="The axis; 0 is the batch's, which can't be cut, and -1 is the last.")]
    index: Annotated[Bound | None, Field(description="The one place to take; negative ones count from the end.")] = None
    start: Annotated[Bound | None, Field(description="The first place; null: from the first on.")] = None
    stop: Annotated[Bound | None, Field(description="The place before which to stop; null: up to the last.")] = None
    step: Annotated[Bound | None, Field(description="How far to go at each step; null is 1, negative goes back.")] = (
        None
    )

    def infer(self, call: Call) -> LayerFacts:
        """The shape without the axis, or with what is left of it."""
        shape = call.input.type.shape
        rank = len(shape)
        if not -rank <= self.axis < rank or self.axis % rank == 0:
            return LayerFacts(problems=(kinds.shapes.WrongAxis("axis", found=self.axis, rank=rank),))
        axis = self.axis % rank
        wrong = self._problem(axis, shape[axis])
        if wrong:
            return LayerFacts(problems=(wrong,))
        kept = () if self.index is not None else (sliced(shape[axis], slice(self.start, self.stop, self.step)),)
        output = TensorType((*shape[:axis], *kept, *shape[axis + 1 :]), self.policy(call).cast(call.input.type.dtype))
        return LayerFacts((Port("output", output, mask=self._mask(axis, call.masks[0])),))

    def _problem(self, axis: int, size: Dim) -> Problem | None:
        """What is wrong with the places, as Python or NumPy would say it; of no places at all Keras makes no use."""
        if self.index is not None:
            for name in ("start", "stop", "step"):
                if getattr(self, name) is not None:
                    return kinds.windows.InvalidSlice(name, axis=axis, size=size, wrong="both")
            if size is not None and not -size <= self.index < size:
                return kinds.windows.InvalidSlice("index", axis=axis, size=size, wrong="index", found=self.index)
        elif self.step == 0:
            return kinds.windows.InvalidSlice("step", axis=axis, size=size, wrong="zero")
        elif sliced(size, slice(self.start, self.stop, self.step)) == 0:
            field = "start" if self.stop is None else "stop"
            return kinds.windows.InvalidSlice(field, axis=axis, size=size, wrong="empty")
        return None

    def _mask(self, axis: int, mask: Mask | None) -> Mask | None:
        """The mask of what is left, cut if it has the axis. Padding stays on the right if the first step stays it."""
        if mask is None or axis >= len(mask.shape):
            return mask
        before, size, after = mask.shape[:axis], mask.shape[axis], mask.shape[axis + 1 :]
        if self.index is not None:
            return None if axis == 1 else replace(mask, shape=(*before, *after))
        places = slice(self.start, self.stop, self.step)
        onward = self.start in (None, 0) and (self.step is None or self.step > 0)
        return Mask(mask.padding if onward else "any", mask.source, (*before, sliced(size, places), *after))


def sliced(size: Dim, places: slice) -> Dim:
    """How many places of an axis a slice takes."""
    return None if size is None else len(range(*places.indices(size)))
