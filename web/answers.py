"""From a context to an answer: a page, or JSON."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from typing import Any

from flask import Response, render_template

from .compare_contexts import ComparePage
from .contexts import CostPage, ErrorPage, GalleryPage, ModelPage
from .edit_contexts import EditPage
from .rule_contexts import RulePage, RulesPage
from .run_contexts import RunPage, RunsPage

Page = GalleryPage | ModelPage | ErrorPage | RunsPage | RunPage | ComparePage | EditPage | RulesPage | RulePage

TEMPLATES: dict[type[Page], str] = {
    GalleryPage: "gallery.html",
    ModelPage: "model.html",
    ErrorPage: "error.html",
    RunsPage: "runs.html",
    RunPage: "run.html",
    ComparePage: "compare.html",
    EditPage: "edit.html",
    RulesPage: "rules.html",
    RulePage: "rule.html",
}


def as_html(page: Page, status: int = 200) -> Response:
    """A page: its template with the context's fields, no more and no less."""
    text = render_template(TEMPLATES[type(page)], **{field.name: getattr(page, field.name) for field in fields(page)})
    # A spec can say half a surrogate pair, which UTF-8 can't.
    return Response(text.encode(errors="replace"), status, content_type="text/html; charset=utf-8")


def as_json(page: Page | CostPage, status: int = 200) -> Response:
    """The same as JSON."""
    text = json.dumps(page, default=_members, separators=(",", ":"))
    return Response(text, status, mimetype="application/json")


def _members(value: object) -> dict[str, Any]:
    """A context as a dict, those in it left to be asked for: a large model has a hundred thousand of them."""
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} is no context")
    return {field.name: getattr(value, field.name) for field in fields(value)}
