"""Pooling: over windows, and over everything at once."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, PlainValidator

from rnngraph.graph import Mask, Port, Problem, TensorType
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.masks import unfit
from rnngraph.layers.shapes import same_shape
from rnngraph.layers.windows import DataFormat, Sizes, Window, axes, counts, each_axis, not_floats, slid, wrong_rank
from rnngraph.problems import kinds

Padding = Annotated[
    Literal["valid", "same"],
    Field(description="valid: windows inside the input only; same: as many as there are strides, the ends filled up."),
]
KeepDims = Annotated[f.Flag, Field(description="Whether the pooled axes stay, each of size 1.")]

POOL = Field(description="Size of the window.")
STRIDES = Field(description="How far the window moves at a step; null: its own size.")
Pool1 = Annotated[Sizes, PlainValidator(counts(1)), POOL]
Pool2 = Annotated[Sizes, PlainValidator(counts(2)), POOL]
Pool3 = Annotated[Sizes, PlainValidator(counts(3)), POOL]
Strides1 = Annotated[Annotated[Sizes, PlainValidator(counts(1))] | None, STRIDES]
Strides2 = Annotated[Annotated[Sizes, PlainValidator(counts(2))] | None, STRIDES]
Strides3 = Annotated[Annotated[Sizes, PlainValidator(counts(3))] | None, STRIDES]

NOT_POOLED = ("bool", "uint32", "uint64")
"""What TensorFlow's op `MaxPool` has no kernel for; `MaxPool3D` takes floats only, and no float64."""


def pooled(
    layer: MaxPooling1D | MaxPooling2D | MaxPooling3D | AveragePooling1D | AveragePooling2D | AveragePooling3D,
    call: Call,
    number: int,
) -> LayerFacts:
    """Facts of a pooling over windows with `number` axes: no weights, no mask."""
    size = each_axis(layer.pool_size, number)
    strides = size if layer.strides is None else each_axis(layer.strides, number)
    wrong = wrong_rank(call, number + 2)
    if wrong:
        return LayerFacts(problems=wrong)
    window = Window("pool_size", size, strides, (1,) * number, layer.padding)
    shape = slid(call.input.type.shape, window, layer.data_format)
    if isinstance(shape, Problem):
        return LayerFacts(problems=(shape,))
    floats_only = isinstance(layer, AveragePooling1D | AveragePooling2D | AveragePooling3D | MaxPooling3D)
    dtype = layer.policy(call).cast(call.input.type.dtype)
    problems = not_floats(call.input) if floats_only else ()
    refused = ("float64",) if isinstance(layer, MaxPooling3D) else () if floats_only else NOT_POOLED
    if dtype in refused:
        problems = (kinds.windows.UnsupportedDtype("inputs", found=dtype),)
    return LayerFacts((Port("output", TensorType(shape, dtype)),), problems=problems)


class MaxPooling1D(Layer):
    """The largest value in each window over time.

    Input (batch, timesteps, features), output (batch, windows, features); the mask is not handed on.

    ```json
    {"type": "MaxPooling1D", "pool_size": 2}
    ```
    """

    timing = "window"

    pool_size: Pool1 = 2
    strides: Strides1 = None
    padding: Padding = "valid"
    data_format: DataFormat = None

    def infer(self, call: Call) -> LayerFacts:
        """One axis pooled; integers stay integers."""
        return pooled(self, call, 1)


class MaxPooling2D(Layer):
    """The largest value in each window over two axes.

    Input (batch, rows, columns, channels), output the same with fewer rows and columns.

    ```json
    {"type": "MaxPooling2D", "pool_size": [2, 2]}
    ```
    """

    pool_size: Pool2 = (2, 2)
    strides: Strides2 = None
    padding: Padding = "valid"
    data_format: DataFormat = None

    def infer(self, call: Call) -> LayerFacts:
        """Two axes pooled; integers stay integers."""
        return pooled(self, call, 2)


class MaxPooling3D(Layer):
    """The largest value in each window over three axes.

    Input (batch, frames, rows, columns, channels), output the same with fewer of the middle three. TensorFlow has no
    float64 for it, and float16 on a GPU only.

    ```json
    {"type": "MaxPooling3D", "pool_size": [1, 2, 2]}
    ```
    """

    pool_size: Pool3 = (2, 2, 2)
    strides: Strides3 = None
    padding: Padding = "valid"
    data_format: DataFormat = None

    def infer(self, call: Call) -> LayerFacts:
        """Three axes pooled."""
        return pooled(self, call, 3)


class AveragePooling1D(Layer):
    """The mean of each window over time.

    Input (batch, timesteps, features), output (batch, windows, features); the mask is not handed on.

    ```json
    {"type": "AveragePooling1D", "pool_size": 2}
    ```
    """

    timing = "window"

    pool_size: Pool1
    strides: Strides1 = None
    padding: Padding = "valid"
    data_format: DataFormat = None

    def infer(self, call: Call) -> LayerFacts:
        """One axis pooled."""
        return pooled(self, call, 1)


