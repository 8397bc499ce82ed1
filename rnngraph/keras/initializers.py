"""Initializers that Keras lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras


@keras.saving.register_keras_serializable(package="rnngraph")
class CastOrthogonal(keras.initializers.Orthogonal):  # type: ignore[misc]
    """Orthogonal in float32 and then cast: TensorFlow has no QR decomposition in bfloat16 (2.21)."""

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        """The values, in `dtype`."""
        return keras.ops.cast(super().__call__(shape, "float32"), dtype)


class Pieces(keras.initializers.Initializer):  # type: ignore[misc]
    """Pieces along the last axis, each by an initializer of its own."""

    def __init__(self, parts: Sequence[tuple[keras.initializers.Initializer, int]]) -> None:
        self.parts = parts

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        """The values, in `dtype`."""
        made = [initializer((*shape[:-1], size), dtype=dtype) for initializer, size in self.parts]
        return keras.ops.concatenate(made, axis=-1)
