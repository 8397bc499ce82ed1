"""The fields of a document outside its layers, as spec-format 1 has them; and reading them field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError, WithJsonSchema

from rnngraph.graph import MAX_NAMED, MAX_RANK, Problem, pointer
from rnngraph.layers.fields import Count, DtypePolicyName, Flag, Name
from rnngraph.problems import Rejected, kinds
from rnngraph.problems.validation import bounded, problems_of

VERSION = 1


def check_references(value: object) -> object:
    """One reference, a list, or a dict of them, as it is."""
    entries = {"": value}
    if isinstance(value, list):
        entries = {str(index): each for index, each in enumerate(value)}
    elif isinstance(value, dict):
        entries = value
    wrong = [key for key, each in entries.items() if not isinstance(each, str)]
    expected = "a reference" if isinstance(value, list | dict) else "a reference, a list or an object of references"
    if wrong:
        raise Rejected(*(kinds.fields.WrongType(key or None, found=entries[key], expected=expected) for key in wrong))
    return value


Reference = str
References = Annotated[
    str | list[str] | dict[str, str],
    PlainValidator(check_references),
    WithJsonSchema(
        {"type": ["string", "array", "object"], "items": {"type": "string"}, "additionalProperties": {"type": "string"}}
    ),
]
InputDtype = Literal[
    "float16",
    "bfloat16",
    "float32",
    "float64",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "bool",
]


Named = Annotated[dict[str, Any], Field(max_length=MAX_NAMED)]


class Section(BaseModel):
    """A part of a document whose fields are read one by one."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Document(Section):
    """The top level."""

    rnngraph: Annotated[Any, Field(description="The format's version: 1.")]
    name: Annotated[
        Name, Field(description="The model's name: a letter or `_`, then letters, digits, `_`; 64 at most.")
    ]
    inputs: Annotated[list[Any], Field(description="The model's inputs.")]
    layers: Annotated[list[Any], Field(description="The layers.")]
    outputs: Annotated[
        References | None,
        Field(description="A reference, a list, or a dict from output name to reference; else the last layer."),
    ] = None
    description: Annotated[str | None, Field(description="Free text.")] = None
    parameters: Annotated[
        dict[str, Any] | None,
        Field(description='Named numbers or strings, used in values as `"$name"` or `"$(2 * name + 1)"`.'),
    ] = None
    cells: Annotated[Named | None, Field(description="RNN cells written as data, by name.")] = None
    blocks: Annotated[
        Named | None, Field(description="Layers that are used as one, by name: see [blocks](#blocks).")
    ] = None
    batch_size: Annotated[Count | None, Field(description="A fixed batch size.")] = None
    dtype_policy: Annotated[DtypePolicyName, Field(description="Keras's dtype policy for every layer.")] = "float32"
    training: Annotated[dict[str, Any] | None, Field(description="How the model is trained.")] = None
    schema_: Annotated[Any, Field(alias="$schema", description="For editors; ignored.")] = None


class BlockSection(Section):
    """A block: a model in small, whose parts see nothing but each other."""

    inputs: Annotated[
        list[Any],
        Field(
            description="What the block reads, written like the model's inputs. Null in a `shape` fits any size, "
            "known or not: in each use it is the size of the tensor that is read."
        ),
    ]
    layers: Annotated[list[Any], Field(description="Its layers; a Block among them is a block in the block.")]
    outputs: Annotated[
        References | None,
        Field(description="As the model's; their names are the ports of the block wherever it is used."),
    ] = None
    parameters: Annotated[
        dict[str, Any] | None,
        Field(description="Named values with defaults, the only ones that the block sees; a use may set them."),
    ] = None
    description: Annotated[str | None, Field(description="Free text.")] = None


class InputSection(Section):
    """An input of the model."""

    name: Annotated[Name, Field(description="The input's name.")]
    shape: Annotated[
        list[Count | None],
        Field(
            description="Sizes without the batch; null: unknown, in a block's input any size.", max_length=MAX_RANK - 1
        ),
    ]
    dtype: Annotated[
        InputDtype | None, Field(description="Left out: int32 where only Embeddings read the input, else float32.")
    ] = None
    mask: Annotated[
        Literal["right", "any"],
        Field(description="Where sequences fed here are padded: at their end only, or anywhere."),
    ] = "right"


class NodeSection(Section):
    """What a layer's entry says besides the layer's own fields: its place in the graph."""

    type: Annotated[str | None, Field(description="The layer's type.")] = None
    shares: Annotated[Reference | None, Field(description="The layer whose weights are applied again.")] = None
    name: Annotated[
        Name | None, Field(description="The layer's name; else its type in snake case, with a counter.")
    ] = None
    description: Annotated[str | None, Field(description="Free text.")] = None
    inputs: Annotated[References | None, Field(description="What the layer reads; else the layer listed before.")] = (
        None
    )
    initial_state: Annotated[
        References | None, Field(description="Where a recurrent layer's first states come from.")
    ] = None
    mask: Annotated[Reference | None, Field(description="A boolean tensor, in place of the mask that came along.")] = (
        None
    )
    training: Annotated[
        Flag | None,
        Field(description="True: in training mode, also in predict; false: never, even in fit; null: as the model."),
    ] = None
    use_causal_mask: Annotated[Flag, Field(description="Attention: no step sees a later one.")] = False
    return_attention_scores: Annotated[Flag, Field(description="Attention: gives the port `scores` as well.")] = False
    reverse: Annotated[Flag, Field(description="ReversibleEmbedding: from vectors back to scores of integers.")] = False


@cache
def _keys(section: type[Section]) -> frozenset[str]:
    """The fields of a section as they are written."""
    return frozenset(info.alias or name for name, info in section.model_fields.items())


def read_fields(
    section: type[Section], data: Mapping[str, Any], at: tuple[object, ...], node: str | None
) -> tuple[dict[str, Any], list[Problem]]:
    """The fields of `data` that are right, defaults for the others, and a problem for each that is wrong."""
    data = bounded(data, _keys(section))
    try:
        return dict(section.model_validate(data).__dict__), []
    except ValidationError as error:
        problems = [replace(each, origin=pointer(*at).child(each.field)) for each in problems_of(error, section, node)]
    wrong = {str((each.field or "").split("/")[0]) for each in problems}
    values = {}
    for name, info in section.model_fields.items():
        key = info.alias or name
        right = key in data and key not in wrong
        values[name] = data[key] if right else None if info.is_required() else info.get_default()
    return values, problems
