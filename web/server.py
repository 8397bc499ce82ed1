"""`rnngraph serve`: the app behind werkzeug's own server, for one person at one machine."""

from __future__ import annotations

import errno
import logging
import os
import secrets
import socket

import click

DEFAULT_PORT = 8000
TRIES = 100
"""Ports that are tried, from the default one on."""


class CannotServe(click.ClickException):
    """What keeps the server from starting."""

    exit_code = 2


def serve(
    directory: str | os.PathLike[str] = "specs",
    host: str = "127.0.0.1",
    port: int | None = None,
    runs: str | os.PathLike[str] | None = None,
    *,
    write: bool = False,
) -> None:
    """Prints the address of a folder's gallery, and serves it until it is interrupted.

    Arguments:
        directory: the folder of specs.
        host: the address to listen at; the default is heard by this machine only.
        port: the port, 0 for any; None means 8000, or the next that is free.
        runs: the folder of trainings; None means `runs`.
        write: whether the editor may save; a link with the token is printed.

    Raises:
        CannotServe: there is no such folder, or the address can't be had.
    """
    from werkzeug.serving import make_server

    from . import create_app
    from .hosts import hosts_of, is_local, restrict
    from .saving import Writing

    try:
        writing = Writing(secrets.token_urlsafe(24), hosts_of(host)) if write else None
        app = create_app(directory, runs=runs, writing=writing)
    except NotADirectoryError as error:
        raise CannotServe(str(error)) from None
    if is_local(host):
        restrict(app, hosts_of(host))
    with listen(host, port) as listening:
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        server = make_server(host, 0, app, threaded=True, fd=listening.fileno())
        shown, _ = app.extensions["rnngraph.folder"].specs()
        if not shown:
            click.echo(f"{directory} has no specs yet; they show as soon as it does.")
        click.echo(f"rnngraph shows {directory} at {address(listening)} (stop it with Ctrl+C)")
        if writing:
            click.echo(f"saving is on for those who come by {address(listening)}edit/#token={writing.token}")
        server.serve_forever()


def listen(host: str, port: int | None) -> socket.socket:
    """A socket at the port, or without one at the first that is free from the default on.

    Raises:
        CannotServe: the host is none of this machine, or the port is taken, or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    first, tries = (DEFAULT_PORT, TRIES) if port is None else (port, 1)
    for each in range(first, first + tries):
        try:
            return socket.create_server((host, each), family=family)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CannotServe(f"{host} port {each}: {error.strerror}") from None
    raise CannotServe(f"{host} port {first}: it is in use" if port else f"no port from {first} on is free")


def address(listening: socket.socket) -> str:
    """Where a browser finds what listens there."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - such a server hears every address
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
