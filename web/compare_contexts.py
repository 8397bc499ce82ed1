"""What the page of a comparison shows, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from .svg import Inline


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two specs of the folder, or one and its earlier version at `revision`; `names` are those to choose from.

    `comparison` is the object of `rnngraph diff --format json`, None where nothing is chosen yet, or can't be had:
    `failure` then says why.
    """

    names: tuple[str, ...]
    before: str
    after: str
    revision: str
    comparison: dict[str, Any] | None = None
    pictures: tuple[Markup | None, Markup | None] = (None, None)
    failure: str | None = None


def compare_page(
    names: tuple[str, ...],
    asked: tuple[str, str, str],
    comparison: dict[str, Any],
    pictures: tuple[Inline | None, Inline | None],
) -> ComparePage:
    """The page of a comparison."""
    before, after = (each.markup if each else None for each in pictures)
    return ComparePage(names, *asked, comparison, (before, after))
