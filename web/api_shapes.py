"""What the API takes and gives. The objects of `check`, `summary` and `diff` are those of the command line's JSON."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from .contexts import Support
from .specs import MOST_BYTES

Shape = list[int | None]
DiagramFormat = Literal["svg", "json", "png", "pdf", "dot", "mmd"]
MEDIA_TYPES: dict[str, str] = {
    "svg": "image/svg+xml",
    "json": "application/json",
    "png": "image/png",
    "pdf": "application/pdf",
    "dot": "text/vnd.graphviz",
    "mmd": "text/vnd.mermaid",
}
ExportFormat = Literal["spec", "markdown", "html"]
EXPORT_TYPES: dict[str, str] = {"spec": "application/json", "markdown": "text/markdown", "html": "text/html"}
NO_JSON = "text/plain"
"""Of a spec's text that turned out to be none."""


def is_json(text: str) -> bool:
    """Whether a text is JSON, which has no NaN and no Infinity."""
    try:
        json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError):
        return False
    return True


def _refused(constant: str) -> None:
    raise ValueError(constant)


def _whole(value: object) -> object:
    """An integer, which JSON may write as 3.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Body(BaseModel):
    """What a request carries."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SpecBody(Body):
    """A spec."""

    text: Annotated[str, Field(max_length=MOST_BYTES, description="The spec, as a file has it.")]
    name: Annotated[str, Field(max_length=200, description="What the diagnostics call the file.")] = "spec.json"
    parameters: Annotated[
        dict[str, int | Annotated[float, Field(allow_inf_nan=False)] | str],
        Field(max_length=100, description="Values in place of those in the spec's `parameters`."),
    ] = {}


class DiagramBody(SpecBody):
    """A spec to draw."""

    format: Annotated[DiagramFormat, Field(description="`json` says where everything stands.")] = "svg"


class ExportBody(SpecBody):
    """A spec to write in another way."""

    to: Annotated[ExportFormat, Field(description="The spec itself, or its summary as a table.")] = "spec"


class SaveBody(Body):
    """A spec to write to its file."""

    name: Annotated[str, Field(min_length=1, max_length=1000, description="The spec's name in the list, or a new one.")]
    text: Annotated[str, Field(max_length=MOST_BYTES, description="What the file is to say.")]
    digest: Annotated[
        str | None,
        Field(description="Of what the file should say now; null where there should be none."),
    ]


class DiffBody(Body):
    """Two specs."""

    before: SpecBody
    after: SpecBody


class CursorBody(Body):
    """A spec that is being written, and where the cursor stands in it."""

    text: Annotated[str, Field(max_length=MOST_BYTES, description="The text as it is.")]
    offset: Annotated[
        int, Field(ge=0, description="The cursor's place, in characters (code points)."), BeforeValidator(_whole)
    ]


class TextBody(Body):
    """A spec that is being written."""

    text: Annotated[str, Field(max_length=MOST_BYTES, description="The text as it is.")]


class Suggestion(BaseModel):
    """What may be written; `about` is Markdown."""

    label: str
    new: str
    kind: Literal["field", "reference", "block", "type", "value", "parameter"]
    detail: str
    about: str


class Suggestions(BaseModel):
    """What may stand in place of the text between two offsets, likeliest first."""

    start: int
    end: int
    suggestions: list[Suggestion]


class Told(BaseModel):
    """What the thing between two offsets is, in Markdown; empty where there is nothing to say."""

    start: int
    end: int
    markdown: str


class TextEdit(BaseModel):
    """A change of a text: what stands between two offsets becomes something else."""

    start: int
    end: int
    new: str


class QuickFix(BaseModel):
    """How a finding is mended; code, line and column are the finding's."""

    code: str
    line: int | None
    column: int | None
    title: str
    safe: bool
    edits: list[TextEdit]


class QuickFixes(BaseModel):
    """Every fix there is, each by itself."""

    fixes: list[QuickFix]


class Edit(BaseModel):
    """A change of a document at a JSON pointer: a value is set, a key renamed to `value`, or what is there goes."""

    pointer: str
    value: Any
    operation: Literal["set", "rename", "remove", "insert"] = "set"


