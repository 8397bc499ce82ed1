"""Errors: one shape, as a page and as JSON."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from .answers import as_html, as_json
from .contexts import ErrorPage
from .render import DrawingError
from .svg import UnsafeSvg

SAID = {
    404: ("Nothing here", "There is no spec at this address. It may have been renamed or moved."),
    500: ("Something went wrong", "The mistake is ours; the server's log says more."),
}


def register(app: Flask) -> None:
    """Makes every error of the app end here."""
    app.register_error_handler(SecurityError, _host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DrawingError, _drawing)
    app.register_error_handler(UnsafeSvg, _drawing)


def _host(error: SecurityError) -> Response:
    """The server is asked by a name that is none of its own: no page of it has an address then."""
    said = "This server is not known by that name."
    if wants_json():
        return as_json(ErrorPage(400, "Bad Request", said), 400)
    return Response(f"{said}\n", 400, content_type="text/plain")


def _http(error: HTTPException) -> Response:
    answer = _answer(ErrorPage(error.code or 500, *_said(error)))
    answer.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
    return answer


def _said(error: HTTPException) -> tuple[str, str]:
    """Title and sentence: those of a view that has something of its own to say, else ours, else werkzeug's."""
    if isinstance(error, MethodNotAllowed):
        return error.name, f"This address answers {' and '.join(sorted(error.valid_methods or ()))} only."
    said = (error.name, error.description or "")
    own = error.description != type(error).description
    return said if own else SAID.get(error.code or 500, said)


def _drawing(error: DrawingError | UnsafeSvg) -> Response:
    return _answer(ErrorPage(503, "No diagram", f"The diagram could not be drawn: {error}."))


def _answer(page: ErrorPage) -> Response:
    return (as_json if wants_json() else as_html)(page, page.status)


def wants_json() -> bool:
    """Whether the address asked for is one that answers in JSON."""
    return request.path.endswith(".json") or request.path.startswith("/api/")
