"""The tables of objects as JSON Schema: every name, and every class with its arguments."""

from __future__ import annotations

import re
from typing import Any

from rnngraph.objects.kinds import Choice, Kind, ListOf, Number, OneOf, Pattern
from rnngraph.objects.table import REQUIRED, Argument, Table

Schema = dict[str, Any]

PARAMETER: Schema = {"$ref": "#/$defs/parameter"}
USE = r"^\$"
"""What a use of a parameter begins with: it may stand for any number and any text."""
ARTICLES = {"integer": "an integer", "number": "a number"}


def definition(table: Table) -> Schema:
    """A value of a family: a name, or an object of ours or of Keras's own form."""
    # Without a description, which editors would show in place of the field's own.
    ours = [_object(table.also)] if table.also else []
    return {"anyOf": [_names(table), _object(table), _serialized(table), *ours]}


def reference(family: str) -> Schema:
    """A reference to the definition of a family."""
    return {"$ref": f"#/$defs/{family.replace(' ', '_')}"}


def or_parameter(number: Schema) -> Schema:
    """A number, or a parameter that stands for one: one schema, since editors explain alternatives badly."""
    wrong = f"This is a text, where {ARTICLES[number['type']]} stands, or a parameter: $name, $(2 * name)."
    return {**number, "type": [number["type"], "string"], "pattern": USE, "patternErrorMessage": wrong}


def _names(table: Table) -> Schema:
    """The names that people write, to choose from; the other spellings are right too."""
    others = sorted({*table.spellings, *table.plain} - set(table.names()))
    pattern = "|".join(map(_in_any_case if table.any_case else re.escape, others))
    plain = "|".join(map(_in_any_case, table.plain))
    also = "|".join(filter(None, (pattern, plain)))
    spelt = [{"type": "string", "pattern": f"^({also})$"}] if also else []
    return {"anyOf": [{"enum": table.names()}, *spelt, PARAMETER]}


def _in_any_case(name: str) -> str:
    return "".join(f"[{each.upper()}{each.lower()}]" if each.isalpha() else re.escape(each) for each in name)


def _object(table: Table) -> Schema:
    """An object with `type`: the arguments are those of its class."""
    spellings: dict[str, list[str]] = {each: [] for each in table.classes}
    for name in table.spellings:
        spellings[str(table.class_of(name))].append(name)
    others = sorted({*table.spellings, *table.plain} - table.classes.keys())
    # The other spellings are right too, but not offered.
    kinds = {"anyOf": [{"enum": list(table.classes)}, _spelt(others, any_case=table.any_case)]}
    return {
        "type": "object",
        "properties": {"type": {"description": "The class.", **kinds}},
        "required": ["type"],
        "allOf": [
            {
                "if": {"properties": {"type": _spelt(sorted({name, *spellings[name]}), any_case=table.any_case)}},
                "then": _arguments(arguments),
            }
            for name, arguments in table.classes.items()
        ],
        "unevaluatedProperties": False,
    }


def _spelt(names: list[str], *, any_case: bool) -> Schema:
    written = [_in_any_case(name) if any_case else re.escape(name) for name in names]
    return {"type": "string", "pattern": f"^({'|'.join(written)})$"}


def _arguments(arguments: Any) -> Schema:
    required = [name for name, each in arguments.items() if each.default is REQUIRED]
    properties = {name: _argument(each) for name, each in arguments.items()}
    return {"properties": properties, **({"required": required} if required else {})}


def _argument(argument: Argument) -> Schema:
    found = value(argument.kind)
    if argument.default is REQUIRED:
        return found
    if argument.default is None:
        found = {"anyOf": [found, {"type": "null"}]}
    return {**found, "default": argument.default}


def value(kind: Kind) -> Schema:
    """A value of a kind; wherever a number or a text may stand, a parameter may."""
    match kind:
        case Number():
            limits = {"minimum": kind.low, "maximum": kind.high, "exclusiveMinimum": kind.above}
            limits |= {"exclusiveMaximum": kind.below}
            given = {name: each for name, each in limits.items() if each is not None}
            return or_parameter({"type": "integer" if kind.whole else "number", **given})
        case Pattern():
            return {"anyOf": [{"type": "string", "pattern": f"^(?:{kind.form})$"}, PARAMETER]}
        case Choice():
            texts = any(isinstance(each, str) for each in kind.values)
            choices: Schema = {"enum": [*kind.values, *kind.also]}
            return {"anyOf": [choices, PARAMETER]} if texts else choices
        case ListOf():
            return {"type": "array", "items": value(kind.kind), "minItems": 1}
        case OneOf():
            return {"anyOf": [value(each) for each in kind.kinds]}
        case Table():
            return reference(kind.family)
    raise TypeError(f"{type(kind).__name__} has no JSON Schema")


def _serialized(table: Table) -> Schema:
    """Keras's own serialized form. Its `config` is read, but not described: nobody writes it by hand."""
    keys = ("class_name", "config", "module", "registered_name", "build_config", "shared_object_id")
    return {
        "type": "object",
        "description": "Keras's own serialized form.",
        "properties": {key: {"type": "string"} if key == "class_name" else {} for key in keys},
        "required": ["class_name"],
        "additionalProperties": False,
    }
