"""The pages, each with its JSON twin made from the same context."""

from __future__ import annotations

from collections.abc import Callable
from mimetypes import guess_type
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.security import safe_join

from . import built
from .answers import as_html, as_json
from .contexts import Diagram, GalleryPage, ModelPage, Room, card, cost_page, gallery_page, model_page
from .downloads import drawn, offered, small_picture
from .headers import allow_styles
from .render import DrawingError
from .shown import CLOSED, MANY, VIEW, number, shown
from .specs import Spec
from .state import answers, folder, spec_or_404
from .svg import UnsafeSvg, inline

COLUMN, PAGE = 440, 1700
"""Widest diagrams, in points, that are still read with ease in a column, and in a page."""

MOST_NUMBER = 10_000_000
"""The largest batch and the greatest length that a cost is asked for."""
FONTS = {".woff2": "font/woff2"}
"""Media types that not every system's table has."""

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def gallery() -> Response:
    """All specs of the folder."""
    return _gallery(as_html)


@blueprint.get("/index.json")
def gallery_json() -> Response:
    """The gallery's twin."""
    return _gallery(as_json)


def static(filename: str) -> Response:
    """A file of the front end: Flask's own address of these, answered as pages are."""
    at = safe_join(str(current_app.static_folder), filename)
    path = Path(at) if at else None
    if path is None or not path.is_file():
        abort(404)
    found = path.stat()
    mimetype = FONTS.get(path.suffix) or guess_type(path.name)[0] or "application/octet-stream"
    return answers().of((found.st_mtime_ns, found.st_size), lambda: Response(path.read_bytes(), mimetype=mimetype))


@blueprint.get("/model/<path:name>/")
def model(name: str) -> Response:
    """One spec."""
    spec = spec_or_404(name)
    if spec.graph and spec.graph.parts and len(spec.graph.view.rows) > MANY and not request.query_string:
        return cast("Response", redirect(CLOSED.query()))
    try:
        return answers().of((spec.digest or spec.failure, built("app.js")), lambda: _model(spec, as_html))
    except BadRequest:
        # An address that was kept may speak of a block that has another name now: the model is shown all the same.
        given = list(request.args.items(multi=True))
        rest = [(key, value) for key, value in given if key not in VIEW]
        if rest == given:
            raise
        return cast("Response", redirect(f"?{urlencode(rest)}" if rest else request.path))


@blueprint.get("/model/<path:name>/index.json")
def model_json(name: str) -> Response:
    """The model page's twin."""
    spec = spec_or_404(name)
    return answers().of(spec.digest or spec.failure, lambda: _model(spec, as_json))


@blueprint.get("/model/<path:name>/layers.json")
def layers(name: str) -> Response:
    """The same without the drawing: all that a panel tells of layers and blocks."""
    spec = spec_or_404(name)
    return answers().of(spec.digest or spec.failure, lambda: as_json(model_page(spec)))


@blueprint.get("/model/<path:name>/cost.json")
def cost(name: str) -> Response:
    """What a spec costs at a batch and a length, which the query says."""
    graph = spec_or_404(name).graph or abort(404)
    return as_json(cost_page(graph, number("batch", MOST_NUMBER), number("length", MOST_NUMBER)))


def _gallery(answer: Callable[[GalleryPage], Response]) -> Response:
    specs, complete = folder().specs()

    def made() -> Response:
        cards = (card(spec, url_for(".model", name=spec.name), small_picture(spec)) for spec in specs)
        return answer(gallery_page(folder().path.name, tuple(cards), complete))

    content = (complete, built("app.js"), *((spec.name, spec.digest or spec.failure) for spec in specs))
    return answers().of(content, made)


def _model(spec: Spec, answer: Callable[[ModelPage], Response]) -> Response:
    if spec.graph is None:
        return answer(model_page(spec))
    as_shown = shown()
    files = offered(spec, as_shown)
    try:
        picture = inline(drawn(spec.graph, "svg", as_shown))
    except (DrawingError, UnsafeSvg) as error:
        response = answer(model_page(spec, Diagram(failure=str(error)), files))
        response.cache_control.no_store = True  # the next time it may be drawn
        return response
    room: Room = "column" if picture.width <= COLUMN else "page" if picture.width <= PAGE else "more"
    return allow_styles(answer(model_page(spec, Diagram(picture.markup, room=room), files)), picture.styles)
