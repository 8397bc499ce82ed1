"""The API's description in OpenAPI 3.1, made from its operations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from . import api_shapes as shapes
from .api_routing import Operation

REFERENCE = "#/components/schemas/{model}"
SAID = {
    400: "The request can't be read.",
    403: "This server, or this request, may not write.",
    404: "There is nothing of that name.",
    409: "The file says something else than the request thinks.",
    413: "The body is too large.",
    415: "The body is not sent as JSON.",
    422: "The request can be read, but not be answered.",
    500: "The file can't be written, or the mistake is ours.",
    503: "The diagram could not be drawn, or not in time.",
}


def described(operations: Iterable[Operation]) -> dict[str, Any]:
    """The OpenAPI document."""
    operations = tuple(operations)
    models: dict[type[BaseModel], None] = {shapes.Error: None}
    for each in operations:
        models |= {model: None for model in (each.body, each.answer) if isinstance(model, type)}
    _, schemas = models_json_schema([(model, _mode(model)) for model in models], ref_template=REFERENCE)
    paths: dict[str, Any] = {}
    for each in operations:
        paths.setdefault(f"/api/v1{each.path}", {})[each.method.lower()] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "rnngraph",
            "version": "1",
            "description": "Checks, analyses, draws and compares recurrent networks given as specs.",
        },
        "paths": paths,
        "components": {"schemas": schemas["$defs"]},
    }


def _mode(model: type[BaseModel]) -> Any:
    return "validation" if issubclass(model, shapes.Body) else "serialization"


def _operation(each: Operation) -> dict[str, Any]:
    answers: dict[str, Any] = {"200": {"description": each.summary, "content": _content(each.answer)}}
    for status in sorted(set(each.errors)):
        answers[str(status)] = {"description": SAID[status], "content": _content(shapes.Error)}
    found: dict[str, Any] = {"operationId": each.name, "summary": each.summary, "responses": answers}
    if each.query:
        found["parameters"] = [
            {
                "name": key,
                "in": "query",
                "required": True,
                "description": said,
                "schema": {"type": "string", "minLength": 1},
            }
            for key, said in each.query.items()
        ]
    if each.body:
        found["requestBody"] = {"required": True, "content": _content(each.body)}
    return found


def _content(answer: type[BaseModel] | tuple[str, ...]) -> dict[str, Any]:
    if isinstance(answer, tuple):
        return {media: {} for media in answer}
    return {"application/json": {"schema": {"$ref": REFERENCE.format(model=answer.__name__)}}}
