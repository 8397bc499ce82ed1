"""Windows that slide, and other arithmetic on one axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rnngraph.graph import Dim, Problem, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowTooLarge(Problem):
    """A window covers more than the axis has."""

    axis: int
    size: Dim
    window: int


@dataclass(frozen=True, slots=True)
class StridesAndDilation(Problem):
    """Strides and dilation rate are both above 1."""

    holds_for_any_input = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UnevenGroups(Problem):
    """A number of groups that does not divide the channels or the filters (`of`)."""

    groups: int
    of: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidPermutation(Problem):
    """The axes of a Permute that do not each occur once."""

    found: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingLeft(Problem):
    """A cropping takes away the whole axis."""

    start: int
    end: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidSlice(Problem):
    """A Slice that takes no place of its axis.

    `wrong` is `index` for an index outside the axis (`found`), `both` for an index beside start, stop or step, `zero`
    for a step of 0, `empty` for a slice without any place.
    """

    axis: int
    size: Dim
    wrong: Literal["index", "both", "zero", "empty"]
    found: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongRescalingSize(Problem):
    """A list of scales or offsets (`name`) that does not fit the last axis."""

    name: str
    found: int
    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsupportedDtype(Problem):
    """A dtype that TensorFlow has no kernel for."""

    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongMaskAxis(Problem):
    """A mask is over axis 1, but the data format puts the channels there."""

    source: str
    shape: Shape
