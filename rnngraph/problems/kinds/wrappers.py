"""Layers around layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rnngraph.graph import Problem, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class UnequalDirections(Problem):
    """The two directions of a Bidirectional give shapes that its `merge_mode` can't merge."""

    forward: Shape
    backward: Shape
    merge_mode: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongDirectionField(Problem):
    """A field that has to be equal, or opposite, in the two directions, and is not."""

    holds_for_any_input = True
    name: str
    wanted: Literal["equal", "different"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralOutputs(Problem):
    """A layer with several outputs inside a wrapper that takes one."""

    found: tuple[str, ...]
