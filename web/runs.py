"""The runs folder: trainings, one or several side by side, live while they last."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore
from typing import cast

from flask import Blueprint, Response, abort, current_app, redirect, request, send_file, url_for
from werkzeug.wsgi import ClosingIterator

from rnngraph import Run, find_runs, loads, read_run

from .answers import as_html, as_json
from .naming import can_be_said
from .run_contexts import RunCard, RunPage, RunsPage, run_card, run_page, runs_page

blueprint = Blueprint("runs", __name__, url_prefix="/runs")

MOST_COMPARED = 8
"""Runs that one page shows."""
MOST_STREAMS = 8
"""Pages that are told at once what goes on, of each process: each takes one of the server's threads (`Procfile`)."""
STREAM_SECONDS = 300.0
"""How long a stream lasts; a browser then opens the next by itself."""
LOOK_SECONDS = 0.5
"""How often files are looked at."""
FILES = ("progress.jsonl", "history.json", "spec.json")


class RunsFolder:
    """A folder of runs, which need not be there yet. Nothing outside it is ever read."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.streams = BoundedSemaphore(MOST_STREAMS)
        self._known: dict[str, tuple[object, RunCard | None]] = {}

    def cards(self) -> list[RunCard]:
        """The card of every run, by name."""
        if not self.path.is_dir():
            return []
        known: dict[str, tuple[object, RunCard | None]] = {}

        def read(path: Path, name: str) -> RunCard | None:
            known[name] = self._as_it_is(path, name)
            return known[name][1]

        found = [card for card in find_runs(self.path, read) if can_be_said(card.name)]
        self._known = known
        return found

    def _as_it_is(self, path: Path, name: str) -> tuple[object, RunCard | None]:
        """A run's card with its stamp. Many pages look twice a second: what has not changed is not read for each.

        Of a run the card alone is kept: the epochs of a long one take tens of megabytes.
        """
        held, stamp = self._known.get(name), _stamps(path)
        # One that was killed changes no file, but is no longer running.
        if held and held[0] == stamp and (held[1] is None or held[1].status != "running"):
            return held
        run = read_run(path, name)
        return stamp, run_card(run) if run else None

    def inside(self, name: str) -> Path | None:
        """The folder of that name, if it lies in this one after all links are followed."""
        if any(part[:1] in ("", ".") for part in name.split("/")) and name != ".":
            return None
        try:
            root = Path(os.path.realpath(self.path, strict=True))
            path = Path(os.path.realpath(root / name, strict=True))
        except (OSError, ValueError):
            return None
        return path if path.is_relative_to(root) and path.is_dir() else None

    def run(self, name: str) -> Run | None:
        """The run of that name."""
        path = self.inside(name)
        return read_run(path, name) if path else None

    def stamp(self, name: str) -> tuple[object, ...]:
        """What changes when a run's files do."""
        path = self.inside(name)
        return _stamps(path) if path else ()


def _stamps(folder: Path) -> tuple[object, ...]:
    return tuple(_stamp(folder / file) for file in FILES)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def folder() -> RunsFolder:
    """The folder of the app of the current request."""
    return cast("RunsFolder", current_app.extensions["rnngraph.runs"])


@blueprint.get("/")
def runs() -> Response:
    """All runs."""
    return as_html(_runs())


@blueprint.get("/index.json")
def runs_json() -> Response:
    """The list's twin."""
    return as_json(_runs())


@blueprint.get("/show")
def show() -> Response:
    """One run, or several side by side; of none there is the list."""
    if "name" not in request.args:
        return cast("Response", redirect(url_for("runs.runs")))
    return as_html(_page())


@blueprint.get("/show.json")
def show_json() -> Response:
    """The page's twin."""
    return as_json(_page())


@blueprint.get("/curves/<path:name>.svg")
def picture(name: str) -> Response:
    """The curves of a finished run as training drew them, for those who have no JavaScript."""
    path = folder().inside(name)
    file = path / "curves.svg" if path else None
    if file is None or file.is_symlink() or not file.is_file():
        abort(404)
    response = send_file(file, "image/svg+xml")
    # Opened by its address it is a page, and has the styles that matplotlib writes; and nothing else.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


@blueprint.get("/spec/<path:name>.json")
def spec(name: str) -> Response:
    """The spec that a run used."""
    run = folder().run(name) or abort(404)
    text = run.spec if run.spec is not None else abort(404)
    return Response(text.encode(errors="replace"), mimetype="application/json")


@blueprint.get("/events")
def events() -> Response:
    """Server-sent events: each named run when it changes, or without names the list of all."""
    names = request.args.getlist("name")[:MOST_COMPARED]
    streams = folder().streams
    if not streams.acquire(blocking=False):
        abort(503, "Too many pages are watching; this one will ask again.")
    # Closed by the server, whether the stream was ever read or not.
    stream = ClosingIterator(_stream(folder(), names), streams.release)
    response = Response(stream, mimetype="text/event-stream", direct_passthrough=True)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _runs() -> RunsPage:
    def address(name: str) -> str:
        return url_for("runs.show", name=name)

    return runs_page(folder().path.name, folder().cards(), address)


def _page() -> RunPage:
    names = list(dict.fromkeys(request.args.getlist("name")))[:MOST_COMPARED]
    found = [run for name in names if (run := folder().run(name))]
    if not found or len(found) < len(names):
        abort(404, "There is no run of that name. It may have been renamed or removed.")
    graphs = [loads(run.spec, f"{run.name}/spec.json") if run.spec else None for run in found]
    return run_page(found, graphs)


def _stream(watched: RunsFolder, names: list[str]) -> Iterator[bytes]:
    """Events for as long as a stream lasts: what there is at once, and then whatever changes."""
    seen = Seen()
    ends = time.monotonic() + STREAM_SECONDS
    yield b"retry: 2000\n\n"
    while time.monotonic() < ends:
        yield from _runs_that_changed(watched, names, seen) if names else _list_if_changed(watched, seen)
        if names and not any(running for _, running, _ in seen.runs.values()):
            yield _event("over", names)
            return
        # A browser that has gone shows when it is written to.
        yield b": still here\n\n"
        time.sleep(LOOK_SECONDS)


@dataclass
class Seen:
    """What a stream has sent already: of each run its stamp, whether it runs, and the digest of its event."""

    runs: dict[str, tuple[object, bool, bytes]] = field(default_factory=dict)
    cards: list[RunCard] | None = None


def _list_if_changed(watched: RunsFolder, seen: Seen) -> Iterator[bytes]:
    cards = watched.cards()
    if seen.cards != cards:
        seen.cards = cards
        yield _event("runs", [asdict(card) for card in cards])


def _runs_that_changed(watched: RunsFolder, names: list[str], seen: Seen) -> Iterator[bytes]:
    for name in names:
        stamp, told = watched.stamp(name), seen.runs.get(name)
        # One that was killed changes no file, but is no longer running.
        if told and told[0] == stamp and not told[1]:
            continue
        run = watched.run(name)
        event = _run_event(run) if run else b""
        digest = sha256(event).digest()
        seen.runs[name] = (stamp, run is not None and run.status == "running", digest)
        if run and (told is None or told[2] != digest):
            yield event


def _run_event(run: Run) -> bytes:
    return _event("run", asdict(run_card(run)) | {"curves": run.curves, "epochs": run.epochs, "at": run.at})


def _event(kind: str, tree: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(tree)}\n\n".encode()
