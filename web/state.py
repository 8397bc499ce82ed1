"""What the app of the current request works on."""

from __future__ import annotations

from typing import cast

from flask import abort, current_app

from rnngraph import Graph

from .graphs import Key
from .kept import Answers
from .lru import Lru
from .render import Pictures
from .specs import Folder, Spec


def folder() -> Folder:
    """The served folder."""
    return cast("Folder", current_app.extensions["rnngraph.folder"])


def pictures() -> Pictures:
    """Where pictures are drawn."""
    return cast("Pictures", current_app.extensions["rnngraph.pictures"])


def answers() -> Answers:
    """Where answers are kept."""
    return cast("Answers", current_app.extensions["rnngraph.answers"])


def graphs() -> Lru[Key, Graph]:
    """The graphs of texts in requests: an editor asks several questions of the same text, one after the other."""
    return cast("Lru[Key, Graph]", current_app.extensions["rnngraph.graphs"])


def spec_or_404(name: str) -> Spec:
    """The spec of that name; where there is none, the request ends here."""
    return folder().read(name) or abort(404)
