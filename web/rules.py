"""The rules of `rnngraph check`: a list, and a page for each."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, abort, redirect, request, url_for

from rnngraph import find_rule, nearest_rule

from . import built
from .answers import as_html, as_json
from .rule_contexts import RulePage, RulesPage, rule_page, rules_page
from .state import answers

if TYPE_CHECKING:
    from rnngraph.check import Rule

blueprint = Blueprint("rules", __name__, url_prefix="/rules")

MAX_SHOWN = 60
"""Characters of an unknown code that the error message repeats."""


@blueprint.get("/")
def rules() -> Response:
    """All rules by family."""
    return _rules(as_html)


@blueprint.get("/index.json")
def rules_json() -> Response:
    """The list's twin."""
    return _rules(as_json)


@blueprint.get("/<code>/")
def rule(code: str) -> Response:
    """One rule, by its code; its name redirects to the code."""
    return _rule(code, as_html)


@blueprint.get("/<code>/index.json")
def rule_json(code: str) -> Response:
    """The rule page's twin."""
    return _rule(code, as_json)


def rule_or_404(code: str) -> Rule:
    """The rule with that code or name; if there is none, the request ends here with the nearest one."""
    found = find_rule(code)
    if found is None:
        near = nearest_rule(code)
        hint = f" Did you mean {near.code} ({near.name})?" if near else ""
        abort(404, f"There is no rule {code[:MAX_SHOWN]!r}.{hint}")
    return found


def _rules(answer: Callable[[RulesPage], Response]) -> Response:
    return answers().of(built("app.js"), lambda: answer(rules_page()))


def _rule(code: str, answer: Callable[[RulePage], Response]) -> Response:
    found = rule_or_404(code)
    if found.code != code:
        return cast("Response", redirect(url_for(str(request.endpoint), code=found.code), 308))
    content = (built("app.js"), built("edit.js"))
    return answers().of(content, lambda: answer(rule_page(found, _edit_url)))


def _edit_url(text: str) -> str:
    """An address of the editor that carries the text, as `linkTo` in frontend/src/edit/share.ts makes it."""
    packed = zlib.compress(text.encode(), level=9, wbits=-zlib.MAX_WBITS)
    return url_for("editor.edit", _anchor=f"text={urlsafe_b64encode(packed).rstrip(b'=').decode()}")
