"""The pages, each with its JSON twin made from the same context."""

from __future__ import annotations

from flask import Blueprint, Response, abort, url_for

from .answers import as_html, as_json
from .contexts import Diagram, GalleryPage, ModelPage, Room, card, cost_page, gallery_page, model_page
from .downloads import drawn, offered
from .headers import allow_styles
from .render import DrawingError
from .shown import SMALL, number, shown
from .state import folder, spec_or_404
from .svg import Inline, UnsafeSvg, inline

COLUMN, PAGE = 440, 1700
"""Widest diagrams, in points, that are still read with ease in a column, and in a page."""

MOST_NUMBER = 10_000_000
"""The largest batch and the greatest length that a cost is asked for."""

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def gallery() -> Response:
    """All specs of the folder."""
    return as_html(_gallery())


@blueprint.get("/index.json")
def gallery_json() -> Response:
    """The gallery's twin."""
    return as_json(_gallery())


@blueprint.get("/model/<path:name>/")
def model(name: str) -> Response:
    """One spec."""
    page, picture = _model(name)
    return allow_styles(as_html(page), picture.styles if picture else ())


@blueprint.get("/model/<path:name>/index.json")
def model_json(name: str) -> Response:
    """The model page's twin."""
    page, _ = _model(name)
    return as_json(page)


@blueprint.get("/model/<path:name>/cost.json")
def cost(name: str) -> Response:
    """What a spec costs at a batch and a length, which the query says."""
    graph = spec_or_404(name).graph or abort(404)
    return as_json(cost_page(graph, number("batch", MOST_NUMBER), number("length", MOST_NUMBER)))


def _gallery() -> GalleryPage:
    specs, complete = folder().specs()
    cards = tuple(
        card(spec, url_for(".model", name=spec.name), url_for("downloads.picture_of", name=spec.name) + SMALL.query())
        for spec in specs
    )
    return gallery_page(folder().path.name, cards, complete)


def _model(name: str) -> tuple[ModelPage, Inline | None]:
    spec, as_shown = spec_or_404(name), shown()
    if spec.graph is None:
        return model_page(spec), None
    files = offered(spec, as_shown)
    try:
        picture = inline(drawn(spec.graph, "svg", as_shown))
    except (DrawingError, UnsafeSvg) as error:
        return model_page(spec, Diagram(failure=str(error)), files), None
    room: Room = "column" if picture.width <= COLUMN else "page" if picture.width <= PAGE else "more"
    return model_page(spec, Diagram(picture.markup, room=room), files), picture
