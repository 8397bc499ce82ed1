"""The editor: a spec as text beside its diagram."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, redirect, request

from rnngraph import TEMPLATES, Graph, loads, template

from .answers import as_html
from .api import MOST_DRAWN
from .downloads import drawn
from .edit_contexts import EditPage
from .headers import allow_styles
from .render import DrawingError
from .specs import Spec
from .state import folder, spec_or_404
from .svg import Inline, UnsafeSvg, inline

blueprint = Blueprint("editor", __name__, url_prefix="/edit")


@blueprint.get("/")
def edit() -> Response:
    """A spec of the folder, a template, or, once JavaScript runs, what the address's fragment carries."""
    kind, _, chosen = request.args.get("open", "").partition(":")
    if kind in ("spec", "template"):
        return cast("Response", redirect(f"?{urlencode({kind: chosen})}"))
    name, start = request.args.get("spec"), request.args.get("template", TEMPLATES[0])
    if start not in TEMPLATES:
        abort(404, "There is no such template.")
    # Read once: the digest is that of the text.
    spec = spec_or_404(name) if name else None
    graph, text = _opened(spec) if spec else (loads(template(start)), template(start))
    picture = _picture(graph)
    page = EditPage(
        text,
        name,
        spec.digest if spec else None,
        picture.markup if picture else None,
        TEMPLATES,
        tuple(spec.name for spec in folder().specs()[0]),
        "rnngraph.writing" in current_app.extensions,
    )
    # Later drawings have the same style sheet as this one, or as any.
    drawing = picture or _picture(loads(template(TEMPLATES[0])))
    return allow_styles(as_html(page), drawing.styles if drawing else ())


def _picture(graph: Graph) -> Inline | None:
    try:
        return inline(drawn(graph, "svg")) if len(graph.data.nodes) <= MOST_DRAWN else None
    except (DrawingError, UnsafeSvg):
        return None


def _opened(spec: Spec) -> tuple[Graph, str]:
    if spec.graph is None or spec.text is None:
        abort(404, "The file can't be read as text in UTF-8, so there is nothing to edit.")
    return spec.graph, spec.text
