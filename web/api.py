"""The JSON API, version 1: what the command line says of a spec, asked over HTTP.

No answer depends on anything but the request and the served folder; only `save` changes a file. What goes in and out is
in `api_shapes`; `openapi` describes it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, current_app, request

from rnngraph import Graph, json_schema, loads, quick_fixes, suggest, tell

from . import api_shapes as shapes
from . import saving
from .api_routing import Invalid, Operation, operation
from .contexts import card, support
from .downloads import drawn
from .headers import allow_styles
from .openapi import described
from .rule_contexts import rules_page
from .rules import rule_or_404
from .state import answers, folder, graphs, spec_or_404
from .svg import styles

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
OPERATIONS: list[Operation] = []
_operation = partial(operation, blueprint, OPERATIONS)

MOST_DRAWN = 2000
"""Layers of the largest graph that is drawn."""


@_operation("GET", "/specs", shapes.Specs)
def specs() -> dict[str, Any]:
    """The specs of the served folder."""
    found, complete = folder().specs()
    listed = shapes.ListedSpec.model_fields
    cards = (card(each, "", "") for each in found)
    rows = [{field: getattr(each, field) for field in listed} for each in cards]
    return {"folder": folder().path.name, "complete": complete, "specs": rows}


@_operation("GET", "/spec", shapes.SpecText, query={"name": "The spec's name in the list."})
def spec(name: str) -> dict[str, Any]:
    """A spec of the served folder."""
    found = spec_or_404(name)
    if found.text is None:
        raise Invalid(found.failure or "The file is no text in UTF-8.")
    return {"name": name, "text": found.text, "digest": found.digest}


@_operation("PUT", "/spec", shapes.Saved, body=shapes.SaveBody, errors=(403, 404, 409, 500))
def save(body: shapes.SaveBody) -> dict[str, Any]:
    """Writes a spec of the served folder, if the server was started with --write and the token is right."""
    writing = current_app.extensions.get("rnngraph.writing")
    if writing is None:
        abort(403, "This server was not started with --write.")
    writing.allow(request)
    return {"name": body.name, "digest": saving.save(folder(), body.name, body.text, body.digest)}


@_operation("POST", "/check", shapes.Check, body=shapes.SpecBody)
def check(body: shapes.SpecBody) -> dict[str, Any]:
    """What `rnngraph check --format json` says of a spec."""
    return checked(body.name, graph_of(body))


@_operation("POST", "/analyse", shapes.Analysis, body=shapes.SpecBody)
def analyse(body: shapes.SpecBody) -> dict[str, Any]:
    """What `rnngraph check` and `rnngraph summary --format json` say of a spec, and on which lines its layers stand."""
    graph = graph_of(body)
    lines = {name: detail.lines for name, detail in graph.details.items() if detail.lines}
    return {
        "check": checked(body.name, graph),
        "summary": json.loads(graph.summary("json")),
        "lines": lines,
        "cudnn": support(graph),
    }


@_operation("POST", "/diagram", tuple(shapes.MEDIA_TYPES.values()), body=shapes.DiagramBody, errors=(503,))
def diagram(body: shapes.DiagramBody) -> Response:
    """The diagram of a spec, as a picture, as text, or as JSON that says where everything stands."""
    graph = graph_of(body)
    if len(graph.data.nodes) > MOST_DRAWN:
        raise Invalid(f"The graph has {len(graph.data.nodes):,} layers; {MOST_DRAWN:,} are the most that are drawn.")
    wanted = body.format
    made = graph.diagram(format=wanted) if wanted == "dot" or wanted == "mmd" else drawn(graph, wanted)
    response = Response(made, mimetype=shapes.MEDIA_TYPES[wanted])
    return allow_styles(response, styles(made)) if wanted == "svg" else response


@_operation("POST", "/export", (*shapes.EXPORT_TYPES.values(), shapes.NO_JSON), body=shapes.ExportBody)
def export(body: shapes.ExportBody) -> Response:
    """A spec with its parameters set, or its summary as a table. What is no JSON comes back as plain text."""
    graph = graph_of(body)
    text = graph.to_json() if body.to == "spec" else graph.summary(body.to)
    mimetype = shapes.EXPORT_TYPES[body.to]
    if body.to == "spec" and not shapes.is_json(text):
        mimetype = shapes.NO_JSON
    return Response(text.encode(errors="replace"), mimetype=mimetype)


@_operation("POST", "/diff", shapes.Diff, body=shapes.DiffBody)
def diff(body: shapes.DiffBody) -> dict[str, Any]:
    """What `rnngraph diff --format json` says of two specs."""
    return graph_of(body.before).compare(graph_of(body.after)).as_dict()


@_operation("POST", "/complete", shapes.Suggestions, body=shapes.CursorBody)
def complete(body: shapes.CursorBody) -> dict[str, Any]:
    """What may be written at a place of a spec."""
    found = suggest(body.text, body.offset)
    if found is None:
        return {"start": body.offset, "end": body.offset, "suggestions": []}
    return {"start": found.start, "end": found.end, "suggestions": [asdict(each) for each in found.suggestions]}


@_operation("POST", "/hover", shapes.Told, body=shapes.CursorBody)
def hover(body: shapes.CursorBody) -> dict[str, Any]:
    """What stands at a place of a spec: a layer's facts, a field's meaning."""
    found = tell(body.text, body.offset)
    return asdict(found) if found else {"start": body.offset, "end": body.offset, "markdown": ""}


@_operation("POST", "/fixes", shapes.QuickFixes, body=shapes.TextBody)
def fixes(body: shapes.TextBody) -> dict[str, Any]:
    """Every fix there is for what is wrong with a spec, as edits of its text."""
    found = [
        {
            "code": each.diagnostic.code,
            "line": each.diagnostic.line,
            "column": each.diagnostic.column,
            "title": each.title,
            "safe": each.safe,
            "edits": [{"start": edit.start, "end": edit.end, "new": edit.new} for edit in each.edits],
        }
        for each in quick_fixes(body.text)
    ]
    return {"fixes": found}


@_operation("GET", "/schema.json", ("application/schema+json",))
def schema() -> Response:
    """The JSON Schema of a spec, as `rnngraph schema` prints it."""
    return answers().of("schema", lambda: Response(json.dumps(json_schema()), content_type="application/schema+json"))


@_operation("GET", "/rules", shapes.Rules)
def rules() -> dict[str, Any]:
    """All rules by family."""
    return asdict(rules_page())


@_operation("GET", "/rule", shapes.Rule, query={"code": "The rule's code, RG401."})
def rule(code: str) -> dict[str, Any]:
    """A rule's page, as `rnngraph explain` prints it."""
    found = rule_or_404(code)
    return {field: getattr(found, field) for field in shapes.Rule.model_fields}


@_operation("GET", "/openapi.json", ("application/json",))
def openapi() -> Response:
    """The description of this API."""
    return Response(json.dumps(described(OPERATIONS)), content_type="application/json")


def graph_of(body: shapes.SpecBody) -> Graph:
    """The graph of a spec in a request."""
    # To Python 7 and 7.0 are one key, to a spec they are not.
    key = (body.text, body.name, json.dumps(body.parameters))
    found = graphs().get(key)
    if found is None:
        found = loads(body.text, body.name, parameters=body.parameters)
        graphs().put(key, found)
    return found


def checked(path: str, graph: Graph) -> dict[str, Any]:
    """The object of `rnngraph check --format json`."""
    return {"files": [{"path": path, "diagnostics": [each.as_dict() for each in graph.diagnostics]}]}
