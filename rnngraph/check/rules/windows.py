"""RG33: convolution, pooling, and the layers that cut and pad."""

from __future__ import annotations

from rnngraph.check.rule import Context, Said, rule, shown, subject
from rnngraph.graph import shape_text
from rnngraph.problems import kinds


@rule("RG330", kinds.windows.WindowTooLarge)
def window_size(problem: kinds.windows.WindowTooLarge, context: Context) -> Said:
    """A kernel or a pooling window fits into the input.

    With `padding` "valid" it never leaves the input, so it can't be larger. A kernel covers more with a
    `dilation_rate`: `dilation_rate * (kernel_size - 1) + 1`.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [4, 8]}],
     "layers": [{"type": "Conv1D", "filters": 2, "kernel_size": 5}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [4, 8]}],
     "layers": [{"type": "Conv1D", "filters": 2, "kernel_size": 5, "padding": "same"}]}
    ```
    """
    return (
        f"{subject(problem)}its window covers {problem.window} places of axis {problem.axis}, which has {problem.size}"
    )


@rule("RG331", kinds.windows.StridesAndDilation)
def strides_and_dilation(problem: kinds.windows.StridesAndDilation, context: Context) -> Said:
    """A convolution has strides or a dilation rate, not both.

    Keras's Conv1D, Conv2D and Conv3D refuse both above 1, on whatever axes.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Conv1D", "filters": 2, "kernel_size": 3, "strides": 2, "dilation_rate": 2}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Conv1D", "filters": 2, "kernel_size": 3, "dilation_rate": 2}]}
    ```
    """
    return f"{subject(problem)}`strides` and `dilation_rate` can't both be above 1"


@rule("RG332", kinds.windows.UnevenGroups)
def group_sizes(problem: kinds.windows.UnevenGroups, context: Context) -> Said:
    """The groups of a convolution divide the input's channels and the filters.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Conv1D", "filters": 6, "kernel_size": 3, "groups": 3}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}],
     "layers": [{"type": "Conv1D", "filters": 6, "kernel_size": 3, "groups": 2}]}
    ```
    """
    return f"{subject(problem)}{problem.groups} groups can't share {problem.size} {problem.of} equally"


@rule("RG333", kinds.windows.InvalidPermutation)
def permutation(problem: kinds.windows.InvalidPermutation, context: Context) -> Said:
    """A permutation names every axis after the batch once, counted from 1.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8]}], "layers": [{"type": "Permute", "dims": [2, 2]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8]}], "layers": [{"type": "Permute", "dims": [2, 1]}]}
    ```
    """
    found = problem.found
    return f"{subject(problem)}`dims` {shown(list(found))} has to have each of 1 to {len(found)} once"


@rule("RG334", kinds.windows.NothingLeft)
def cropping(problem: kinds.windows.NothingLeft, context: Context) -> Said:
    """What is cropped leaves at least one timestep.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [4, 8]}],
     "layers": [{"type": "Cropping1D", "cropping": [2, 2]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [4, 8]}],
     "layers": [{"type": "Cropping1D", "cropping": [2, 1]}]}
    ```
    """
    return f"{subject(problem)}cropping {problem.start} and {problem.end} leaves nothing of {problem.length} timesteps"


@rule("RG335", kinds.windows.InvalidSlice)
def slice_places(problem: kinds.windows.InvalidSlice, context: Context) -> Said:
    """A slice takes places that the axis has.

    Either `index` takes one, or `start`, `stop` and `step` take a range that is not empty; a step is not 0.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [4, 8]}],
     "layers": [{"type": "Slice", "axis": 1, "index": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [4, 8]}],
     "layers": [{"type": "Slice", "axis": 1, "index": -1}]}
    ```
    """
    match problem.wrong:
        case "both":
            return f"{subject(problem)}`index` takes one place, so `{problem.field}` has no meaning beside it"
        case "zero":
            return f"{subject(problem)}`step` can't be 0"
        case "empty":
            return f"{subject(problem)}nothing is left of axis {problem.axis}, which has {problem.size} places"
    return f"{subject(problem)}axis {problem.axis} has {problem.size} places, and no place {problem.found}"


@rule("RG336", kinds.windows.WrongRescalingSize)
def rescaling_size(problem: kinds.windows.WrongRescalingSize, context: Context) -> Said:
    """A list of scales or offsets has one number for each place of the input's last axis.

    Keras looks only when the model runs.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 2]}],
     "layers": [{"type": "Rescaling", "scale": [1, 2, 3]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 2]}],
     "layers": [{"type": "Rescaling", "scale": [1, 2]}]}
    ```
    """
    return f"{subject(problem)}`{problem.name}` has {problem.found} numbers, which don't fit the last axis of {shape_text(problem.shape)}"


@rule("RG337", kinds.windows.UnsupportedDtype)
def unsupported_dtype(problem: kinds.windows.UnsupportedDtype, context: Context) -> Said:
    """A layer is fed a dtype that TensorFlow can compute it in.

    Maximum pooling over windows has no booleans and no uint32 or uint64, over three axes no float64 either. Keras
    builds such a model, and fails when it runs.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [null, 8], "dtype": "bool"}],
     "layers": [{"type": "MaxPooling1D"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [null, 8], "dtype": "int32"}],
     "layers": [{"type": "MaxPooling1D"}]}
    ```
    """
    return f"{subject(problem)}TensorFlow can't compute it in {problem.found}"


@rule("RG338", kinds.windows.WrongMaskAxis)
def mask_axis(problem: kinds.windows.WrongMaskAxis, context: Context) -> Said:
    """A mask is for the timesteps.

    Masks are of axis 1. With `data_format` "channels_first" that axis is the channels', so the mask does not fit.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [4, 8]}],
     "layers": [{"type": "Masking"}, {"type": "GlobalAveragePooling1D", "data_format": "channels_first"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [4, 8]}],
     "layers": [{"type": "Masking"}, {"type": "GlobalAveragePooling1D"}]}
    ```
    """
    shape = shape_text(problem.shape)
    return f"{subject(problem)}the mask from {problem.source} is of axis 1, but with channels_first axis 2 of {shape} is the time"


FAMILY = (
    window_size,
    strides_and_dilation,
    group_sizes,
    permutation,
    cropping,
    slice_places,
    rescaling_size,
    unsupported_dtype,
    mask_axis,
)
"""The rules, in order. A code is never given a second meaning."""
