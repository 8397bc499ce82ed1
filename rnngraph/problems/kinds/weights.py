"""Weights: their dtypes, their shapes, what initializes and measures them."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCellDtype(Problem):
    """A cell of a stack computes in another dtype than the layer."""

    found: str
    expected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongObjectShape(Problem):
    """An initializer, regularizer or constraint (`class_name`) of a weight whose shape it does not support.

    `target` is the weight's name, or `output`; `wanted` is what the object asks of a shape.
    """

    class_name: str
    wanted: str
    target: str
    found: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongSharedShape(Problem):
    """A layer that is applied again to inputs for which its weight would have another shape."""

    owner: str
    weight: str
    found: Shape
    expected: Shape
