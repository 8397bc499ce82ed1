"""Slice, which Keras lacks, as a Keras layer."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="rnngraph")
class Slice(keras.layers.Layer):  # type: ignore[misc]
    """One place of an axis, which then goes, or a Python slice of it."""

    def __init__(
        self,
        axis: int,
        index: int | None = None,
        start: int | None = None,
        stop: int | None = None,
        step: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.axis, self.index, self.start, self.stop, self.step = axis, index, start, stop, step
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """The tensor cut along the axis."""
        return self._cut(inputs, self.axis % len(inputs.shape))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape without the axis, or with what is left of it."""
        axis = self.axis % len(input_shape)
        size = input_shape[axis]
        left = None if size is None else len(range(size)[self.start : self.stop : self.step])
        return (*input_shape[:axis], *([left] if self.index is None else []), *input_shape[axis + 1 :])

    def compute_output_spec(self, inputs: Any) -> keras.KerasTensor:
        """Shape and dtype: without this Keras would call integers floats."""
        return keras.KerasTensor(self.compute_output_shape(inputs.shape), inputs.dtype)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask cut likewise along the axes that it has; none where one timestep was taken."""
        axis = self.axis % len(inputs.shape)
        if mask is None or (axis == 1 and self.index is not None):
            return None
        return self._cut(mask, axis) if axis < len(mask.shape) else mask

    def _cut(self, tensor: Any, axis: int) -> Any:
        place = slice(self.start, self.stop, self.step) if self.index is None else self.index
        return tensor[(*[slice(None)] * axis, place)]

    def get_config(self) -> dict[str, Any]:
        """The arguments, for saving."""
        own = {name: getattr(self, name) for name in ("axis", "index", "start", "stop", "step")}
        return {**super().get_config(), **own}
