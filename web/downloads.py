"""What a model can be taken away as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Literal

from flask import Blueprint, Response, abort, send_file, url_for

from rnngraph import Graph

from .contexts import Download
from .headers import allow_styles
from .render import PictureFormat
from .shown import MANY, SMALL, USUAL, Shown, boxes, shown
from .specs import Spec
from .state import answers, pictures, spec_or_404
from .svg import styles

blueprint = Blueprint("downloads", __name__)


@dataclass(frozen=True, slots=True)
class File:
    """A file made of a graph: how the page offers it, the suffix it is saved with, its media type, its making."""

    of: Literal["diagram", "summary", "source"]
    label: str
    title: str
    suffix: str
    media_type: str
    make: Callable[[Graph], bytes]


def drawn(graph: Graph, format: PictureFormat, as_shown: Shown = USUAL) -> bytes:
    """The diagram, drawn by a worker process.

    Raises:
        DrawingError: it could not be drawn.
    """
    return pictures().draw(as_shown.dot(graph), format)


def picture(graph: Graph, format: PictureFormat) -> bytes:
    """The diagram as the request wants it shown."""
    return drawn(graph, format, shown())


def text(graph: Graph, format: Literal["dot", "mmd"]) -> bytes:
    """The same as text."""
    return shown().made(graph, format)


def summary(graph: Graph, format: Literal["json", "markdown"]) -> bytes:
    """The summary. A spec can say half a surrogate pair, which UTF-8 can't."""
    return f"{graph.summary(format)}\n".encode(errors="replace")


def source(graph: Graph) -> bytes:
    """The spec itself."""
    return graph.to_json().encode(errors="replace")


JSON = "application/json"
FILES = {
    "diagram.svg": File("diagram", "SVG", "For the web", ".svg", "image/svg+xml", partial(picture, format="svg")),
    "diagram.pdf": File("diagram", "PDF", "For print", ".pdf", "application/pdf", partial(picture, format="pdf")),
    "diagram.png": File("diagram", "PNG", "As an image", ".png", "image/png", partial(picture, format="png")),
    "diagram.dot": File("diagram", "DOT", "For Graphviz", ".dot", "text/vnd.graphviz", partial(text, format="dot")),
    "diagram.mmd": File("diagram", "Mermaid", "For Markdown", ".mmd", "text/vnd.mermaid", partial(text, format="mmd")),
    "summary.md": File("summary", "Markdown", "A table", ".md", "text/markdown", partial(summary, format="markdown")),
    "summary.json": File("summary", "JSON", "Data", ".summary.json", JSON, partial(summary, format="json")),
    "spec.json": File("source", "JSON", "The spec itself", ".json", JSON, source),
}
"""By the last part of their address."""


def offered(spec: Spec, as_shown: Shown) -> tuple[Download, ...]:
    """The downloads of a spec's page, its diagrams as the page shows them."""
    addresses = {file: url_for("downloads.download", name=spec.name, file=file) for file in FILES}
    return tuple(
        Download(each.of, each.label, each.title, addresses[file] + (as_shown.query() if each.of == "diagram" else ""))
        for file, each in FILES.items()
    )


def small_picture(spec: Spec) -> str | None:
    """The address of a spec's picture for where there is little room; None where it would be a thread of dots."""
    if spec.graph and boxes(spec.graph) > MANY:
        return None
    return url_for("downloads.picture_of", name=spec.name) + SMALL.query()


@blueprint.get(f"/model/<path:name>/<any({', '.join(map(repr, FILES))}):file>")
def download(name: str, file: str) -> Response:
    """A file made of a spec, saved under the spec's name."""
    spec = spec_or_404(name)
    wanted = FILES[file]
    made = BytesIO(wanted.make(spec.graph or abort(404)))
    response = send_file(made, wanted.media_type, as_attachment=True, download_name=spec.short + wanted.suffix)
    response.direct_passthrough = False  # it is no file on the disk, and gets its ETag as the pages do
    return response


@blueprint.get("/model/<path:name>/picture.svg")
def picture_of(name: str) -> Response:
    """The diagram for a page to take in: an image of the gallery, or another view of the model's page."""
    spec = spec_or_404(name)

    def drawn_anew() -> Response:
        made = picture(spec.graph or abort(404), "svg")
        return allow_styles(Response(made, mimetype="image/svg+xml"), styles(made))

    return answers().of(spec.digest, drawn_anew)
