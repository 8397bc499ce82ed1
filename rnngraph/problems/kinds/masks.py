"""Masks: who takes one, and which."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyPadding(Problem):
    """A mask that may be padded anywhere reaches a layer that cuDNN would compute."""

    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongMaskType(Problem):
    """A mask given by hand is not boolean, or not of the `expected` shape (None: the layer has not been asked)."""

    dtype: str
    found: Shape
    expected: Shape | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongMaskShape(Problem):
    """A mask that came along does not fit the layer."""

    source: str
    found: Shape
    expected: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskDropped(Problem):
    """A mask ends at a layer that does not take one, or that lacks one on other inputs (`without`)."""

    source: str
    type: str
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskFilled(Problem):
    """A Concatenate fills up a mask with true, since other inputs (`without`) have none."""

    source: str
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskReversed(Problem):
    """A layer gives its sequence in reverse, and its mask as it was."""

    source: str
