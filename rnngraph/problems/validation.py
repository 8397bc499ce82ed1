"""From pydantic's errors to problems with a place: one translation for documents and for Python calls."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from rnngraph.graph import MAX_PROBLEMS, Problem
from rnngraph.problems import kinds
from rnngraph.problems.invalid import Rejected
from rnngraph.problems.nearest import nearest

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from rnngraph.problems.words import Words

TYPES = {
    "int": "an integer",
    "float": "a number",
    "finite_number": "a finite number",
    "bool": "true or false",
    "string": "a string",
    "list": "a list",
    "tuple": "a list",
    "dict": "an object",
    "mapping": "an object",
    "model": "an object",
    "none_required": "null",
}
"""What is wanted, by the type of pydantic's error, without its `_type`."""
LIMITS = {
    "greater_than": ("gt", "greater than"),
    "greater_than_equal": ("ge", "greater than or equal to"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "less than or equal to"),
}
"""By the type of pydantic's error, where its context has the limit, and what the limit is called."""
PART_OF_A_TYPE = re.compile(r"\[key\]|constrained-\w+|(function-\w+|list|tuple|dict)\[.*\]")
"""Parts of pydantic's path to an error that are parts of the type, not of the value."""
FEW = 30
"""With more wrong fields than this in one place, no field is compared with others: it costs more than it helps."""


def bounded(fields: Mapping[str, Any], known: Collection[str]) -> Mapping[str, Any]:
    """The fields that are known, and of the others as many as problems are reported."""
    if len(fields) <= MAX_PROBLEMS:
        return fields
    others = islice((name for name in fields if name not in known), MAX_PROBLEMS)
    kept = {*known, *others}
    return {name: value for name, value in fields.items() if name in kept}


def problems_of(
    error: ValidationError, model: type[BaseModel], node: str | None, words: Words | None = None
) -> Iterator[Problem]:
    """Each of pydantic's errors as a problem of `node`; errors of layers inside a field are unfolded.

    `words` has what the model's fields are called elsewhere.
    """
    details = error.errors(include_url=False)[:MAX_PROBLEMS]
    unknown = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
    near = (
        {at: nearest(str(at[-1]), _keys(_model_at(model, at)), words) for at in unknown} if len(unknown) <= FEW else {}
    )
    slips = {(*at[:-1], found) for at, found in near.items()}
    inside = {detail["loc"][:depth] for detail in details for depth in range(len(detail["loc"]))}
    for detail in details:
        # Of a list with a wrong element pydantic says that it is too short as well; what is misspelt is not missing.
        followers = inside if detail["type"] == "too_short" else slips if detail["type"] == "missing" else ()
        if detail["loc"] not in followers:
            yield from _problems(detail, model, node, near.get(detail["loc"]))


def _model_at(model: type[BaseModel], way: Iterable[object]) -> type[BaseModel]:
    """The model that a place in another is a field of."""
    *above, _ = way
    for part in above:
        info = model.model_fields.get(str(part))
        model = next(_models(info.annotation), model) if info else model
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in a type: of a dict's values, say."""
    if isinstance(annotation, type) and hasattr(annotation, "model_fields"):
        yield annotation
    for each in get_args(annotation):
        yield from _models(each)


def _keys(model: type[BaseModel]) -> list[str]:
    """The fields of a document as they are written."""
    return [info.alias or name for name, info in model.model_fields.items()]


def _problems(detail: ErrorDetails, model: type[BaseModel], node: str | None, near: str | None) -> Iterator[Problem]:
    path = [part for part in detail["loc"] if not PART_OF_A_TYPE.fullmatch(str(part))]
    context: Mapping[str, Any] = detail.get("ctx", {})
    error = context.get("error")
    found = error.problems if isinstance(error, Rejected) else [_problem(detail, context, model, near)]
    for problem in found:
        yield replace(problem.inside(*path), node=node)


def _problem(detail: ErrorDetails, context: Mapping[str, Any], model: type[BaseModel], near: str | None) -> Problem:
    """The problem without its place; `near` is the field that an unknown one may have meant."""
    found = detail["input"]
    owner = _model_at(model, detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            return kinds.fields.UnknownField(found=str(detail["loc"][-1]), nearest=near, of=owner.__name__)
        case "missing":
            return kinds.fields.MissingField(of=owner.__name__)
        case "literal_error":
            info = _field_at(owner, detail["loc"])
            known = tuple(_choices(info.annotation)) if info else ()
            null = info is not None and type(None) in get_args(info.annotation)
            return kinds.fields.UnknownChoice(found=found, nearest=nearest(found, known), known=known, null=null)
        case "too_short" | "too_long":
            what = "an object" if isinstance(found, dict) else "a list"
            name, limit = ("most", "max_length") if "max_length" in context else ("least", "min_length")
            return kinds.fields.OutOfRange(found=found, limit=f"{what} of at {name} {context[limit]:,}")
        case kind if kind in LIMITS:
            key, words = LIMITS[kind]
            return kinds.fields.OutOfRange(found=found, limit=f"{words} {_number(context[key])}")
        case "string_pattern_mismatch":
            return kinds.fields.WrongType(found=found, expected=f"a text that matches {context['pattern']}")
    expected = TYPES.get(detail["type"]) or TYPES.get(detail["type"].removesuffix("_type"))
    return kinds.fields.WrongType(found=found, expected=expected or "a value of another type")


def _number(limit: float) -> float:
    """A limit as it is written in the layer: 0, not 0.0."""
    return int(limit) if limit == int(limit) else limit


def _field_at(model: type[BaseModel], path: tuple[int | str, ...]) -> FieldInfo | None:
    """The field of a model that a path ends in, or in a list of which it ends."""
    return next((info for name in reversed(path) if (info := model.model_fields.get(str(name)))), None)


def _choices(annotation: Any) -> Iterator[str]:
    """The words of the Literals in a type."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
        return
    for inner in get_args(annotation):
        yield from _choices(inner)
