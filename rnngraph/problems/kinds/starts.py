"""Where the first states of a recurrent layer come from."""

from __future__ import annotations

from dataclasses import dataclass

from rnngraph.graph import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class StatefulSource(Problem):
    """A layer starts from the states of one that is stateful."""

    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversedSource(Problem):
    """A layer that runs forwards starts from the states of one that runs backwards."""

    source: str


@dataclass(frozen=True, slots=True)
class StatefulStart(Problem):
    """A stateful layer is given initial states, so that it never reads those that it keeps."""


@dataclass(frozen=True, slots=True)
class DecoderSeesAhead(Problem):
    """A decoder reads steps that it is to predict, through a Bidirectional."""
