"""Two specs side by side, or a spec and an earlier version of itself."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, request

from rnngraph import Graph, commits, load

from .answers import as_html, as_json
from .compare_contexts import ComparePage, compared
from .downloads import drawn
from .headers import allow_styles
from .render import DrawingError
from .state import folder, spec_or_404
from .svg import Inline, UnsafeSvg, inline

blueprint = Blueprint("compare", __name__, url_prefix="/compare")

MARKS = {"added": "is-added", "removed": "is-removed", "changed": "is-changed", "renamed": "is-renamed"}
"""The classes of the boxes that differ, by what became of them; the pages' style sheet colours them."""


@blueprint.get("/")
def compare() -> Response:
    """What differs, and both diagrams with it coloured."""
    page, pictures = _page()
    return allow_styles(as_html(page), dict.fromkeys(style for each in pictures for style in each.styles))


@blueprint.get("/index.json")
def compare_json() -> Response:
    """The page's twin."""
    return as_json(_page()[0])


def _page() -> tuple[ComparePage, tuple[Inline, ...]]:
    names = tuple(spec.name for spec in folder().specs()[0])
    before, after = request.args.get("before", ""), request.args.get("after", "")
    revision = request.args.get("revision", "")
    page = ComparePage(names, before, after, revision)
    if not before:
        return page, ()
    new = _graph(after or before)
    page = replace(page, commits=commits(folder().file(before) or abort(404)))
    try:
        old = _at_revision(before, revision) if revision or not after else _graph(before)
    except OSError as error:
        return replace(page, failure=str(error)), ()
    comparison = old.compare(new)
    marks = {kind: comparison.names(kind) for kind in ("added", "removed", "changed", "renamed")}
    earlier = {each.was: each.kind for each in comparison.layers if each.was}
    colours = {name: MARKS[kind] for kind, found in marks.items() for name in found}
    pictures = (
        _picture(old, "before-", {**colours, **{name: MARKS[kind] for name, kind in earlier.items()}}, marks["added"]),
        _picture(new, "after-", colours, marks["removed"]),
    )
    return compared(page, comparison, pictures), tuple(each for each in pictures if each)


def _graph(name: str) -> Graph:
    return spec_or_404(name).graph or abort(404)


def _at_revision(name: str, revision: str) -> Graph:
    """The spec of the folder at a git revision, the last commit where none is named.

    Raises:
        OSError: there is none.
    """
    path = folder().file(name) or abort(404)
    return load(path, revision=revision or "HEAD")


def _picture(graph: Graph, prefix: str, marks: dict[str, str], foreign: tuple[str, ...]) -> Inline | None:
    """A diagram with its differences marked; `foreign` are names that stand for another layer in the other model."""
    own = {name: kind for name, kind in marks.items() if name not in foreign}
    try:
        return inline(drawn(graph, "svg"), prefix, own)
    except (DrawingError, UnsafeSvg):
        return None
