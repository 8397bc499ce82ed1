"""The pages, each with its JSON twin made from the same context."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from .answers import as_html, as_json
from .contexts import Diagram, GalleryPage, ModelPage, Room, card, model_page
from .downloads import drawn, offered
from .headers import allow_styles
from .render import DrawingError
from .state import folder, spec_or_404
from .svg import Inline, UnsafeSvg, inline

COLUMN, PAGE = 440, 1700
"""Widest diagrams, in points, that are still read with ease in a column, and in a page."""

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


def _gallery() -> GalleryPage:
    specs, complete = folder().specs()
    cards = tuple(
        card(spec, url_for(".model", name=spec.name), url_for("downloads.thumbnail", name=spec.name)) for spec in specs
    )
    return GalleryPage(folder().path.name, cards, complete)


def _model(name: str) -> tuple[ModelPage, Inline | None]:
    spec = spec_or_404(name)
    if spec.graph is None:
        return model_page(spec), None
    try:
        picture = inline(drawn(spec.graph, "svg"))
    except (DrawingError, UnsafeSvg) as error:
        return model_page(spec, Diagram(failure=str(error)), offered(spec)), None
    room: Room = "column" if picture.width <= COLUMN else "page" if picture.width <= PAGE else "more"
    return model_page(spec, Diagram(picture.markup, room=room), offered(spec)), picture
