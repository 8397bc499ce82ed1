"""What every answer tells the browser: to load and run our own files and nothing else, and to ask again each time."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, Response, request

POLICY = "Content-Security-Policy"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def register(app: Flask) -> None:
    """Puts the headers on every answer of the app."""
    app.after_request(_finish)


def allow_styles(response: Response, sources: Iterable[str]) -> Response:
    """Lets an answer carry inline styles, each by its hash."""
    response.headers[POLICY] = _policy(sources)
    return response


def _policy(styles: Iterable[str] = ()) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "connect-src 'self'",
            " ".join(("style-src 'self'", *styles)),
            "font-src 'self'",
            "img-src 'self' blob:",  # a picture that the page itself made, to be saved as PNG
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def stamped(response: Response) -> Response:
    """An answer with all its headers; one that is kept has them from then on."""
    response.headers.setdefault(POLICY, _policy())
    for name, value in HEADERS.items():
        response.headers[name] = value
    if response.status_code == 200 and not response.direct_passthrough and not response.cache_control.no_store:
        # A page that has not changed is not sent again; one that has, shows at once.
        response.headers["Cache-Control"] = "no-cache"
        response.add_etag()
    return response


def _finish(response: Response) -> Response:
    if "Referrer-Policy" not in response.headers:
        stamped(response)
    if response.location and response.location.startswith(request.host_url):
        # A redirect stays on the server that was asked, whatever name it was asked by.
        response.location = response.location[len(request.host_url) - 1 :]
    whole = response.status_code == 200 and not response.direct_passthrough
    if whole and response.headers.get("Cache-Control") == "no-cache":
        response.make_conditional(request)
    return response
