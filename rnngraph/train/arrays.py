"""Data as arrays by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True, slots=True)
class Arrays:
    """Samples: the model's inputs and targets, each an array by name with the samples along its first axis."""

    inputs: Mapping[str, Array]
    targets: Mapping[str, Array]

    @property
    def samples(self) -> int:
        """How many samples there are."""
        return len(next(iter(self.inputs.values())))

    def take(self, rows: Array) -> Arrays:
        """The samples of the given rows."""
        inputs = {name: array[rows] for name, array in self.inputs.items()}
        return Arrays(inputs, {name: array[rows] for name, array in self.targets.items()})

    def described(self) -> Iterator[str]:
        """A line for each array: its shape, its dtype, and the range of its numbers."""
        for name, array in {**self.inputs, **self.targets}.items():
            numbers = (
                f", from {array.min():.6g} to {array.max():.6g}" if array.size and array.dtype.kind in "fiu" else ""
            )
            yield f"{name}: {array.shape} {array.dtype}{numbers}"


@dataclass(frozen=True, slots=True)
class Data:
    """What a model is trained on and, where the source sets some aside, what it is judged on.

    `classes` is the number of classes, where the source is known to be a classification.
    """

    source: str
    train: Arrays
    held_out: Arrays | None = None
    classes: int | None = None
