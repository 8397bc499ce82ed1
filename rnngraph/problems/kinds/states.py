"""Initial states, and what a recurrent layer needs to keep its own."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongStateCount(Problem):
    """Too many or too few initial states; `expected` names the layer's."""

    holds_for_any_length = True
    found: int
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongStateKind(Problem):
    """A state of one kind (`port`) starts a state of another."""

    holds_for_any_length = True
    state: str
    port: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongStateSize(Problem):
    """A tensor starts a state of another shape."""

    holds_for_any_length = True
    state: str
    found: Shape
    expected: Shape


@dataclass(frozen=True, slots=True)
class StatefulWithoutBatch(Problem):
    """A stateful layer in a model without a fixed batch size."""

    holds_for_any_input = True

    def depends_on(self) -> tuple[str, ...]:
        """The model's batch size."""
        return ("/batch_size",)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoStates(Problem):
    """Initial states of a layer that has none."""

    type: str
