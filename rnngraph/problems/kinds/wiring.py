"""Names, references, and the graph that they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rnngraph.graph import Problem
from rnngraph.graph.problem import NAMES, WIRING


@dataclass(frozen=True, slots=True)
class WiringProblem(Problem):
    """What the problems have in common that leave open what reads what."""

    def leaves_open(self) -> tuple[str, ...]:
        """What reads what."""
        return (WIRING,)


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateName(WiringProblem):
    """A name that two inputs or layers have."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownReference(WiringProblem):
    """A reference to an input or a layer that does not exist."""

    found: str
    nearest: str | None

    def depends_on(self) -> tuple[str, ...]:
        """The names of inputs and layers."""
        return (NAMES,)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownPort(WiringProblem):
    """A reference to a port that the layer (`of`) does not have."""

    found: str
    of: str
    known: tuple[str, ...]
    nearest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle(WiringProblem):
    """Layers that read each other; the path ends with the name that it begins with."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoInputs(Problem):
    """A model or a block without inputs."""

    def depends_on(self) -> tuple[str, ...]:
        """Which inputs there are: all of them may be such as could not be read."""
        return (NAMES, WIRING)


@dataclass(frozen=True, slots=True)
class NoLayers(Problem):
    """A model or a block without layers."""

    def depends_on(self) -> tuple[str, ...]:
        """Which layers there are: all of them may be such as could not be read."""
        return (NAMES, WIRING)


@dataclass(frozen=True, slots=True)
class NoOutputs(WiringProblem):
    """A model or a block without outputs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateOutput(Problem):
    """An output that is listed twice."""

    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbiguousInput(WiringProblem):
    """A first layer without `inputs` where there are several."""

    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongInputCount(WiringProblem):
    """A layer is given more or fewer inputs than it takes, at least and at most (None: any number)."""

    found: int
    minimum: int
    maximum: int | None
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongInputNames(WiringProblem):
    """Inputs are given by names that the layer does not know."""

    found: tuple[str, ...]
    known: tuple[str, ...]
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCallArgument(Problem):
    """A call argument of a layer that does not take it."""

    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndeclaredInput(Problem):
    """An input that the outputs depend on, and that is not among the graph's inputs."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyNodes(WiringProblem):
    """More layers, inputs, outputs or references than are built."""

    found: int
    limit: int
    what: Literal["inputs", "layers", "outputs", "references"] = "layers"


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyProblems(Problem):
    """More problems than are reported."""

    found: int
    limit: int
