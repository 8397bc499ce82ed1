"""The web app: a folder's specs as a gallery, and a page for each.

A view reads a spec, makes a context of it (a frozen dataclass), and renders that: as a page, or as its JSON twin. The
app calls only public names of `rnngraph`, keeps nothing but what is keyed by content, and writes nothing but specs, if
it is told who may.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from .server import serve

if TYPE_CHECKING:
    from flask import Flask

    from .saving import Writing

__all__ = ["create_app", "serve"]

DIRECTORY, RUNS = "RNNGRAPH_DIR", "RNNGRAPH_RUNS"
"""The environment variables that name the folders, for servers that call `create_app()`."""
PLUGINS = "RNNGRAPH_PLUGINS"
"""The one that names modules of cells, with commas between them."""
HOSTS = "RNNGRAPH_HOSTS"
"""The one that names the hosts that the server answers as, with commas between them; without it, as any."""


MOST_BODY = 8 * 2**20
"""Bytes of the largest request: two specs of 2 MiB, each byte of which may be written as an escape."""
BUILD = Path(__file__).parent / "static" / "build"
"""Folder of the front end's bundle."""
MAX_LAYERS_OF_REQUESTS = 10_000
"""Layers of all the graphs that are cached for requests of the editor."""


def create_app(
    directory: str | os.PathLike[str] | None = None,
    *,
    runs: str | os.PathLike[str] | None = None,
    seconds: float | None = None,
    writing: Writing | None = None,
) -> Flask:
    """The app that shows a folder.

    Arguments:
        directory: the folder; left out, the environment's RNNGRAPH_DIR says it, else it is `specs`.
        runs: the folder of trainings; left out, RNNGRAPH_RUNS says it, else it is `runs`. It need not be there yet.
        seconds: how long drawing one diagram may take.
        writing: who may write specs; left out, nobody may.

    Modules that the environment's RNNGRAPH_PLUGINS names are imported, and their cells used. Where RNNGRAPH_HOSTS names
    hosts, the app answers under those names only.

    Raises:
        NotADirectoryError: there is no such folder.
        ImportError: there is no such module.
        ValueError: it has no cells.
    """
    from flask import Flask

    from rnngraph import use_plugin

    from . import api, compare, downloads, editor, errors, headers, hosts, pages, rules, wording
    from . import runs as trainings
    from .graphs import weight
    from .kept import Answers
    from .lru import Lru
    from .render import SECONDS, Pictures
    from .specs import Folder

    for module in filter(None, os.environ.get(PLUGINS, "").split(",")):
        use_plugin(module.strip())
    app = Flask(__name__)
    # Only what a view names is answered: OPTIONS is no use to a page that is not embedded.
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= wording.FILTERS
    app.jinja_env.globals |= {**wording.LIMITS, "built": built}
    app.view_functions["static"] = pages.static
    app.extensions["rnngraph.folder"] = Folder(directory or os.environ.get(DIRECTORY) or "specs")
    app.extensions["rnngraph.runs"] = trainings.RunsFolder(runs or os.environ.get(RUNS) or "runs")
    if writing:
        app.extensions["rnngraph.writing"] = writing
    app.extensions["rnngraph.answers"] = Answers()
    app.extensions["rnngraph.graphs"] = Lru(MAX_LAYERS_OF_REQUESTS, weight)
    app.extensions["rnngraph.pictures"] = Pictures(seconds or SECONDS)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(downloads.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(trainings.blueprint)
    app.register_blueprint(compare.blueprint)
    app.register_blueprint(editor.blueprint)
    app.register_blueprint(rules.blueprint)
    if os.environ.get(HOSTS):
        hosts.restrict(app, os.environ[HOSTS].split(","))
    app.config["MAX_CONTENT_LENGTH"] = MOST_BODY
    headers.register(app)
    errors.register(app)
    return app


def built(file: str) -> bool:
    """Whether the front end's bundle has that file: pages do without it."""
    return (BUILD / file).is_file()
