"""What the page of a comparison shows, as plain data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from .svg import Inline

if TYPE_CHECKING:
    from rnngraph import Commit
    from rnngraph.analysis.comparison import Comparison

SIDES = ("before", "after")


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two specs of the folder, or one and its earlier version at `revision`; `names` are those to choose from.

    `comparison` is what `as_told` gives, None where nothing is chosen yet, or can't be had: `failure` then says why.
    `titles` say which side is which, and `commits` the last ones that touched the spec of before, newest first.
    """

    names: tuple[str, ...]
    before: str
    after: str
    revision: str
    comparison: dict[str, Any] | None = None
    pictures: tuple[Markup | None, Markup | None] = (None, None)
    failure: str | None = None
    titles: tuple[str, str] = ("", "")
    commits: tuple[Commit, ...] = ()


def compared(page: ComparePage, comparison: Comparison, pictures: tuple[Inline | None, Inline | None]) -> ComparePage:
    """The page of what was chosen, once it is compared."""
    before, after = (each.markup if each else None for each in pictures)
    tree = as_told(comparison, lambda at, name: _box((before, after)[at], f"{SIDES[at]}-layer-{name}"))
    return replace(page, comparison=tree, pictures=(before, after), titles=_titles(page))


def as_told(comparison: Comparison, box: Callable[[int, str], str | None] = lambda at, name: None) -> dict[str, Any]:
    """The object of `rnngraph diff --format json`, and of each layer what a page shows besides.

    `told` are its changes as people read them, and `boxes` the ids of its boxes in the pictures before and after.
    """
    tree = comparison.as_dict()
    for layer, each in zip(tree["layers"], comparison.layers, strict=True):
        names = (
            None if each.kind == "added" else each.was or each.name,
            None if each.kind == "removed" else each.name,
        )
        layer["told"] = [change.as_dict() for change in each.told]
        layer["boxes"] = [name and box(at, name) for at, name in enumerate(names)]
    return tree


def _box(markup: Markup | None, id_: str) -> str | None:
    return id_ if markup and f' id="{escape(id_)}"' in markup else None


def _titles(page: ComparePage) -> tuple[str, str]:
    """`encoder at HEAD~1` and `encoder (now)`, or just the names."""
    before, after = page.before, page.after or page.before
    if page.after and not page.revision:
        return before, after
    return f"{before} at {page.revision or 'HEAD'}", f"{after} (now)" if after == before else after
