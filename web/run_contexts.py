"""What the pages of runs show, as plain data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from rnngraph import Graph, Run

from .compare_contexts import as_told


@dataclass(frozen=True, slots=True)
class RunCard:
    """A run in the list. `done` of `planned` epochs; `last` has what the last epoch measured, `curves` all names."""

    name: str
    model: str
    data: str
    status: str
    params: int | None
    done: int
    planned: int | None
    last: dict[str, float | None]
    held_out: dict[str, float | None] | None
    seconds: float | None
    message: str
    url: str = ""
    curves: tuple[str, ...] = ()


MAX_TEXT = 2000
"""Characters of a text in a card: a file may say anything."""
MAX_MEASURES = 100
"""Losses and metrics in a card."""


@dataclass(frozen=True, slots=True)
class RunsPage:
    """The runs of the folder called `folder`; `columns` are the names of what they measured, validation's left out."""

    folder: str
    runs: tuple[RunCard, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting with its value in each run; `same` where it is one for all."""

    name: str
    values: tuple[str, ...]
    same: bool


@dataclass(frozen=True, slots=True)
class RunPage:
    """Runs side by side, or one. `curves` names what any of them measured, the loss first.

    `comparisons` has for each run but the first what differs between its spec and the first one's (None: unknown).
    """

    runs: tuple[RunCard, ...]
    curves: tuple[str, ...]
    epochs: tuple[tuple[dict[str, float | None], ...], ...]
    settings: tuple[Setting, ...]
    has_spec: tuple[bool, ...]
    comparisons: tuple[dict[str, Any] | None, ...]


def run_card(run: Run, url: str = "") -> RunCard:
    """The row of a run, of bounded size."""
    last = {name: value for name, value in (run.epochs[-1] if run.epochs else {}).items() if name != "epoch"}
    return RunCard(
        run.name,
        run.model[:MAX_TEXT],
        run.data[:MAX_TEXT],
        run.status,
        run.params,
        len(run.epochs),
        run.planned,
        _measures(last),
        None if run.held_out is None else _measures(run.held_out),
        run.seconds,
        run.message[:MAX_TEXT],
        url,
        tuple(name for name in run.curves if len(name) <= MAX_TEXT)[:MAX_MEASURES],
    )


def _measures(values: dict[str, float | None]) -> dict[str, float | None]:
    return dict(islice(((name, value) for name, value in values.items() if len(name) <= MAX_TEXT), MAX_MEASURES))


def runs_page(folder: str, cards: Iterable[RunCard], address: Callable[[str], str]) -> RunsPage:
    """The page of all runs."""
    cards = tuple(replace(card, url=address(card.name)) for card in cards)
    columns = dict.fromkeys(name for card in cards for name in card.curves)
    return RunsPage(folder, cards, tuple(islice(columns, MAX_MEASURES)))


def run_page(runs: Sequence[Run], graphs: Sequence[Graph | None]) -> RunPage:
    """The page of one run or of several."""
    first = graphs[0]
    return RunPage(
        tuple(run_card(run) for run in runs),
        tuple(dict.fromkeys(name for run in runs for name in run.curves)),
        tuple(run.epochs for run in runs),
        tuple(_settings(runs)),
        tuple(run.spec is not None for run in runs),
        tuple(as_told(first.compare(each)) if first and each else None for each in graphs[1:]),
    )


def _settings(runs: Sequence[Run]) -> Iterator[Setting]:
    flat = [dict(_flat(run.settings)) for run in runs]
    for name in dict.fromkeys(key for each in flat for key in each):
        values = tuple(each.get(name, "") for each in flat)
        yield Setting(name, values, len(set(values)) == 1)


def _flat(tree: dict[str, Any], prefix: str = "", depth: int = 4) -> Iterator[tuple[str, str]]:
    """Settings by dotted names, as text."""
    for key, value in tree.items():
        if isinstance(value, dict) and value and depth:
            yield from _flat(value, f"{prefix}{key}.", depth - 1)
        else:
            yield f"{prefix}{key}", "" if value is None else value if isinstance(value, str) else json.dumps(value)