class AveragePooling2D(Layer):
    """The mean of each window over two axes.

    Input (batch, rows, columns, channels), output the same with fewer rows and columns.

    ```json
    {"type": "AveragePooling2D", "pool_size": [2, 2]}
    ```
    """

    pool_size: Pool2
    strides: Strides2 = None
    padding: Padding = "valid"
    data_format: DataFormat = None

    def infer(self, call: Call) -> LayerFacts:
        """Two axes pooled."""
        return pooled(self, call, 2)


class AveragePooling3D(Layer):
    """The mean of each window over three axes.

    Input (batch, frames, rows, columns, channels), output the same with fewer of the middle three.

    ```json
    {"type": "AveragePooling3D", "pool_size": [1, 2, 2]}
    ```
    """

    timing = "window"

    pool_size: Pool3
    strides: Strides3 = None
    padding: Padding = "valid"
    data_format: DataFormat = None

    def infer(self, call: Call) -> LayerFacts:
        """Three axes pooled."""
        return pooled(self, call, 3)


def pooled_whole(
    layer: GlobalMaxPooling1D | GlobalMaxPooling2D | GlobalAveragePooling1D | GlobalAveragePooling2D,
    call: Call,
    number: int,
    dtype: str,
) -> LayerFacts:
    """Facts of a pooling over all of `number` axes. Keras 3: `BaseGlobalPooling.compute_output_shape`."""
    wrong = wrong_rank(call, number + 2)
    if wrong:
        return LayerFacts(problems=wrong)
    found = call.input.type.shape
    _, spatial = axes(layer.data_format, len(found))
    kept = [1 if axis in spatial else size for axis, size in enumerate(found) if layer.keepdims or axis not in spatial]
    return LayerFacts((Port("output", TensorType(tuple(kept), dtype)),))


class GlobalMaxPooling1D(Layer):
    """The largest value of each feature over all timesteps, padding included.

    Input (batch, timesteps, features), output (batch, features).

    ```json
    {"type": "GlobalMaxPooling1D"}
    ```
    """

    data_format: DataFormat = None
    keepdims: KeepDims = False

    def infer(self, call: Call) -> LayerFacts:
        """The time axis gone; integers stay integers."""
        return pooled_whole(self, call, 1, self.policy(call).cast(call.input.type.dtype))


class GlobalMaxPooling2D(Layer):
    """The largest value of each channel over all rows and columns.

    Input (batch, rows, columns, channels), output (batch, channels).

    ```json
    {"type": "GlobalMaxPooling2D"}
    ```
    """

    data_format: DataFormat = None
    keepdims: KeepDims = False

    def infer(self, call: Call) -> LayerFacts:
        """Two axes gone; integers stay integers."""
        return pooled_whole(self, call, 2, self.policy(call).cast(call.input.type.dtype))


def mean_dtype(layer: Layer, call: Call, *, masked: bool = False) -> str:
    """The dtype of a mean: of integers, Keras's `ops.mean` gives float32, a quotient of two sums float64."""
    found = call.input.type
    if found.is_float:
        return layer.policy(call).compute
    return "float64" if masked else "float32"


class GlobalAveragePooling1D(Layer):
    """The mean of each feature over all timesteps that the mask leaves.

    Input (batch, timesteps, features), output (batch, features). The mask is used, and not handed on.

    ```json
    {"type": "GlobalAveragePooling1D"}
    ```
    """

    takes = frozenset({"mask"})

    data_format: DataFormat = None
    keepdims: KeepDims = False

    def infer(self, call: Call) -> LayerFacts:
        """The time axis gone. A mask is for axis 1, which with channels_first is not the time."""
        mask, shape = call.masks[0], call.input.type.shape
        wrong = self._mask_problem(call, mask) if mask and len(shape) == 3 else None
        if wrong:
            return LayerFacts(problems=(wrong,))
        return pooled_whole(self, call, 1, mean_dtype(self, call, masked=mask is not None))

    def _mask_problem(self, call: Call, mask: Mask) -> Problem | None:
        batch, *sizes = shape = call.input.type.shape
        first = self.data_format == "channels_first"
        expected = (batch, sizes[1] if first else sizes[0])
        if same_shape(mask.shape, expected) or (first and same_shape(mask.shape, (batch, 1))):
            return None
        if first and same_shape(mask.shape, shape[:2]) and not call.has_mask:
            return kinds.windows.WrongMaskAxis("data_format", source=mask.source, shape=shape)
        return unfit(call, 0, expected, mask)


class GlobalAveragePooling2D(Layer):
    """The mean of each channel over all rows and columns.

    Input (batch, rows, columns, channels), output (batch, channels).

    ```json
    {"type": "GlobalAveragePooling2D"}
    ```
    """

    data_format: DataFormat = None
    keepdims: KeepDims = False

    def infer(self, call: Call) -> LayerFacts:
        """Two axes gone."""
        return pooled_whole(self, call, 2, mean_dtype(self, call))
