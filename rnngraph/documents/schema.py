"""The document as JSON Schema (2020-12), generated from the models that read it: for editors, and for other tools.

What a layer takes depends on its `type`, said by `if` and `then`, which editors complete and explain best. A schema
can't say what only the whole document tells: that a reference leads somewhere, a name is used once, shapes fit.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from rnngraph import objects
from rnngraph.build.sections import VERSION, BlockSection, Document, InputSection, NodeSection
from rnngraph.build.training import Training
from rnngraph.build.wiring import CALL_ARGUMENTS
from rnngraph.layers import CELLS, LAYERS
from rnngraph.layers.aliases import ALIASES
from rnngraph.layers.base import Layer
from rnngraph.layers.declaration import CellSection, Parts, WeightSection
from rnngraph.layers.fields import NAME
from rnngraph.layers.loop import Recurrent
from rnngraph.objects.schema import USE, Schema, definition, or_parameter, reference

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MARK = "x-rnngraph"
"""What a model says in place of what it takes the whole document to say: a key of `MARKED`, or a shared definition."""
NAME_PATTERN = f"^{NAME.pattern}$"
SECTIONS: tuple[type[BaseModel], ...] = (BlockSection, InputSection, Training, CellSection, WeightSection)
"""Objects whose fields are all known."""


def json_schema() -> Schema:
    """The whole schema."""
    fields = _models([Document, NodeSection, Parts, *SECTIONS, *LAYERS, *CELLS])
    properties = fields["Document"]["properties"]
    properties["rnngraph"] |= {"const": VERSION}
    for section in ("Document", "BlockSection"):
        parts = fields[section]["properties"]
        parts["inputs"] |= {"items": {"$ref": "#/$defs/InputSection"}, "minItems": 1}
        parts["layers"] |= {"items": {"$ref": "#/$defs/layer"}, "minItems": 1}
        parts["parameters"] = _about(parts["parameters"], _by_name({"type": ["number", "string"]}))
    properties["training"] = _about(properties["training"], {"anyOf": [{"$ref": "#/$defs/Training"}, {"type": "null"}]})
    properties["blocks"] = _about(properties["blocks"], _by_name({"$ref": "#/$defs/BlockSection"}))
    given = fields["Block"]["properties"]["parameters"]
    fields["Block"]["properties"]["parameters"] = _about(given, _by_name({"type": ["number", "string"]}))
    properties["cells"] = _about(properties["cells"], _by_name({"$ref": "#/$defs/CellSection"}))
    return {
        "$schema": DIALECT,
        "title": "A recurrent network, as rnngraph reads it",
        **fields["Document"],
        "additionalProperties": False,
        "$defs": {
            **_shared(),
            "layer": _node(fields["NodeSection"]),
            "wrapped_layer": _inside("A layer for one timestep.", [each for each in LAYERS if each.arity == (1, 1)]),
            "recurrent_layer": _inside(
                "A layer to run in both directions.", [kind for kind in LAYERS if issubclass(kind, Recurrent)]
            ),
            "cell": _cell(),
            "Parts": _typed("Concatenate", fields["Parts"]),
            **{each.__name__: {**fields[each.__name__], "additionalProperties": False} for each in SECTIONS},
            **{kind.__name__: fields[kind.__name__] for kind in (*LAYERS, *CELLS)},
        },
    }


def _shared() -> Schema:
    """Parameters' uses, and every family of objects."""
    tables = (
        *(objects.ACTIVATIONS, objects.INITIALIZERS, objects.REGULARIZERS, objects.CONSTRAINTS),
        *(objects.OPTIMIZERS, objects.SCHEDULES, objects.LOSSES, objects.METRICS),
    )
    about = "A parameter's value: `$name`, or arithmetic on parameters, `$(2 * name + 1)`."
    return {
        "parameter": {"description": about, "type": "string", "pattern": USE},
        **{each.family.replace(" ", "_"): definition(each) for each in tables},
    }


def _node(section: Schema) -> Schema:
    """An entry of `layers`: its place in the graph, and the layer's own fields, or the layer that it shares."""
    described = _layer("A layer, and its place in the graph.", LAYERS)
    for case, kind in zip(described["allOf"], LAYERS, strict=True):
        case["then"] |= {"properties": dict(_unused(kind, section["properties"]))}
    return {
        **described,
        "properties": {**section["properties"], **described["properties"]},
        "required": [],
        "if": {"required": ["shares"]},
        "then": {"properties": {"type": False}},
        "else": {"required": ["type"]},
    }


def _unused(kind: type[Layer], section: Schema) -> Iterator[tuple[str, Schema]]:
    """What a kind of layer has no use for when it is called: it may stand there, but say nothing."""
    for name in CALL_ARGUMENTS:
        if name not in kind.takes:
            yield name, {"const": section[name].get("default")}
    if kind.state_names is Layer.state_names:
        yield "initial_state", {"enum": [None, []]}


def _layer(about: str, kinds: Sequence[type[Layer]]) -> Schema:
    """An object that is one of some layers, by its `type`."""
    cases = [
        {
            "if": {"properties": {"type": _called(kind.__name__)}, "required": ["type"]},
            "then": {"$ref": f"#/$defs/{kind.__name__}"},
        }
        for kind in kinds
    ]
    names = [kind.__name__ for kind in kinds]
    known = {
        "enum": names,
        "enumDescriptions": [(inspect.getdoc(kind) or "").partition("\n")[0] for kind in kinds],
    }
    others = [alias for alias, name in ALIASES.items() if name in names]
    # A pattern, so that editors accept the other names and complete these.
    spelt = {"anyOf": [known, {"type": "string", "pattern": f"^({'|'.join(others)})$"}]} if others else known
    kind_of = {"description": "What the layer is.", **spelt}
    return {
        "description": about,
        "type": "object",
        "properties": {"type": kind_of},
        "required": ["type"],
        "allOf": cases,
        "unevaluatedProperties": False,
    }


