"""Keras objects given by name: initializers, activations, losses, optimizers."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownObject(Problem):
    """A name that is not an object of its family (`initializer`, `loss`, ...)."""

    found: object
    family: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownArgument(Problem):
    """An argument that an object does not take."""

    part = "key"
    found: str
    of: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongArgument(Problem):
    """An argument of an object that is not of its type, or out of its range."""

    part = "value"
    found: object
    expected: str
