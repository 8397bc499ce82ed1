"""Writing a spec back to its file: only where the server was started for it, only by those who have its token."""

from __future__ import annotations

import fcntl
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Request, abort
from werkzeug.exceptions import Conflict, UnprocessableEntity

from rnngraph import is_spec, write_whole

from .hosts import LOCAL, host_asked
from .naming import can_be_new
from .specs import MOST_BYTES, SUFFIX, Folder, digest_of

HEADER = "X-Rnngraph-Token"


class Changed(Conflict):
    """The file is not what the writer thinks it is."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Who may write: those with the token, from a page of this server, under one of its own names."""

    token: str
    hosts: frozenset[str] = LOCAL

    def allow(self, request: Request) -> None:
        """Ends a request that may not write. A name that only leads here is no name of ours: so DNS is rebound."""
        origin = request.headers.get("Origin")
        if host_asked() not in self.hosts:
            abort(403, "This server is not known by that name.")
        if origin is not None and origin.lower() != request.host_url.rstrip("/").lower():
            abort(403, "Another site may not write here.")
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            abort(403, "Another site may not write here.")
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), self.token.encode()):
            abort(403, "The token is missing or wrong; the server prints it when it starts.")


def digest(text: str) -> str:
    """What a text is known by."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def save(folder: Folder, name: str, text: str, known: str | None) -> str:
    """Writes a spec whole or not at all, and gives its digest.

    Arguments:
        folder: the served folder.
        name: the spec's name in it.
        text: what the file is to say.
        known: the digest of what the file is thought to say now; None where there is thought to be none.

    Raises:
        Changed: the file says something else, or is there already.
    """
    content = text.encode("utf-8", errors="surrogatepass")
    if len(content) > MOST_BYTES:
        abort(413, f"A spec has {MOST_BYTES // 2**20} MiB at most.")
    if not is_spec(text):
        raise UnprocessableEntity("A spec is an object with `rnngraph`; what is none would not be shown again.")
    path = _target(folder, name)
    try:
        with _locked(path.parent):
            found = digest_of(path)
            if found != known:
                raise Changed(_why(found, known))
            if path.exists() and not path.stat().st_mode & 0o222:
                abort(403, "The file is for reading only.")
            write_whole(path, content)
    except OSError as error:
        abort(500, f"The file can't be written: {error.strerror or error}.")
    return digest(text)


def _why(found: str | None, known: str | None) -> str:
    if found is None:
        return "The file is no longer there."
    return "There is a spec of that name already." if known is None else "The file was changed meanwhile."


def _target(folder: Folder, name: str) -> Path:
    """The file of a name: one of the folder's, or a new one in a folder that is there."""
    path = folder.file(name)
    if path is not None:
        return path
    *above, last = (name + SUFFIX).split("/")
    new = all(part[:1] not in ("", ".") and can_be_new(part) for part in (*above, last))
    parent = folder.path.joinpath(*above) if new else None
    if parent is None or not parent.is_dir() or not Path(os.path.realpath(parent)).is_relative_to(folder.path):
        abort(404, "There is no such place in the folder.")
    if os.path.lexists(parent / last):
        abort(404, "What is there is no file of the folder.")
    return parent / last


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keeps other writers, of other processes too, out of a folder, so that of two one hears of the other."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
