"""What flows along an edge, and what a layer holds: types, ports, states, weights, masks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Dim = int | None
"""A size, or None where it is known only at run time."""

Shape = tuple[Dim, ...]
"""Sizes with the batch first."""

Padding = Literal["right", "any"]

ITEM_SIZES = {
    **{"float16": 2, "bfloat16": 2, "float32": 4, "float64": 8},
    **{"bool": 1, "int8": 1, "int16": 2, "int32": 4, "int64": 8, "uint8": 1, "uint16": 2, "uint32": 4, "uint64": 8},
}
"""Bytes of a value, by dtype."""
FLOATS = tuple(dtype for dtype in ITEM_SIZES if "float" in dtype)
INTEGERS = tuple(dtype for dtype in ITEM_SIZES if "float" not in dtype)


@dataclass(frozen=True, slots=True)
class TensorType:
    """Shape, batch first, and dtype of a tensor."""

    shape: Shape
    dtype: str

    @property
    def rank(self) -> int:
        """Number of axes, the batch among them."""
        return len(self.shape)

    @property
    def item_size(self) -> int:
        """Bytes of one value."""
        return ITEM_SIZES[self.dtype]

    @property
    def is_float(self) -> bool:
        """Whether Keras casts this tensor to a layer's compute dtype."""
        return self.dtype in FLOATS


@dataclass(frozen=True, slots=True)
class Mask:
    """A Keras mask that travels with a tensor: which timesteps count.

    `padding` says where masked steps may stand: "right" is after the last real one only, "any" anywhere.
    `source` is the name of the node that made the mask, `shape` the mask's own: (batch, timesteps), with further axes
    where it was made inside each timestep, (batch, sentences, words).
    """

    padding: Padding
    source: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Port:
    """One output of a node: its name, its type, the mask that travels with it.

    `kind` is "h" or "c" for a state of a built-in cell, else None: such a port fits any state of its size.
    """

    name: str
    type: TensorType
    kind: str | None = None
    mask: Mask | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A recurrent state: port name, shape with the batch first, and kind ("h", "c" or None)."""

    name: str
    shape: Shape
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Weight:
    """A variable of a layer: the last part of Keras's name for it, inner layers' with a prefix (`forward/kernel`)."""

    name: str
    shape: tuple[int, ...]
    dtype: str = "float32"
    trainable: bool = True

    @property
    def params(self) -> int:
        """Number of scalars."""
        return math.prod(self.shape)

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return self.params * ITEM_SIZES[self.dtype]


@dataclass(frozen=True, slots=True)
class DtypePolicy:
    """Keras's dtype policy: the dtype of the variables and the dtype that a layer computes in."""

    name: str

    @property
    def compute(self) -> str:
        """The dtype of what a layer computes."""
        return self.name.removeprefix("mixed_")

    @property
    def variable(self) -> str:
        """The dtype of a layer's variables: float32 under a mixed policy."""
        return "float32" if self.name.startswith("mixed_") else self.name

    def cast(self, dtype: str) -> str:
        """The dtype of an input after Keras's autocast, which touches floats only."""
        return self.compute if dtype in FLOATS else dtype


def shape_text(shape: Sequence[object] | None) -> str:
    """A shape as Keras prints it, the batch first: `(None, 5, 64)`; `?` where it is unknown."""
    if shape is None:
        return "?"
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
"""Units of sizes in memory, each 1024 times the one before (IEC 80000-13)."""


def size_text(size: int) -> str:
    """Bytes in the largest binary unit that keeps the number at 1 or more; exact below 1 KiB."""
    power = min(max(size.bit_length() - 1, 0) // 10, len(UNITS) - 1)
    return f"{size / 1024**power:,.2f} {UNITS[power]}" if power else f"{size:,} B"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a layer can't use cuDNN: the field (None: the layer's type), a sentence, the value needed."""

    field: str | None
    text: str
    needed: Any = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether Keras hands a layer to cuDNN if a GPU is available, and every reason against it."""

    reasons: tuple[Reason, ...] = ()

    @property
    def eligible(self) -> bool:
        """True if nothing speaks against cuDNN."""
        return not self.reasons