class Fix(BaseModel):
    """A way to mend a document, and other ways, of which the author may mean one instead."""

    title: str
    safe: bool
    edits: list[Edit]
    text_edits: list[TextEdit] = []
    alternatives: list[Fix] = []


class Diagnostic(BaseModel):
    """One finding; lines and columns count from 1, in code points, the end exclusive."""

    code: str
    severity: str
    message: str
    layer: str | None
    field: str | None
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    fix: Fix | None


class CheckedFile(BaseModel):
    """A file's findings."""

    path: str
    diagnostics: list[Diagnostic]


class Check(BaseModel):
    """The object of `rnngraph check --format json`."""

    files: list[CheckedFile]


class Weight(BaseModel):
    """A variable of a layer."""

    name: str
    shape: list[int]
    params: int
    trainable: bool


class Verdict(BaseModel):
    """Whether a recurrent layer can use cuDNN, and why not."""

    eligible: bool
    reasons: list[str]


class LayerRow(BaseModel):
    """A row of the summary; `output_shape` is a list of shapes where the layer has several outputs.

    `shares` is there where the layer has the weights of another, `call` where its call has arguments: `training`,
    `use_causal_mask`, `mask` (a reference), `return_attention_scores`, `reverse`.
    """

    name: str
    type: str
    params: int | None
    output_shape: Shape | list[Shape | None] | None
    connected_to: list[str]
    weights: list[Weight]
    cudnn: Verdict | None
    shares: str | None = None
    call: dict[str, bool | str] | None = None


class Summary(BaseModel):
    """The object of `rnngraph summary --format json`; where errors leave a layer's weights unknown, null for totals."""

    name: str
    total_params: int | None
    trainable_params: int | None
    non_trainable_params: int | None
    size_bytes: int | None
    layers: list[LayerRow]


class Analysis(BaseModel):
    """All there is to say about a spec."""

    check: Check
    summary: Summary
    lines: dict[str, tuple[int, int]] = Field(
        description="The first and the last line of each input and layer in the text, from 1, by its name."
    )
    cudnn: Support = Field(description="What the layers say about cuDNN together.")


class Version(BaseModel):
    """A model of two. `total_params` is null where errors leave it unknown."""

    name: str
    total_params: int | None


class Change(BaseModel):
    """A field before and after; null where it is left out. `default` is what it means there, null where nothing."""

    field: str
    before: Any
    after: Any
    default: Any


class Difference(BaseModel):
    """What became of a layer: before and after."""

    kind: Literal["added", "removed", "changed", "renamed", "affected"]
    name: str
    was: str | None
    type: str
    changes: list[Change]
    params: list[int | None]
    output_shape: list[Shape | None]


class Diff(BaseModel):
    """The object of `rnngraph diff --format json`."""

    before: Version
    after: Version
    same: bool
    model: list[Change]
    layers: list[Difference]


class ListedSpec(BaseModel):
    """A spec of the served folder. `params` is null where errors leave them unknown."""

    name: str
    title: str
    description: str | None
    layers: int
    params: int | None
    cudnn: str
    errors: int
    warnings: int


class Specs(BaseModel):
    """The specs of the served folder; `complete` is false where there are more than are listed."""

    folder: str
    complete: bool
    specs: list[ListedSpec]


class SpecText(BaseModel):
    """A spec's text, and the digest that says whether it has changed."""

    name: str
    text: str
    digest: str


class Saved(BaseModel):
    """A file that was written, and the digest of what it says now."""

    name: str
    digest: str


class ListedRule(BaseModel):
    """A rule in the list; `summary` is the first sentence of its page, in Markdown."""

    code: str
    name: str
    severity: str
    optional: bool
    summary: str


class RuleFamily(BaseModel):
    """The rules whose codes begin with `code`, RG4."""

    code: str
    title: str
    rules: list[ListedRule]


class Rules(BaseModel):
    """All rules by family."""

    families: list[RuleFamily]


class Rule(BaseModel):
    """A rule that `check` speaks by; `page` is Markdown."""

    code: str
    name: str
    severity: str
    page: str


class Error(BaseModel):
    """What went wrong with a request."""

    status: int
    title: str
    message: str