def _called(name: str) -> Schema:
    """A layer type, in any of its names."""
    others = [alias for alias, each in ALIASES.items() if each == name]
    return {"enum": [name, *others]} if others else {"const": name}


def _inside(about: str, kinds: Sequence[type[Layer]]) -> Schema:
    """A layer inside another, whose name, which Keras writes, is ignored."""
    described = _layer(about, kinds)
    described["properties"]["name"] = {"description": "Ignored: the outer layer has the name.", "type": "string"}
    return described


def _cell() -> Schema:
    """A cell: one of Keras's, or one that the document has under `cells`, which alone knows its fields."""
    described = _inside("The computation of one time step.", CELLS)
    known = described["properties"]["type"]
    own = {"description": "A cell of the document's own, under `cells`.", "type": "string", "pattern": NAME_PATTERN}
    described["properties"]["type"] = {"anyOf": [known, own]}
    free = {"if": {"properties": {"type": {"enum": known["enum"]}}}, "else": {"additionalProperties": True}}
    described["allOf"].append(free)
    return described


def _typed(name: str, section: Schema) -> Schema:
    """An object of a section's fields, and its `type`."""
    properties = {"type": {"description": "What it is.", "const": name}, **section["properties"]}
    required = ["type", *section["required"]]
    return {**section, "properties": properties, "required": required, "additionalProperties": False}


def _about(field: Schema, found: Schema) -> Schema:
    """A schema with what its field is described by."""
    return {**found, **{name: field[name] for name in ("description", "default") if name in field}}


def _by_name(values: Schema) -> Schema:
    """An object whose keys are names, or null."""
    return {"type": ["object", "null"], "propertyNames": {"pattern": NAME_PATTERN}, "additionalProperties": values}


def _anywhere(one: Schema) -> Schema:
    """A value for all outputs, a list in their order, or an object by their names."""
    is_one = {"anyOf": [{"required": ["type"]}, {"required": ["class_name"]}]}
    return {
        "anyOf": [
            one,
            {"type": "array", "items": one},
            {"type": "object", "additionalProperties": one, "not": is_one},
        ]
    }


CELL: Schema = {"$ref": "#/$defs/cell"}
MARKED: Mapping[str, Schema] = {
    "wrapped layer": {"$ref": "#/$defs/wrapped_layer"},
    "recurrent layer": {"$ref": "#/$defs/recurrent_layer"},
    "cells": {"anyOf": [CELL, {"type": "array", "items": CELL, "minItems": 1}]},
    "losses": _anywhere({"anyOf": [reference("loss"), {"type": "null"}]}),
    "metrics": _anywhere({"anyOf": [reference("metric"), {"type": "array", "items": reference("metric")}]}),
}


def _models(models: Sequence[type[BaseModel]]) -> dict[str, Schema]:
    """The fields of each model, by the model's name."""
    _, found = models_json_schema(
        [(model, "validation") for model in models], ref_template="#/$defs/{model}", schema_generator=_Generator
    )
    fields = {name: _finished(each) for name, each in found["$defs"].items()}
    for model in models:
        _by_annotation(model, fields[model.__name__].get("properties", {}))
    return fields


def _by_annotation(model: type[BaseModel], properties: Schema) -> None:
    """What a check of our own does not say of a field, the field's type does."""
    for name, info in model.model_fields.items():
        says = properties[info.alias or name]
        declared: Any = info.annotation
        if declared is not Any and not says.keys() - {"description", "default"}:
            found = TypeAdapter(declared).json_schema(schema_generator=_Generator)
            properties[info.alias or name] = {**_finished(found), **says}


def _finished(found: Any) -> Any:
    """The schema without what pydantic adds for itself, and with the marks of the models followed."""
    if isinstance(found, list):
        return [_finished(each) for each in found]
    if not isinstance(found, dict):
        return found
    if MARK in found:
        mark = found[MARK]
        rest = {name: each for name, each in found.items() if name != MARK}
        return {**(MARKED.get(mark) or reference(mark)), **_finished(rest)}
    return {name: _finished(each) for name, each in found.items() if not _is_pydantics(name, each)}


def _is_pydantics(name: str, value: object) -> bool:
    return (name == "title" and isinstance(value, str)) or (name == "additionalProperties" and value is False)


class _Generator(GenerateJsonSchema):
    """Wherever a number, or one of some texts, may stand, a parameter may."""

    def function_plain_schema(self, schema: core_schema.PlainValidatorFunctionSchema) -> JsonSchemaValue:
        """What a check of our own says that it takes."""
        check: Any = schema["function"]["function"]
        if isinstance(check, partial) and isinstance(check.args[0], objects.Table):
            return {MARK: check.args[0].family}
        return check.schema() if hasattr(check, "schema") else super().function_plain_schema(schema)

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        """An integer, or a parameter."""
        return or_parameter(super().int_schema(schema))

    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        """A number, or a parameter."""
        return or_parameter(super().float_schema(schema))

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        """One of some texts, or a parameter."""
        return {"anyOf": [super().literal_schema(schema), {MARK: "parameter"}]}
