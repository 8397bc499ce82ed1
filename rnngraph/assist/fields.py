"""What the schema says of a place in a document: its fields, its values, and their descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from rnngraph.assist.document import Path_, child
from rnngraph.documents.schema import json_schema
from rnngraph.objects.schema import Schema

DEEPEST = 64
"""References of the schema that are followed in a row."""


@lru_cache(maxsize=1)
def whole() -> Schema:
    """The schema of a document, made once."""
    return json_schema()


def at(path: Path_, document: Any) -> list[Schema]:
    """Every schema that what stands at `path` has to fit, as far as the document's own values choose among them."""
    found, value = list(_unfolded(whole(), document)), document
    for part in path:
        value = child(value, part)
        found = [deeper for each in found for below in _below(each, part) for deeper in _unfolded(below, value)]
    return found


def _below(found: Schema, part: str | int) -> Iterator[Schema]:
    if isinstance(part, int):
        below = [found.get("items")]
    elif part in found.get("properties", {}):
        below = [found["properties"][part]]
    else:
        patterns = found.get("patternProperties", {}).items()
        below = [each for pattern, each in patterns if re.search(pattern, part)] or [found.get("additionalProperties")]
    yield from (each for each in below if isinstance(each, dict))


def _unfolded(found: Any, value: Any, depth: int = 0) -> Iterator[Schema]:
    """A schema, and all that stand in it for the same value: references, alternatives, what its conditions choose."""
    if not isinstance(found, dict) or depth > DEEPEST:
        return
    yield found
    name = found.get("$ref", "").removeprefix("#/$defs/")
    parts = [*([whole()["$defs"][name]] if name else []), *found.get("allOf", ())]
    parts += [each for each in found.get("anyOf", ()) if _may_be(each, value)]
    if "if" in found:
        parts.append(found.get("then" if _fits(found["if"], value) else "else"))
    for each in parts:
        yield from _unfolded(each, value, depth + 1)


def _may_be(found: Schema, value: Any) -> bool:
    """Whether an alternative is of the kind that the value is."""
    kind = "object" if isinstance(value, dict) else "array" if isinstance(value, list) else None
    kinds: Any = found.get("type", kind)
    return kind is None or kind in ([kinds] if isinstance(kinds, str) else kinds)


def _fits(condition: Schema, value: Any) -> bool:
    """Whether a value fits a condition of ours: of required fields, and of a field's text."""
    if not isinstance(value, dict) or any(name not in value for name in condition.get("required", ())):
        return False
    for name, wanted in condition.get("properties", {}).items():
        found = value.get(name)
        if name in value and not (
            (found == wanted["const"] if "const" in wanted else True)
            and (found in wanted["enum"] if "enum" in wanted else True)
            and (re.search(wanted["pattern"], str(found)) if "pattern" in wanted else True)
        ):
            return False
    return True


def described(found: list[Schema]) -> str:
    """The description that is nearest to the place."""
    return next((each["description"] for each in found if "description" in each), "")


def properties(found: list[Schema]) -> dict[str, Schema]:
    """The fields that an object may have, without those that may only say nothing."""
    fields: dict[str, Schema] = {}
    idle = set()
    for each in found:
        for name, field in each.get("properties", {}).items():
            if isinstance(field, dict):
                fields.setdefault(name, field)
                if not any(field.get("enum", [field.get("const", True)])):
                    idle.add(name)
    return {name: field for name, field in fields.items() if name not in idle}


def values(found: list[Schema]) -> dict[str | bool | None, str]:
    """The values to choose from, each with what is said of it."""
    choices: dict[str | bool | None, str] = {}
    for each in found:
        told = each.get("enumDescriptions", ())
        for index, choice in enumerate(each.get("enum", ())):
            choices.setdefault(choice, told[index] if index < len(told) else "")
        if isinstance(each.get("const"), str):
            choices.setdefault(each["const"], "")
        if each.get("type") == "boolean":
            choices |= {True: "", False: ""}
    return choices
