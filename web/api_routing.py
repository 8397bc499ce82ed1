"""From a request to an operation and back: what comes in is validated, what goes out is JSON or a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal

from flask import Blueprint, Response, abort, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, HTTPException

Method = Literal["GET", "POST", "PUT"]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the API: how it is asked, and what it answers with, a model or files by media type."""

    method: Method
    path: str
    name: str
    summary: str
    body: type[BaseModel] | None
    query: Mapping[str, str]
    answer: type[BaseModel] | tuple[str, ...]
    errors: tuple[int, ...]


class Invalid(HTTPException):
    """A body that is JSON, but not what is asked for."""

    code = 422
    name = "Not what is asked for"


def operation(
    blueprint: Blueprint,
    operations: list[Operation],
    method: Method,
    path: str,
    answer: type[BaseModel] | tuple[str, ...],
    *,
    body: type[BaseModel] | None = None,
    query: Mapping[str, str] | None = None,
    errors: tuple[int, ...] = (),
) -> Callable[[Callable[..., Any]], Callable[[], Response]]:
    """Makes an operation of a function: its docstring's first line is the summary, its arguments body or query."""

    def register(function: Callable[..., Any]) -> Callable[[], Response]:
        name, summary = function.__name__.rstrip("_"), (function.__doc__ or "").split("\n")[0]
        own = (400, 413, 415, 422) if body else (400, 404, 422) if query else (400,)
        described = Operation(method, path, name, summary, body, query or {}, answer, (*own, *errors))
        operations.append(described)

        @wraps(function)
        def view() -> Response:
            given = _body(body) if body else None
            result = function(*([given] if given else [_query(key) for key in query or ()]))
            return result if isinstance(result, Response) else _json(result)

        blueprint.add_url_rule(path, name, view, methods=[method])
        return view

    return register


def _body(kind: type[BaseModel]) -> BaseModel:
    """The request's body.

    Raises:
        HTTPException: it is no JSON, or has other fields than `kind`.
    """
    if not request.is_json:
        abort(415, "The body has to be JSON, with Content-Type: application/json.")
    data, most = request.get_data(cache=False), request.max_content_length
    if request.content_length is None and most is not None and len(data) >= most:
        abort(413)  # one that comes in chunks is cut there
    try:
        return kind.model_validate(json.loads(data))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Invalid(f"{'.'.join(map(str, first['loc'])) or 'the body'}: {first['msg']}.") from None
    except (ValueError, RecursionError):
        raise BadRequest("The body is not JSON.") from None


def _query(key: str) -> str:
    values = request.args.getlist(key)
    if len(values) != 1 or not values[0]:
        raise BadRequest(f"The query has to have {key} once.")
    return values[0]


def _json(tree: Any) -> Response:
    """JSON in ASCII: a spec can say half a surrogate pair, which UTF-8 can't."""
    return Response(json.dumps(tree), content_type="application/json")
